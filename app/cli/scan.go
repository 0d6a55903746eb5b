package cli

import (
	"context"
	"strings"
	"time"

	"ikd/station/app/runtime"
	"ikd/station/scanner"
	"ikd/station/scanner/camera"
	"ikd/station/scanner/replay"
	"ikd/station/siak"
)

type scanCommand struct {
	Source     string `required:"" placeholder:"SOURCE" help:"replay:DIR (a folder of pictures, an MJPEG or a Y4M file) or camera:NAME (part of its name; camera: takes the first)."`
	Registry   string `placeholder:"ADDR" help:"The registry (host:port); needed the first time, remembered afterwards."`
	Dir        string `default:"${dir}" placeholder:"DIR" help:"The station's folder; set up on first use."`
	Officer    string `placeholder:"NAME" help:"The officer's account; needed where the folder has several. A new folder's first officer is called petugas without it."`
	Confirm    string `enum:"all,none" default:"none" help:"Confirm all that may be confirmed, or none."`
	UntilEmpty bool   `help:"After the last picture go on until the outbox is empty."`
}

// Help is the long help of the command.
func (scanCommand) Help() string {
	return `The main job: reads codes, judges them, confirms and sends. Prints a line for each reading and for each
later change of an activation's state:

  {"time":"…","file":"phone-0001.png","outcome":"eligible","activation":"…","state":"queued"}
  {"time":"…","activation":"…","state":"accepted","reason":""}

file is absent for a camera. activation and state are filled where the reading was confirmed, or where an
earlier activation explains the outcome replayed, and empty otherwise. others is how many further codes were in
the same picture, where there were any: the one nearest to the middle is taken. A confirmed activation is safe on this laptop when its
line is printed; it is sent at once or when the network is back, by this command or the next.

A folder of pictures is read once, in the order of the names, and then the command ends: at once, or with
--until-empty when the registry has acknowledged everything. What is still in the outbox stays there. A
camera is read until the command is interrupted. A new folder is set up on first use: the officer's account
with the passphrase (any will do at a sandbox, whose people are made up), and the enrolment there.

Outcomes: ` + outcomeNames() + `.`
}

// readingLine is what is printed of a reading.
type readingLine struct {
	Time       time.Time    `json:"time"`
	File       string       `json:"file,omitempty"`
	Outcome    siak.Outcome `json:"outcome"`
	Activation string       `json:"activation"`
	State      siak.State   `json:"state"`
	Others     int          `json:"others,omitempty"` // codes of the same picture that were left
}

// stateLine is what is printed of an activation that moved on.
type stateLine struct {
	Time       time.Time   `json:"time"`
	Activation string      `json:"activation"`
	State      siak.State  `json:"state"`
	Reason     siak.Reason `json:"reason"`
}

// Run does the main job.
func (c *scanCommand) Run(ctx context.Context, out *output) error {
	job := newJob(out, c.Confirm == "all")
	o := job.listen(runtime.Options{Dir: c.Dir, Officer: c.Officer, Registry: c.Registry, AnySecret: true})
	return exclusively(ctx, out, o, func(w *runtime.Station) error {
		job.work = w
		return c.work(ctx, job)
	})
}

func (c *scanCommand) work(ctx context.Context, job *job) error {
	source, err := openSource(c.Source, job.work.Identity.Training, job.out)
	if err != nil {
		return err
	}
	err = job.run(ctx, func(ctx context.Context) error {
		if err := job.scan(ctx, source); err != nil || !c.UntilEmpty {
			return err
		}
		return job.drain(ctx)
	})
	if order := job.ordered.Load(); order != nil {
		return carryOutWipe(ctx, job.out, job.work, c.Dir, order)
	}
	return err
}

// carryOutWipe wipes the station on the registry's order.
func carryOutWipe(ctx context.Context, out *output, w *runtime.Station, dir string, order *siak.WipeOrder) error {
	done, err := w.Wipe(ctx, dir, order)
	if err != nil {
		return err
	}
	if err := tellWiped(out, done); err != nil {
		return err
	}
	return siak.E("work on", siak.KindWiped, nil)
}

// openSource makes the source that the flag names. Only at a training registry
// is the time believed that a picture carries.
func openSource(name string, training bool, out *output) (scanner.Source, error) {
	kind, what, _ := strings.Cut(name, ":")
	switch kind {
	case "camera":
		return camera.Open(what, camera.Options{}), nil
	case "replay":
		return replay.Open(what, replay.Options{
			TrustTimes: training,
			OnBad: func(name string, err error) {
				out.say("%s: %s", name, out.unreadable(err))
			},
		})
	default:
		return nil, usage("%q is no source: replay:DIR or camera:NAME", name)
	}
}
