package cli

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

type sandboxCommand struct {
	Listen        string        `default:"127.0.0.1:8443" placeholder:"ADDR" help:"Where to listen (host:port; port 0 takes a free one)."`
	People        int           `default:"5000" help:"How many made-up people live in the stations' area."`
	Seed          uint64        `default:"1" help:"Draws the people; the same seed draws the same ones."`
	OlderStations bool          `name:"accept-older-stations" help:"Answer look-ups of stations of an older version, which send no presentation."`
	Codes         bool          `help:"Ask for enrolment codes, as a real registry does (see station registry invite)."`
	Certificates  time.Duration `placeholder:"TIME" help:"How long a station's certificate is good; 90 days where not given."`
	Dir           string        `placeholder:"DIR" help:"Folder of the registry's file, kept; without it a temporary one, removed at the end."`
}

// Help is the long help of the command.
func (sandboxCommand) Help() string {
	return `Runs the embedded registry alone, over TLS, until it is interrupted. It enrols every station that asks (with
--codes those that have one, see station registry invite), so it is for training and tests only. A folder that
holds a registry goes on with it, whatever --people and --seed say. Prints a line when it listens, and a line for
each change of an activation:

  {"event":"listening","address":"127.0.0.1:8443"}
  {"event":"activation","time":"…","activation":"…","station":"…","state":"accepted","reason":""}`
}

// listeningLine says that the sandbox can be called.
type listeningLine struct {
	Event   string `json:"event"`
	Address string `json:"address"`
}

// decidedLine is a change of an activation at the registry.
type decidedLine struct {
	Event      string      `json:"event"`
	Time       time.Time   `json:"time"`
	Activation string      `json:"activation"`
	Station    string      `json:"station"`
	State      siak.State  `json:"state"`
	Reason     siak.Reason `json:"reason"`
}

// Run serves until ctx ends.
func (c *sandboxCommand) Run(ctx context.Context, out *output) (err error) {
	dir := c.Dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "ikd-sandbox-*"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	box, err := sandbox.Open(ctx, sandbox.Options{
		Dir: dir, People: c.People, Seed: c.Seed, Codes: c.Codes, AcceptOlderStations: c.OlderStations, CertificateFor: c.Certificates,
		Log: slog.New(slog.NewTextHandler(out.tty.Err, nil)),
		Events: func(e sandbox.Event) {
			_ = out.line(decidedLine{"activation", time.Now(), e.ID.String(), e.Station, e.State, e.Reason})
		},
	})
	if err != nil {
		return err
	}
	defer closing(box, &err)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return usage("cannot listen at %s: %v", c.Listen, err)
	}
	if err := out.line(listeningLine{"listening", listener.Addr().String()}); err != nil {
		return errors.Join(err, listener.Close())
	}
	return box.Serve(ctx, listener)
}
