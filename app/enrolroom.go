package app

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/siak"
)

// Reenroller is what a [Session] can do whose station's certificate has ended.
type Reenroller interface {
	// EnrolAgain gets the station a new certificate with a code of the registry's
	// staff: the same key, the same station, at once. It fails as [Enroller.Enrol].
	EnrolAgain(ctx context.Context, code string) error
}

// codeItem is the way to the room for a new code, where the registry has said
// that the certificate has ended; nil else, and for who is no supervisor.
func (a *App) codeItem() *item {
	again, can := a.session.(Reenroller)
	status := a.counter.state.Status
	if !can || status.Link != desk.LinkTrouble || status.LinkKind != siak.KindStationExpired || a.session.Supervisor() == nil {
		return nil
	}
	return &item{text: a.words.Text("enrol.again"), run: func() { a.counter.enter(newCodeRoom(a.counter, again)) }}
}

// troubleText is the word in the line at the foot: what only somebody's hand can
// change is no trouble of the network.
func troubleText(kind siak.Kind) string {
	switch kind {
	case siak.KindStationExpired:
		return "status.expired"
	case siak.KindStationRevoked, siak.KindUnauthenticated:
		return "status.revoked"
	}
	return "status.trouble"
}

// codeRoom takes a code for a station whose certificate has ended.
type codeRoom struct {
	form
	again Reenroller
	code  *field
	need  bool
}

func newCodeRoom(c *counter, again Reenroller) *codeRoom {
	r := &codeRoom{form: form{c: c}, again: again, code: newField(c.a, false)}
	r.order = []fyne.Focusable{r.code}
	return r
}

func (r *codeRoom) key(name fyne.KeyName) { r.keys(name, r.send, r.c.leave) }

func (r *codeRoom) send() {
	r.failed = ""
	if r.need = strings.TrimSpace(r.code.Text) == ""; r.need {
		r.c.again(r)
		return
	}
	r.busy = true
	r.c.again(r)
	code := r.code.Text
	r.c.a.gui.work(r.c.a.ctx, func(ctx context.Context) func() {
		err := r.again.EnrolAgain(ctx, code)
		return func() { r.sent(siak.KindOf(err)) }
	})
}

// sent says what came of it. The room may have been left meanwhile.
func (r *codeRoom) sent(failed siak.Kind) {
	r.busy, r.failed = false, failed
	switch {
	case r.c.room != r:
	case failed == "":
		r.c.leave()
	default:
		r.c.again(r)
	}
}

func (r *codeRoom) build() fyne.CanvasObject {
	a := r.c.a
	fields := newMeasure(newColumn(gap16, newPara(a.words.Text("enrol.again.text"), sizeText, a.palette.muted),
		a.told("enrol.code", r.code, r.need, "enrol.need.code", r.failed != "", r.failed, "enrol.code.rule")))
	return r.page("enrol.again", fields, "enrol.again.do", r.send, r.c.leave)
}
