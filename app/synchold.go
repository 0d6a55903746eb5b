package app

import (
	"time"

	"ikd/station/app/desk"
)

// aboutLeft is a remaining time as one says it: to five seconds, and above a
// minute to the minute, rounded up.
func aboutLeft(d time.Duration) time.Duration {
	step := time.Minute
	if d <= 55*time.Second {
		step = 5 * time.Second
	}
	return (d + step - 1) / step * step
}

// holdItem stops a pull that is under way, or lets one go on that was stopped;
// nil where there is neither. It comes with what is said of the pull.
func (a *App) holdItem(s desk.Status) (*item, []string) {
	w, session := a.words, a.session
	switch {
	case s.SyncHeld:
		return &item{text: w.Text("data.resume"), run: func() {
			a.closePanel()
			a.gui.spawn(session.ResumeSync)
		}}, []string{w.Text("data.held")}
	case s.Syncing && s.SyncOf > 0:
		var facts []string
		if s.SyncLeft > 0 {
			facts = []string{w.Text("data.left", w.Duration(aboutLeft(s.SyncLeft)))}
		}
		return &item{text: w.Text("data.hold"), run: func() {
			a.closePanel()
			a.gui.spawn(session.HoldSync)
		}}, facts
	}
	return nil, nil
}
