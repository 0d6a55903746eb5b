package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// registryChild is the registry in a process of its own. It prints its address,
// then "done" behind each order that it reads: "change N" changes N people of
// each kecamatan. It ends with its standard input.
type registryChild struct {
	Dir    string `required:""`
	People int    `required:""`
	Seed   uint64
}

// Run serves.
func (c *registryChild) Run(ctx context.Context) (err error) {
	box, err := sandbox.Open(ctx, sandbox.Options{
		Dir: c.Dir, People: c.People, Seed: c.Seed,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(ln.Addr())
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	orders := make(chan error, 1)
	go func() {
		defer stop()
		orders <- serveOrders(ctx, box)
	}()
	err = box.Serve(ctx, ln)
	return errors.Join(err, <-orders)
}

func serveOrders(ctx context.Context, box *sandbox.Sandbox) error {
	for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
		n, err := strconv.Atoi(strings.TrimPrefix(orders.Text(), "change "))
		if err != nil {
			return errors.New("no such order")
		}
		if err := change(ctx, box, n); err != nil {
			return err
		}
		fmt.Println("done")
	}
	return nil
}

// change gives n people of each partition another village.
func change(ctx context.Context, box *sandbox.Sandbox, n int) error {
	begins, _, err := box.AreaCursors(ctx)
	if err != nil {
		return err
	}
	for _, begin := range begins {
		page, err := box.Changes(ctx, begin, n)
		if err != nil {
			return err
		}
		for _, r := range page.Upserts {
			err := box.Change(ctx, r.NIK, func(r *siak.Resident) { r.Village += "." })
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// child is the registry that a simulation started.
type child struct {
	cmd     *exec.Cmd
	orders  io.WriteCloser
	answers *bufio.Scanner
	address string
	dir     string
	made    bool // the folder is the simulation's own
}

func startChild(ctx context.Context, o options) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{dir: o.Dir}
	if c.dir == "" {
		if c.dir, err = os.MkdirTemp("", "ikd-simulate-*"); err != nil {
			return nil, err
		}
		c.made = true
	}
	c.cmd = exec.CommandContext(ctx, self, "registry", "--dir", c.dir,
		"--people", strconv.Itoa(o.People), "--seed", strconv.FormatUint(o.Seed, 10))
	c.cmd.Stderr = os.Stderr
	c.cmd.Env = append(os.Environ(), childEnv+"=1")
	if c.orders, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	answers, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.answers = bufio.NewScanner(answers)
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	if !c.answers.Scan() {
		return nil, errors.Join(errors.New("the registry did not start"), c.end())
	}
	c.address = c.answers.Text()
	return c, nil
}

// childEnv lets a test's program know that it is the registry.
const childEnv = "SIMULATE_CHILD"

// change has n people of each partition changed.
func (c *child) change(n int) error {
	if _, err := fmt.Fprintln(c.orders, "change", n); err != nil {
		return err
	}
	if !c.answers.Scan() {
		return errors.New("the registry did not change anything")
	}
	return nil
}

// end lets the registry finish.
func (c *child) end() error {
	return errors.Join(c.orders.Close(), c.cmd.Wait())
}

// clean removes a folder that was made for it.
func (c *child) clean() error {
	if c.made {
		return os.RemoveAll(c.dir)
	}
	return nil
}
