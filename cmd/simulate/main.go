// Command simulate runs many light stations against a registry: each has a key
// and a certificate of its own, speaks mutual TLS, and runs the real workers of
// siak/syncer with an outbox and a copy of the register that live in memory.
//
// It plays a morning after an outage: the stations enrol and pull their part of
// the register; the line goes down for all of them; their officers go on
// confirming; the line comes back, and all of them find it again. Where asked
// (--changes) the register then changes and everybody pulls that. It prints one
// line of JSON for each phase and one for the whole, and asks the registry in the
// end which activations it has: exit code 1 where one is lost or there twice.
//
// Without --registry it starts a registry of its own, with made-up people, as a
// process of its own on loopback, whose memory and time are printed too. Any
// other registry must be a training registry; one that is not on this machine
// needs --elsewhere.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// options are the command line.
type options struct {
	Stations    int           `default:"50" help:"How many stations, 2,000 at the most."`
	Activations int           `default:"5" help:"How many activations each confirms while the line is down, 100 at the most."`
	Parts       int           `default:"1" help:"How many kecamatan each keeps."`
	Fresh       int           `default:"-1" help:"How many stations pull their part from nothing; the others have it already. All without it."`
	Arrive      time.Duration `default:"0s" help:"Over how long the officers sign in."`
	Outage      time.Duration `default:"20s" help:"How long the line is down at least."`
	Patience    time.Duration `default:"5m" help:"How long each phase may take; an hour at the most."`
	Spread      time.Duration `default:"30s" help:"Over how long the stations spread their return."`
	People      int           `default:"5000" help:"Made-up people of a registry that is started."`
	Changes     int           `help:"How many people of each kecamatan change afterwards; needs a registry that is started."`
	Dir         string        `placeholder:"DIR" help:"Folder of the registry that is started, kept; else a temporary one."`
	Registry    string        `placeholder:"ADDR" help:"A training registry that runs already (host:port)."`
	Elsewhere   bool          `help:"The registry may be on another machine."`
	Seed        uint64        `default:"1" help:"Draws the people."`
}

// Bounds that no flag passes: this is a tool that looks like an attack.
const (
	mostStations    = 2000
	mostActivations = 100
	mostPatience    = time.Hour
)

func (o options) check() error {
	if err := o.checkWork(); err != nil {
		return err
	}
	if err := o.checkTimes(); err != nil {
		return err
	}
	return o.checkRegistry()
}

func (o options) checkWork() error {
	switch {
	case o.Stations < 1 || o.Stations > mostStations:
		return fmt.Errorf("--stations is 1 to %d", mostStations)
	case o.Activations < 0 || o.Activations > mostActivations:
		return fmt.Errorf("--activations is 0 to %d", mostActivations)
	case o.Fresh > o.Stations:
		return errors.New("--fresh is --stations at the most")
	}
	return nil
}

func (o options) checkTimes() error {
	switch {
	case o.Patience <= 0 || o.Patience > mostPatience:
		return fmt.Errorf("--patience is %s at the most", mostPatience)
	case o.Arrive < 0 || o.Arrive > o.Patience || o.Outage < 0 || o.Outage > mostPatience:
		return errors.New("--arrive is --patience at the most, --outage an hour")
	}
	return nil
}

func (o options) checkRegistry() error {
	switch {
	case o.Registry != "" && o.Changes > 0:
		return errors.New("--changes needs a registry that is started")
	case o.Registry != "" && !o.Elsewhere && !isLoopback(o.Registry):
		return errors.New("the registry is not on this machine; say --elsewhere if it is meant")
	}
	return nil
}

func isLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// commandLine has the simulation, and the registry that it starts.
type commandLine struct {
	Run      options       `cmd:"" default:"withargs" help:"Simulate."`
	Registry registryChild `cmd:"" hidden:"" help:"The registry that a simulation starts."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:]))
}

func run(ctx context.Context, args []string) int {
	var line commandLine
	parser, err := kong.New(&line, kong.Name("simulate"), kong.Description("Many light stations against a registry."))
	if err != nil {
		panic(err) // the command line's own types are wrong
	}
	parsed, err := parser.Parse(args)
	if err == nil {
		parsed.BindTo(ctx, (*context.Context)(nil))
		err = parsed.Run()
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errNotHeld):
		return 1
	default:
		fmt.Fprintln(os.Stderr, "simulate:", err)
		return 2
	}
}

// errNotHeld: the lines say what did not hold.
var errNotHeld = errors.New("something did not hold")

// Run simulates.
func (o *options) Run(ctx context.Context) error {
	if err := o.check(); err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	s := &simulation{options: *o, tell: out.Encode}
	return s.run(ctx)
}
