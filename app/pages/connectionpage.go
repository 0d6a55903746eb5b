package pages

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// Connection is the way to the registry: what can be tried and set of it, by any
// officer.
type Connection interface {
	// TestConnection tries the way step by step. tell is told when a step begins and
	// when it ends, from any goroutine, until TestConnection returns. Nothing changes
	// at the registry.
	TestConnection(ctx context.Context, tell func(siak.ConnectionCheck)) error
	// Proxy is the proxy as it is set, without its password.
	Proxy(ctx context.Context) Proxy
	// UseProxy sets it, from now on. It fails with [siak.KindProxySetting], and with
	// [siak.KindProxyNotKept] where it holds, but the password only until the
	// program ends.
	UseProxy(ctx context.Context, p Proxy) error
}

// ConnectionPage tries the way to the registry and shows each step as it ends, what
// it found and what to do.
type ConnectionPage struct {
	page
	way     Connection
	checks  map[siak.ConnectionStep]siak.ConnectionCheck
	run     int                // counts the tests
	cancel  context.CancelFunc // nil where nothing is tried
	failed  siak.Kind          // of a test that did not come to a step
	details bool
	built   bool // it was shown: a test begins before
}

// NewConnectionPage begins a test.
func NewConnectionPage(env *Env, frame Frame, way Connection) *ConnectionPage {
	r := &ConnectionPage{page: page{env, frame}, way: way}
	r.test()
	return r
}

// test tries the way once.
func (r *ConnectionPage) test() {
	if r.cancel != nil {
		return
	}
	ctx, cancel := context.WithCancel(r.env.Ctx)
	r.cancel, r.failed, r.checks = cancel, "", map[siak.ConnectionStep]siak.ConnectionCheck{}
	r.run++
	run := r.run
	r.frame.Refresh(r)
	r.env.Work(func(context.Context) func() {
		err := r.way.TestConnection(ctx, func(c siak.ConnectionCheck) {
			r.env.Post(func() { r.take(run, c) })
		})
		return func() {
			cancelled := ctx.Err() != nil
			cancel()
			r.cancel = nil
			if _, told := siak.FaultOf(err); err != nil && !told && !cancelled {
				r.failed = siak.KindOf(err)
			}
			r.frame.Refresh(r)
		}
	})
}

// take shows a step. Who has left the page, by the lock say, does not wait for the
// rest.
func (r *ConnectionPage) take(run int, c siak.ConnectionCheck) {
	if run != r.run { // of a test before
		return
	}
	r.checks[c.Step] = c
	if r.built && !r.frame.IsOpen(r) && r.cancel != nil {
		r.cancel()
		return
	}
	r.frame.Refresh(r)
}

// worst is the step that something is to be done about; false for none.
func (r *ConnectionPage) worst() (siak.ConnectionCheck, bool) {
	for _, s := range siak.ConnectionSteps() {
		if c := r.checks[s]; c.State == siak.CheckFailed || c.State == siak.CheckLookTwice {
			return c, true
		}
	}
	return siak.ConnectionCheck{}, false
}

// Key implements [ui.Screen]: Enter tries again, F2 goes to the proxy's setting, F3
// shows the details for support, and Esc leaves, which breaks a test off.
func (r *ConnectionPage) Key(name fyne.KeyName) {
	switch {
	case name == fyne.KeyEscape:
		r.leave(r.frame.Leave)
	case name == fyne.KeyF2:
		r.leave(r.openProxy)
	case name == fyne.KeyF3:
		r.toggleDetails()
	case ui.IsEnter(name):
		r.test()
	}
}

// leave breaks a test off and goes somewhere else.
func (r *ConnectionPage) leave(to func()) {
	if r.cancel != nil {
		r.cancel()
	}
	to()
}

func (r *ConnectionPage) openProxy() {
	r.frame.Enter(NewProxyPage(r.env, r.frame, r.way, func() { r.frame.Enter(NewConnectionPage(r.env, r.frame, r.way)) }))
}

func (r *ConnectionPage) toggleDetails() {
	r.details = !r.details
	r.frame.Refresh(r)
}

// Build implements [ui.Screen].
func (r *ConnectionPage) Build() fyne.CanvasObject {
	r.built = true
	a, w := r.env, r.env.Words
	head := ui.NewRow(ui.Gap16, ui.Bold(w.Text("test.title"), ui.SizeBand, a.Palette.Text),
		ui.NewParagraph(w.Text("test.text"), ui.SizeText, a.Palette.Muted))
	lines := ui.NewColumn(0)
	for _, s := range siak.ConnectionSteps() {
		lines.Add(r.line(s))
	}
	parts := []fyne.CanvasObject{lines, r.told()}
	if r.details {
		parts = append(parts, r.support())
	}
	return a.PageOf(head, r.buttons(), parts...)
}

// look is how the state of a step is shown.
type look struct {
	tone siak.Tone
	icon assets.IconName
}

var looks = map[siak.CheckState]look{
	siak.CheckRunning:    {siak.ToneWaiting, assets.IconClock},
	siak.CheckGood:       {siak.ToneVerified, assets.IconCheck},
	siak.CheckNotNeeded:  {siak.ToneNotNow, assets.IconDash},
	siak.CheckLookTwice:  {siak.ToneLookTwice, assets.IconEye},
	siak.CheckFailed:     {siak.ToneRefused, assets.IconStop},
	siak.CheckNotReached: {siak.ToneNotNow, assets.IconDash},
}

// line is a step: its icon, its name, what it found, how long it took.
func (r *ConnectionPage) line(s siak.ConnectionStep) fyne.CanvasObject {
	w, p, c := r.env.Words, r.env.Palette, r.checks[s]
	fg, shown := p.Text, looks[c.State]
	if c.State == "" || shown.tone == siak.ToneNotNow {
		fg = p.Muted
	}
	icon := fyne.CanvasObject(ui.Sized(20, 20, ui.NewRow(0)))
	if shown.icon != "" {
		icon = ui.Icon(shown.icon, 20, p.Tone(shown.tone).Mark)
	}
	took := ""
	if c.Took > 0 {
		took = strconv.FormatInt(c.Took.Milliseconds(), 10) + " " + w.Text("test.ms")
	}
	return ui.Sized(0, listRowHeight, ui.NewRow(ui.Gap12, icon,
		ui.Sized(200, 0, ui.NewRow(0, ui.Label(w.Text(stepTexts[s]), ui.SizeText, fg))),
		ui.NewTruncated(r.found(c), ui.SizeText, fg),
		ui.Sized(100, 0, ui.NewRow(0, ui.NewSpacer(), ui.Label(took, ui.SizeSmall, p.Muted)))))
}

// stepTexts are the names of the steps, as keys of texts.
var stepTexts = map[siak.ConnectionStep]string{
	siak.StepName: "test.name", siak.StepProxy: "test.proxy", siak.StepConnection: "test.connection",
	siak.StepTLS: "test.tls", siak.StepRegistry: "test.registry", siak.StepClock: "test.clock",
}

// notNeeded are what is said of a step that is not needed, as keys of texts.
var notNeeded = map[siak.ConnectionStep]string{
	siak.StepName: "test.name.none", siak.StepProxy: "test.proxy.none",
}

// found is what a step has shown, in a few words.
func (r *ConnectionPage) found(c siak.ConnectionCheck) string {
	w := r.env.Words
	switch {
	case c.State == siak.CheckRunning:
		return w.Text("test.running")
	case c.State == siak.CheckFailed:
		return w.Failure(words.DeedTestConnection, c.Kind).What
	case c.State == siak.CheckNotReached:
		return w.Text("test.not.reached")
	case c.State == siak.CheckNotNeeded && notNeeded[c.Step] != "":
		return w.Text(notNeeded[c.Step])
	case c.State == siak.CheckLookTwice:
		return w.Text("status.clock", w.Duration(c.Offset.Abs()))
	case c.Unproven:
		return w.Text("test.unproven", c.Found)
	case c.State == siak.CheckGood && c.Found == "":
		return w.Text("test.good")
	}
	return c.Found
}

// told is the sentence under the steps: what to do, or that all is well.
func (r *ConnectionPage) told() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	worst, _ := r.worst()
	switch {
	case worst.State == siak.CheckFailed: // what happened stands in its line
		return a.Notice(assets.IconStop, siak.ToneRefused, w.Failure(words.DeedTestConnection, worst.Kind).Do)
	case worst.State == siak.CheckLookTwice:
		return a.Notice(assets.IconEye, siak.ToneLookTwice, a.Sentence(words.DeedTestConnection, worst.Kind))
	case r.failed != "":
		return a.Notice(assets.IconStop, siak.ToneRefused, a.Sentence(words.DeedTestConnection, r.failed))
	case r.checks[siak.StepClock].State != siak.CheckGood:
		return a.Notice(assets.IconClock, siak.ToneWaiting, w.Text("busy"))
	}
	return a.Notice(assets.IconCheck, siak.ToneVerified, w.Text("test.all.good"))
}

// support are the details of the step that failed.
func (r *ConnectionPage) support() fyne.CanvasObject {
	worst, is := r.worst()
	if !is || worst.Fault == (siak.ConnectionFault{}) {
		return ui.NewParagraph(r.env.Words.Text("test.details.none"), ui.SizeSmall, r.env.Palette.Muted)
	}
	return ui.NewParagraph(r.env.Details(worst.Kind, worst.Fault, r.frame), ui.SizeSmall, r.env.Palette.Muted)
}

// Details are what support asks for: the kind, the step, the host, the class of the
// error and when. There is nothing personal in it.
func (e *Env) Details(kind siak.Kind, f siak.ConnectionFault, frame Frame) string {
	w := e.Words
	name := stepTexts[f.Step]
	if name == "" || !slices.Contains(siak.ConnectionSteps(), f.Step) {
		name = "test.connection"
	}
	return w.Text("test.details", string(kind), w.Text(name), f.Host, f.Class, w.DayClock(f.At, frame.Zone()))
}

func (r *ConnectionPage) buttons() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	buttons := []fyne.CanvasObject{a.KeyButton("Esc", w.Text("list.back"), r.cancel != nil, func() { r.leave(r.frame.Leave) })}
	if r.cancel == nil {
		buttons = append([]fyne.CanvasObject{a.KeyButton("Enter", w.Text("test.again"), true, r.test)}, buttons...)
	}
	return ui.NewRow(ui.Gap16, append(buttons,
		a.KeyButton("F2", w.Text("proxy.title"), false, func() { r.leave(r.openProxy) }),
		a.KeyButton("F3", w.Text("test.details.do"), false, r.toggleDetails), ui.NewSpacer())...)
}
