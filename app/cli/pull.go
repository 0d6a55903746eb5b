package cli

import (
	"context"
	"math"
	"time"

	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/siak/syncer"
)

type pullCommand struct {
	Registry string `placeholder:"ADDR" help:"The registry (host:port); needed the first time, remembered afterwards."`
	Dir      string `default:"${dir}" placeholder:"DIR" help:"The station's folder; set up on first use."`
	Officer  string `placeholder:"NAME" help:"The officer's account; needed where the folder has several. A new folder's first officer is called petugas without it."`
}

// Help is the long help of the command.
func (pullCommand) Help() string {
	return `Fetches the area's people, or what changed of them, and ends. What waits in the outbox is sent
meanwhile. Prints a line each second:

  {"time":"…","done":21000,"of":63000,"left":42,"complete":false}

done and of are people; left is how many seconds it will still take by what came lately, 0 while that cannot be
said. The last line says that the copy is complete. Interrupted, killed or cut off, the next pull goes on where
this one was. A line that breaks is tried again until nothing came for a minute; then, and where nothing came at
all, the exit code is 4.`
}

// pullLine is what is printed of a pull under way.
type pullLine struct {
	Time     time.Time `json:"time"`
	Done     int       `json:"done"`
	Of       int       `json:"of"`
	Left     int       `json:"left"` // seconds
	Complete bool      `json:"complete"`
}

// Run pulls.
func (c *pullCommand) Run(ctx context.Context, out *output) error {
	j := newJob(out, false)
	p := &pullProgress{out: out, news: make(chan syncer.Progress, 1)}
	o := runtime.Options{
		Dir: c.Dir, Officer: c.Officer, Registry: c.Registry, AnySecret: true,
		Events: syncer.Events{
			Progress: p.progress, Changed: j.activationsChanged, Storage: j.storageFault, OlderFile: j.olderFile, Drift: j.drifted, Wipe: j.orderedToWipe,
		},
	}
	return exclusively(ctx, out, o, func(w *runtime.Station) error { return j.pull(ctx, w, c.Dir, p) })
}

// pull lets the workers run until the pull is over.
func (j *job) pull(ctx context.Context, w *runtime.Station, dir string, p *pullProgress) error {
	j.work = w
	working, stop := context.WithCancel(ctx)
	j.stop = stop
	ended := make(chan struct{})
	go func() { defer close(ended); w.Run(working, nil) }()
	err := p.wait(working)
	stop()
	<-ended
	if order := j.ordered.Load(); order != nil {
		return carryOutWipe(ctx, j.out, w, dir, order)
	}
	return err
}

// pullProgress prints how a pull goes and knows when it is over.
type pullProgress struct {
	out  *output
	news chan syncer.Progress // holds the newest
	told time.Time
}

// progress hands the newest on.
func (p *pullProgress) progress(n syncer.Progress) {
	select {
	case <-p.news:
	default:
	}
	p.news <- n
}

// patience is how long a pull waits for a line that broke.
const patience = time.Minute

// wait prints until the copy is complete, the line has been away for too long,
// or ctx ends: what has come is kept.
func (p *pullProgress) wait(ctx context.Context) error {
	line := pulledLine{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-line.late:
			return siak.E("pull the area", line.broken, nil)
		case n := <-p.news:
			switch failed := line.take(n); {
			case failed != "":
				return siak.E("pull the area", failed, nil)
			case n.Failed != "": // it may come back
			case !n.Running:
				return p.print(n)
			case time.Since(p.told) >= time.Second:
				if err := p.print(n); err != nil {
					return err
				}
			}
		}
	}
}

// pulledLine is how the line to the registry has been during a pull.
type pulledLine struct {
	most   int              // people that have come
	broken siak.Kind        // why it broke last
	late   <-chan time.Time // when it has been away for too long; nil while it is there
}

// take notes the newest and returns the failure that ends the pull, "" for none. A
// line that breaks ends it only where nothing has come yet.
func (l *pulledLine) take(n syncer.Progress) siak.Kind {
	if n.Done > l.most {
		l.most, l.late = n.Done, nil
	}
	if n.Failed == "" {
		return ""
	}
	if l.most == 0 || !passesByItself(n.Failed) {
		return n.Failed
	}
	if l.broken = n.Failed; l.late == nil {
		l.late = time.After(patience)
	}
	return ""
}

func (p *pullProgress) print(n syncer.Progress) error {
	p.told = time.Now()
	return p.out.line(pullLine{p.told, n.Done, n.Of, int(math.Ceil(n.Left.Seconds())), !n.Running})
}

// passesByItself reports whether a failure is of the kind that passes by itself.
func passesByItself(kind siak.Kind) bool {
	return kind.Unreachable() || kind == siak.KindUnavailable
}

// speakEvery is how often a command that does other work speaks of a pull.
const speakEvery = 5 * time.Second

// pullProgress says how a pull goes that keeps somebody waiting.
func (j *job) pulling(p syncer.Progress) {
	now := time.Now()
	if j.spoke.IsZero() {
		j.spoke = now // short ones are no news
	}
	if now.Sub(j.spoke) < speakEvery {
		return
	}
	j.spoke = now
	w := j.out.words
	if p.Left == 0 {
		j.out.say("%s", w.Text("scan.pulling", p.Done, p.Of))
		return
	}
	j.out.say("%s", w.Text("scan.pulling.left", p.Done, p.Of, w.Duration(p.Left.Round(time.Second))))
}
