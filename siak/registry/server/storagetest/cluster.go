package storagetest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Cluster is a PostgreSQL server of a test's own, on a socket in its folder.
type Cluster struct {
	dir   string
	bin   string
	names atomic.Int64
	stop  func()
}

// Postgres starts a PostgreSQL in a temporary folder that stops with the test.
// Commits are durable (fsync), as a registry's are. Where the machine has no
// PostgreSQL the test is skipped and says so.
func Postgres(t testing.TB) *Cluster {
	t.Helper()
	bin := postgresBin()
	if bin == "" {
		t.Skip("there is no PostgreSQL on this machine (no initdb in PATH or /usr/lib/postgresql): its storage was not tested")
	}
	dir, err := os.MkdirTemp("", "ikd-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := ownedByServer(dir); err != nil {
		t.Fatal(err)
	}
	c := &Cluster{dir: dir, bin: bin}
	init := c.command("initdb", "-D", c.data(), "-U", "ikd", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if text, err := init.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, text)
	}
	t.Cleanup(c.Stop)
	c.Start(t)
	return c
}

// postgresBin is the folder of the server's programs, the newest where there are
// several; "" where there is none.
func postgresBin() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	slices.Sort(found)
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1])
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// command is one of the server's programs, run as a user who may run it.
func (c *Cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC", "HOME="+c.dir)
	asServer(cmd)
	return cmd
}

// Stop stops the server, if it runs: connections are cut off.
func (c *Cluster) Stop() {
	if c.stop != nil {
		c.stop()
	}
	c.stop = nil
}

// Start runs the server until [Cluster.Stop] or the end of the test, and waits
// until it is ready.
func (c *Cluster) Start(t testing.TB) {
	t.Helper()
	cmd := c.command("postgres", "-D", c.data(), "-k", c.dir, "-c", "listen_addresses=", "-c", "max_connections=100",
		"-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "log_min_messages=log", "-c", "lc_messages=C")
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan bool, 1)
	ended := make(chan error, 1)
	go func() {
		watch(log, ready)
		ended <- cmd.Wait()
	}()
	c.stop = func() {
		_ = cmd.Process.Signal(os.Interrupt) // fast shutdown
		<-ended
	}
	if !<-ready {
		t.Fatal("PostgreSQL did not start")
	}
}

// watch reads the server's log to its end and says when it is ready, or will not
// be.
func watch(log io.Reader, ready chan<- bool) {
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "ready to accept connections") {
			ready <- true
			break
		}
	}
	_, _ = io.Copy(io.Discard, log)
	select {
	case ready <- false:
	default:
	}
}

// Dir is the folder of the server's socket; Bin that of its programs.
func (c *Cluster) Dir() string { return c.dir }

// Bin is the folder of the server's programs.
func (c *Cluster) Bin() string { return c.bin }

// Command is a client program of the server's on a database.
func (c *Cluster) Command(name, database string, args ...string) *exec.Cmd {
	cmd := c.command(name, append(args, database)...)
	cmd.Env = append(cmd.Env, "PGHOST="+c.dir, "PGUSER=ikd")
	return cmd
}

// NewDatabase makes an empty database and gives its name and address.
func (c *Cluster) NewDatabase(t testing.TB) (name, url string) {
	t.Helper()
	name = fmt.Sprintf("registry_%d", c.names.Add(1))
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return name, c.url(name)
}

func (c *Cluster) url(database string) string {
	return fmt.Sprintf("postgres:///%s?host=%s&user=ikd", database, c.dir)
}
