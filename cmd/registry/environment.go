package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/postgres"
	"ikd/station/siak/registry/server/sqlite"
)

// environment is what every command needs: the database, the log, the output.
type environment struct {
	database string
	key      string // names the wrapping key; "" for the usual one
	log      *slog.Logger
	std      streams
}

func newEnvironment(database, key, level string, std streams) *environment {
	var l slog.Level
	_ = l.UnmarshalText([]byte(level)) // one of the enum
	return &environment{database: database, key: key, std: std, log: slog.New(slog.NewJSONHandler(std.err, &slog.HandlerOptions{Level: l}))}
}

// line prints one line of JSON.
func (e *environment) line(v any) error {
	lines := json.NewEncoder(e.std.out)
	lines.SetEscapeHTML(false)
	return lines.Encode(v)
}

// storage opens the database as it is. It must be closed.
func (e *environment) storage(ctx context.Context) (server.Storage, error) {
	scheme, dir, _ := strings.Cut(e.database, ":")
	switch scheme {
	case "sqlite":
		if _, err := os.Stat(filepath.Join(dir, sqlite.FileName)); err != nil {
			return nil, siak.E("open registry", siak.KindNotSetUp, errors.New("there is no registry in that folder: migrate makes one"))
		}
		return sqlite.Open(ctx, sqlite.Options{Dir: dir, Durable: true})
	case "postgres", "postgresql":
		store, err := postgres.Open(ctx, e.database)
		if siak.KindOf(err) == siak.KindRefused {
			return nil, usage("--database: %v", err) // the error does not quote the address
		}
		return store, err
	default:
		return nil, usage("--database ($IKD_REGISTRY_DATABASE): want sqlite:FOLDER or postgres://…")
	}
}

// registry opens the registry in the database, which must be migrated. The
// storage must be closed.
func (e *environment) registry(ctx context.Context, o server.Options) (*server.Registry, server.Storage, error) {
	store, err := e.storage(ctx)
	if err != nil {
		return nil, nil, err
	}
	err = store.Ping(ctx)
	var r *server.Registry
	if err == nil {
		o.Log = e.log
		if o.Wrapping, err = e.wrapping(false); err == nil {
			r, err = server.Open(ctx, store, o)
		}
	}
	if err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	return r, store, nil
}

// work opens the registry for one piece of work of its staff.
func (e *environment) work(ctx context.Context, f func(*server.Registry) error) error {
	r, store, err := e.registry(ctx, server.Options{})
	if err != nil {
		return err
	}
	return errors.Join(f(r), store.Close())
}

// migrateCommand makes the tables and, in an empty database, the registry.
type migrateCommand struct {
	ServerName string `default:"registry.ikd.invalid" env:"IKD_REGISTRY_SERVER_NAME" help:"The name in the certificate of a new registry; it never changes, and need not resolve."`
	Name       string `default:"Registri IKD" env:"IKD_REGISTRY_NAME" help:"The name of a new registry's authority."`
}

// Help is the long help of the command.
func (migrateCommand) Help() string {
	return `Brings the tables of the database to this program's version, in one transaction. In an empty database it makes
the registry: its authority, the certificate of its server and the keys of the issuers of registrations. Several that
run at once wait for each other. A registry that is there keeps its names. Keys that an earlier version left in clear are
wrapped (--key).`
}

// Run migrates.
func (c *migrateCommand) Run(ctx context.Context, e *environment) error {
	made := false
	fill := func(tx server.Tx) error {
		made = true
		wrap, err := e.wrapping(true)
		if err != nil {
			return err
		}
		_, err = server.Create(tx, server.Setup{
			ServerName: c.ServerName, Authority: c.Name, IssuerPrefix: c.ServerName, Wrapping: wrap, Now: time.Now(),
		})
		return err
	}
	store, err := e.migrated(ctx, fill)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	if err := store.Ping(ctx); err != nil {
		return err
	}
	wrap, err := e.wrapping(true)
	if err != nil {
		return err
	}
	if _, err := server.Open(ctx, store, server.Options{Log: e.log, Wrapping: wrap}); err != nil { // wraps what is in clear
		return err
	}
	return e.line(map[string]any{"event": "migrated", "made": made})
}

// migrated opens the database and brings it up to date.
func (e *environment) migrated(ctx context.Context, fill func(server.Tx) error) (server.Storage, error) {
	if dir, ok := strings.CutPrefix(e.database, "sqlite:"); ok {
		return sqlite.Open(ctx, sqlite.Options{Dir: dir, Durable: true, Fill: func(tx *sqlite.Tx) error { return fill(tx) }})
	}
	store, err := e.storage(ctx)
	if err != nil {
		return nil, err
	}
	if p, ok := store.(*postgres.Store); ok {
		err = p.Migrate(ctx, fill)
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}
