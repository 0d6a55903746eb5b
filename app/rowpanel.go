package app

import (
	"context"
	"strings"

	"ikd/station/app/desk"
	"ikd/station/siak"
)

// open shows what became of an activation, what the next step is, and offers
// what can be done from here.
func (l *dayList) open(i int) {
	if i >= len(l.rows) {
		return
	}
	l.cursor = i
	l.build()
	row, copied := l.rows[i], false
	var make func() *panel
	make = func() *panel { return l.rowPanel(row, copied, func() { copied = true; l.c.a.openPanel(make) }) }
	l.c.a.openPanel(make)
}

func (l *dayList) rowPanel(r desk.Row, copied bool, onCopied func()) *panel {
	a, w := l.c.a, l.c.a.words
	told := w.State(r.State, r.Reason)
	facts := []string{told.Do}
	if r.State == siak.Held {
		officer, centre := w.Held(r.Reason)
		facts = append(facts, w.Text("held.you", officer), w.Text("held.centre", centre))
	}
	number := r.ID.String()
	facts = append(facts, w.Text("held.number", strings.ReplaceAll(number, "-", "-"+joint)))
	items := l.rowItems(r)
	copies := item{text: w.Text("held.copy"), run: func() { a.fyne.Clipboard().SetContent(number); onCopied() }}
	if copied {
		copies.text = w.Text("held.copied")
	}
	items = append(items, copies)
	p := &panel{a: a, name: panelRow, at: topRight, title: told.Title, facts: facts, items: items}
	if copied {
		p.cursor = len(items) - 1
	}
	return p
}

// rowItems is what helps an activation on.
func (l *dayList) rowItems(r desk.Row) (items []item) {
	a, w := l.c.a, l.c.a.words
	if r.State != siak.Held {
		return nil
	}
	if r.Reason.Retryable() {
		items = append(items, item{text: w.Text("held.retry"), run: func() {
			l.act(func(ctx context.Context, s Session) error { return s.Retry(ctx, r.ID) })
		}})
	}
	if r.Reason.Renewable() {
		items = append(items, item{text: w.Text("held.close"), run: func() { a.openPanel(func() *panel { return l.closePanel(r) }) }})
	}
	return items
}

// closePanel asks once: there is no way back.
func (l *dayList) closePanel(r desk.Row) *panel {
	a, w := l.c.a, l.c.a.words
	return &panel{
		a: a, name: panelRow, at: topRight, title: w.Text("held.close.title"), facts: []string{w.Text("held.close.text")},
		items: []item{
			{text: w.Text("do.cancel"), run: a.closePanel},
			{text: w.Text("held.close.do"), run: func() {
				l.act(func(ctx context.Context, s Session) error { return s.GiveUp(ctx, r.ID) })
			}},
		},
	}
}

// act does something about an activation and reads the list anew.
func (l *dayList) act(do func(ctx context.Context, s Session) error) {
	a := l.c.a
	session := a.session
	a.closePanel()
	a.gui.work(a.ctx, func(ctx context.Context) func() {
		err := do(ctx, session)
		return func() {
			if failed := siak.KindOf(err); failed != "" && a.session == session && !a.locked {
				a.openPanel(func() *panel { return l.failedPanel(failed) })
			}
			if l.c.list == l {
				l.load()
			}
		}
	})
}

func (l *dayList) failedPanel(failed siak.Kind) *panel {
	a, w := l.c.a, l.c.a.words
	told := w.Kind(failed)
	fact := told.What + " " + told.Do
	if failed == siak.KindNotOnHold { // it has moved on
		fact = w.Text("held.late")
	}
	return &panel{a: a, name: panelRow, at: topRight, title: w.Text("list.title"), facts: []string{fact}}
}
