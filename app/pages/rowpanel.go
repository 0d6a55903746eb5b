package pages

import (
	"context"
	"strings"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// open shows what became of an activation, what the next step is, and offers
// what can be done from here.
func (l *DayList) open(i int) {
	if i >= len(l.rows) {
		return
	}
	l.cursor = i
	l.Build()
	row, copied := l.rows[i], false
	var make func() *ui.Panel
	make = func() *ui.Panel { return l.rowPanel(row, copied, func() { copied = true; l.env.OpenPanel(make) }) }
	l.env.OpenPanel(make)
}

func (l *DayList) rowPanel(r desk.Row, copied bool, onCopied func()) *ui.Panel {
	a, w := l.env, l.env.Words
	told := w.State(r.State, r.Reason)
	facts := []string{told.Do}
	if r.State == siak.Held {
		officer, centre := w.Held(r.Reason)
		facts = append(facts, w.Text("held.you", officer), w.Text("held.centre", centre))
	}
	number := r.ID.String()
	facts = append(facts, w.Text("held.number", strings.ReplaceAll(number, "-", "-"+ui.WordBreak)))
	items := l.rowItems(r)
	copies := ui.Item{Text: w.Text("held.copy"), Run: func() { a.Copy(number); onCopied() }}
	if copied {
		copies.Text = w.Text("held.copied")
	}
	items = append(items, copies)
	p := &ui.Panel{Name: PanelRow, At: ui.TopRight, Title: told.Title, Facts: facts, Items: items}
	if copied {
		p.Cursor = len(items) - 1
	}
	return p
}

// rowItems is what helps an activation on.
func (l *DayList) rowItems(r desk.Row) (items []ui.Item) {
	a, w := l.env, l.env.Words
	if r.State != siak.Held {
		return nil
	}
	if r.Reason.Retryable() {
		items = append(items, ui.Item{Text: w.Text("held.retry"), Run: func() {
			l.act(words.DeedRetry, func(ctx context.Context) error { return l.day.Retry(ctx, r.ID) })
		}})
	}
	if r.Reason.Renewable() {
		items = append(items, ui.Item{Text: w.Text("held.close"), Run: func() { a.OpenPanel(func() *ui.Panel { return l.askClose(r) }) }})
	}
	return items
}

// askClose asks once: there is no way back.
func (l *DayList) askClose(r desk.Row) *ui.Panel {
	a, w := l.env, l.env.Words
	return &ui.Panel{
		Name: PanelRow, At: ui.TopRight, Title: w.Text("held.close.title"), Facts: []string{w.Text("held.close.text")},
		Items: []ui.Item{
			{Text: w.Text("do.cancel"), Run: a.ClosePanel},
			{Text: w.Text("held.close.do"), Run: func() {
				l.act(words.DeedGiveUp, func(ctx context.Context) error { return l.day.GiveUp(ctx, r.ID) })
			}},
		},
	}
}

// act does something about an activation and reads the list anew.
func (l *DayList) act(deed words.Deed, do func(ctx context.Context) error) {
	l.env.ClosePanel()
	l.env.Work(func(ctx context.Context) func() {
		err := do(ctx)
		return func() {
			if failed := siak.KindOf(err); failed != "" && l.frame.Shown() {
				l.env.OpenPanel(func() *ui.Panel { return l.failedPanel(deed, failed) })
			}
			if l.frame.IsListOpen(l) {
				l.Load()
			}
		}
	})
}

func (l *DayList) failedPanel(deed words.Deed, failed siak.Kind) *ui.Panel {
	a, w := l.env, l.env.Words
	fact := a.Sentence(deed, failed)
	if failed == siak.KindNotOnHold { // it has moved on
		fact = w.Text("held.late")
	}
	return &ui.Panel{Name: PanelRow, At: ui.TopRight, Title: w.Text("list.title"), Facts: []string{fact}}
}
