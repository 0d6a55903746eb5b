// Command attack does to a running registry what an enemy would, within bounds,
// and prints a line of JSON for each attempt: what was done, what the registry
// let happen and what it cost. It repeats the attacks of docs/security.md:
//
//	bombs        compressed requests that inflate to gigabytes
//	standing     calls whose body never comes, while a station works
//	scope        what a station's certificate opens: people of other areas, any NIK,
//	             and with --change phones and addresses of strangers
//	times        an activation of a code that was shown long ago; needs a training
//	             registry, whose phones it uses
//	revocations  the list of revocations, whole and in pages
//
// "held" says that the registry held against it, "through" that it did not, "not
// tried" why not. The exit code is 1 where anything came through.
//
// It calls registries on this machine only; --own says that another one is yours.
// It does not try to be fast or many beyond its bounds: a few hundred calls and
// a few megabytes in all.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"slices"
	"time"

	"github.com/alecthomas/kong"
	"ikd/station/siak/registry"
)

// options are the command line.
type options struct {
	Registry string   `required:"" placeholder:"ADDR" help:"The registry (host:port)."`
	Own      bool     `help:"The registry is not on this machine, and is yours to attack."`
	Code     string   `env:"ATTACK_CODE" help:"An enrolment code, for the attacks of a station; a sandbox asks for none."`
	PID      usage    `name:"pid" help:"The registry's process, whose processor time and memory are printed."`
	Change   bool     `help:"Also tries what changes people's records."`
	Attacks  []string `name:"attack" enum:"bombs,standing,scope,times,revocations" default:"bombs,standing,scope,times,revocations" help:"Which attacks: bombs, standing, scope, times, revocations."`
}

// longest bounds the whole run.
const longest = 3 * time.Minute

func main() {
	var o options
	kong.Parse(&o, kong.Name("attack"), kong.Description("Attacks a registry of one's own, within bounds, and says what it cost."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	through, err := run(ctx, o, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "attack:", err)
		os.Exit(2)
	}
	if through {
		os.Exit(1)
	}
}

// run does the attacks; through where anything came through.
func run(ctx context.Context, o options, out io.Writer) (through bool, err error) {
	if !o.Own && !onThisMachine(o.Registry) {
		return false, fmt.Errorf("%s is not on this machine; --own says that it is yours", o.Registry)
	}
	a := &attack{options: o, out: json.NewEncoder(out)}
	if err := a.enrol(ctx); err != nil {
		a.tell(outcome{Attack: "enrolment", Result: notTried, Why: err.Error()})
	}
	for _, each := range []struct {
		name string
		do   func(context.Context)
	}{
		{"bombs", a.bombs}, {"standing", a.standing}, {"scope", a.scope}, {"times", a.times}, {"revocations", a.revocations},
	} {
		if slices.Contains(o.Attacks, each.name) {
			each.do(ctx)
		}
	}
	if a.client != nil {
		err = a.client.Close()
	}
	return a.through, err
}

// onThisMachine is true for loopback alone; a name is not looked up.
func onThisMachine(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// attack is a run.
type attack struct {
	options
	out     *json.Encoder
	id      *registry.Identity
	client  *registry.Client // nil: no station
	through bool
}

// What came of an attempt.
const (
	held        = "held"
	cameThrough = "through"
	notTried    = "not tried"
)

// outcome is a line.
type outcome struct {
	Attack string `json:"attack"`
	Result string `json:"result"`
	Why    string `json:"why,omitempty"`
	cost
}

// cost is what an attempt took.
type cost struct {
	Calls     int     `json:"calls,omitempty"`
	Found     int     `json:"found,omitempty"` // of what was asked for
	Bytes     int64   `json:"bytes_sent,omitempty"`
	Seconds   float64 `json:"seconds"`
	Processor float64 `json:"registry_cpu_seconds,omitempty"`
	Memory    int64   `json:"registry_memory_grown,omitempty"` // bytes
}

func (a *attack) tell(o outcome) {
	a.through = a.through || o.Result == cameThrough
	_ = a.out.Encode(o)
}

// report tells what came of an attempt: it held, or the reason why not.
func (a *attack) report(name, why string, c cost) {
	result := held
	if why != "" {
		result = cameThrough
	}
	a.tell(outcome{Attack: name, Result: result, Why: why, cost: c})
}

// measured is what f took.
func (a *attack) measured(f func()) (c cost) {
	began, cpu, memory := time.Now(), a.PID.cpu(), a.PID.memory()
	f()
	c.Seconds, c.Processor, c.Memory = time.Since(began).Seconds(), a.PID.cpu()-cpu, a.PID.memory()-memory
	return c
}

// enrol makes a station of the attacker's.
func (a *attack) enrol(ctx context.Context) error {
	id, err := registry.Enrol(ctx, a.Registry, registry.EnrolOptions{Code: a.Code, StationName: "Uji serangan"})
	if err != nil {
		return err
	}
	a.id = &id
	a.client, err = registry.New(id, registry.Options{})
	return err
}
