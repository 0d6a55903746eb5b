package cli

import (
	"bufio"
	"context"
	"os"
	"strings"

	"golang.org/x/term"

	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/store"
)

type wipeCommand struct {
	signIn
	Registry string `placeholder:"ADDR" help:"The registry's address, where it is another than the remembered one."`
	To       string `placeholder:"DIR" help:"Where to export to; the station's folder where not given."`
	Plan     bool   `help:"Only say what would be lost."`
	Yes      int    `type:"counter" help:"Do not ask. Twice, for there are two questions: --yes --yes."`
}

// Help is the long help of the command.
func (wipeCommand) Help() string {
	return `Destroys everything on this laptop, for a supervisor: first the keys of every officer and the copy of the
register, then what is left. No activation is lost: what waits is sent, if the registry answers, and what
cannot be sent is exported to a file that only the registry can open. The audit trail is exported too; nothing
personal is in it. The registry knows the station no longer afterwards. Says what will be lost and asks twice.
Prints the plan and, in the end, what became of it:

  {"residents":5000,"officers":3,"waiting":4,"lost":0,"copies":0}
  {"exported":2,"file":"…","audit":"…","reported":true}

A registry that was not told of it gets the file named as report, signed by the station, with what is exported.

lost are activations that can be neither sent nor exported, because their rows do not open; copies are older
ledgers in the folder, put aside by a restore or a rescue. A wipe that was cut off is finished by giving the
command again, without a passphrase. Exit code 1 where it was not carried out.`
}

// planLine is what a wipe would take.
type planLine struct {
	Residents int `json:"residents"`
	Officers  int `json:"officers"`
	Waiting   int `json:"waiting"`
	Lost      int `json:"lost"`
	Copies    int `json:"copies"`
}

// wipedLine is what a wipe left.
type wipedLine struct {
	Exported int    `json:"exported"`
	File     string `json:"file,omitempty"`
	Audit    string `json:"audit"`
	Reported bool   `json:"reported"`
	Report   string `json:"report,omitempty"` // what to hand in, where the registry was not told of it
}

// Run wipes the station.
func (c *wipeCommand) Run(ctx context.Context, out *output) error {
	if c.To == "" {
		c.To = c.Dir
	}
	was, err := store.WasWiped(ctx, c.Dir)
	if err != nil {
		return err
	}
	if was {
		left, err := runtime.FinishWipe(ctx, c.Dir, c.To, nil)
		if err != nil {
			return err
		}
		return tellWiped(out, runtime.Wiped{Exported: left})
	}
	o := runtime.Options{Dir: c.Dir, Officer: c.As, Registry: c.Registry}
	return exclusively(ctx, out, o, func(w *runtime.Station) error { return c.wipe(ctx, out, w) })
}

func (c *wipeCommand) wipe(ctx context.Context, out *output, w *runtime.Station) error {
	if w.Store.Role() != store.RoleSupervisor {
		return siak.E("wipe the station", siak.KindNotAllowed, nil)
	}
	plan, err := w.Store.PlanWipe(ctx)
	if err != nil {
		return err
	}
	if err := out.line(planLine(plan)); err != nil || c.Plan {
		return err
	}
	if !c.agreed(out, plan) {
		out.say("%s", out.words.Text("wipe.not"))
		return errNotHeld
	}
	done, err := w.Wipe(ctx, c.To, nil)
	if err != nil {
		return err
	}
	return tellWiped(out, done)
}

// tellWiped says what became of it.
func tellWiped(out *output, done runtime.Wiped) error {
	if done.Activations > 0 {
		out.say("%s", out.words.Text("wipe.file", done.Activations, done.File))
	}
	return out.line(wipedLine{done.Activations, done.File, done.Audit, done.Reported, done.Report})
}

// agreed asks twice; the second answer is a word that nobody types by mistake.
func (c *wipeCommand) agreed(out *output, plan store.WipePlan) bool {
	words := out.words
	out.say("%s", words.Text("wipe.plan", plan.Residents, plan.Officers, plan.Waiting))
	if plan.Lost > 0 {
		out.say("%s", words.Text("wipe.lost", plan.Lost))
	}
	if c.Yes >= 2 {
		return true
	}
	in, ok := out.tty.In.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return false
	}
	answers := bufio.NewScanner(in)
	for _, question := range [][2]string{{"wipe.ask", "wipe.ask.answer"}, {"wipe.word", "wipe.word.answer"}}[c.Yes:] {
		out.say("%s", words.Text(question[0]))
		if !answers.Scan() || strings.TrimSpace(answers.Text()) != words.Text(question[1]) {
			return false
		}
	}
	return true
}
