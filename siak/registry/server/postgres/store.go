package postgres

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// Limits of a transaction, in the server's words: nobody waits for ever, and a
// replica that hangs holds no locks.
var limits = map[string]string{
	"statement_timeout":                   "30s",
	"lock_timeout":                        "10s",
	"idle_in_transaction_session_timeout": "60s",
	"application_name":                    "ikd-registry",
	"timezone":                            "UTC",
}

// The beginnings of transactions.
const (
	readOnly  = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	readWrite = "BEGIN ISOLATION LEVEL READ COMMITTED"
)

// How often a transaction is run, and the longest pause before the second time.
const (
	tries = 10
	pause = 20 * time.Millisecond
)

// Store is a pool of connections to one database.
type Store struct {
	pool *pgxpool.Pool
	// probe is one connection for [Store.Ping]: a program that has much to do is
	// not one that cannot work.
	probe *pgxpool.Pool
}

var _ server.Storage = (*Store)(nil)

// Open connects to a database, "postgres://user@host/name?pool_max_conns=16".
// It fails with refused for an address that is none; the database need not
// answer yet.
func Open(ctx context.Context, url string) (*Store, error) {
	const op = "open registry"
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, siak.E(op, siak.KindRefused, errURL) // the cause quotes the address
	}
	for name, value := range limits {
		if _, set := config.ConnConfig.RuntimeParams[name]; !set {
			config.ConnConfig.RuntimeParams[name] = value
		}
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, withKind(op, err)
	}
	config = config.Copy()
	config.MaxConns, config.MinConns, config.MinIdleConns = 1, 0, 0
	probe, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		pool.Close()
		return nil, withKind(op, err)
	}
	return &Store{pool: pool, probe: probe}, nil
}

// Close gives the connections back.
func (s *Store) Close() error {
	s.pool.Close()
	s.probe.Close()
	return nil
}

// Ping reports whether the database answers and has this program's tables. It
// fails with wrong-version, not-set-up or unavailable.
func (s *Store) Ping(ctx context.Context) error {
	return withKind("ask the database", inTx(ctx, s.probe, readOnly, func(tx server.Tx) error { return tx.(*Tx).check() }))
}

// Pool are the numbers of the pool: connections in use, idle, and the most.
func (s *Store) Pool() (used, idle, most int) {
	st := s.pool.Stat()
	return int(st.AcquiredConns()), int(st.IdleConns()), int(st.MaxConns())
}

// Read runs f on one snapshot.
func (s *Store) Read(ctx context.Context, f func(server.Tx) error) error {
	return withKind("read registry", inTx(ctx, s.pool, readOnly, f))
}

// Write runs f in one transaction, again after a serialisation failure.
func (s *Store) Write(ctx context.Context, f func(server.Tx) error) error {
	for try := 1; ; try++ {
		err := inTx(ctx, s.pool, readWrite, f)
		if err == nil || !again(err) || try == tries {
			return withKind("write registry", err)
		}
		select {
		case <-time.After(rand.N(pause * time.Duration(try))):
		case <-ctx.Done():
			return withKind("write registry", err)
		}
	}
}

// inTx runs f in a transaction. Its beginning is sent with the first statement
// and its end with the last ones.
func inTx(ctx context.Context, pool *pgxpool.Pool, begin string, f func(server.Tx) error) error {
	pooled, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer pooled.Release() // closes one that is in a transaction still
	t := newTx(&conn{ctx: ctx, pg: pooled.Conn()})
	t.later(begin)
	if err := f(t); err != nil {
		t.rollBack()
		return err
	}
	if err := t.commit(); err != nil {
		t.rollBack()
		return err
	}
	return nil
}

// commit ends the transaction. A server that was to commit what had failed
// before answers that it rolled back.
func (t *conn) commit() error {
	t.later("COMMIT")
	tag, err := t.send(nil)
	if err == nil && tag.String() != "COMMIT" {
		return errRolledBack
	}
	return err
}

func (t *conn) rollBack() {
	if t.sent > 0 {
		_, _ = t.pg.Exec(context.WithoutCancel(t.ctx), "ROLLBACK")
	}
}
