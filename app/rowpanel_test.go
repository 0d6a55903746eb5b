package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/siak"
)

// heldRow is held for a reason, since some days ago.
func heldRow(n byte, r siak.Reason, days int) desk.Row {
	row := someRows()[0]
	row.ID, row.State, row.Reason = siak.ActivationID{n}, siak.Held, r
	row.ConfirmedAt = noon.AddDate(0, 0, -days)
	if r == siak.ReasonUnreadable {
		row.Name, row.NIK = "", siak.NIK{}
	}
	return row
}

// listWith opens today's list with these rows before the day's.
func listWith(t *testing.T, s setting, rows ...desk.Row) *rig {
	r := newRig(t, s).work(baseState())
	r.backend.session.rows = append(rows, someRows()...)
	r.press(fyne.KeyF3)
	return r
}

func (r *rig) offered() (texts []string) {
	if r.app.env.Panel() != nil {
		for _, it := range r.app.env.Panel().Items {
			texts = append(texts, it.Text)
		}
	}
	return texts
}

func TestWhatIsOfferedForEachReason(t *testing.T) {
	retry, anew, number := "Coba lagi sekarang", "Tutup, ulangi dengan kode baru", "Salin nomor"
	for reason, want := range map[siak.Reason][]string{
		siak.ReasonNotTaken:     {retry, anew, number},
		siak.ReasonBadStatement: {anew, number},
		siak.ReasonUnreadable:   {anew, number},
		siak.ReasonCentralCheck: {number},
		siak.ReasonInternal:     {number},
		siak.ReasonUnknown:      {number},
	} {
		r := listWith(t, plain, heldRow(9, reason, 0))
		r.press(fyne.KeyReturn)
		if got := r.offered(); !slices.Equal(got, want) {
			t.Errorf("%s: %q is offered, want %q", reason, got, want)
		}
	}
	r := listWith(t, plain)
	r.press(fyne.KeyReturn)
	if got := r.offered(); !slices.Equal(got, []string{number}) {
		t.Errorf("not held: %q is offered", got)
	}
}

func TestRetryByKeys(t *testing.T) {
	r := listWith(t, plain, heldRow(8, siak.ReasonCentralCheck, 3), heldRow(9, siak.ReasonNotTaken, 0))
	r.press(fyne.KeyDown, fyne.KeyReturn, fyne.KeyReturn)
	if got := r.backend.session.retried; !slices.Equal(got, []siak.ActivationID{{9}}) || r.app.env.Panel() != nil {
		t.Errorf("tried again: %v", got)
	}
	if r.desk.confirms+r.desk.away != 0 || r.app.sessions.counter.list == nil {
		t.Error("a key of the list reached the counter")
	}
}

func TestClosingAsksOnce(t *testing.T) {
	r := listWith(t, plain, heldRow(9, siak.ReasonBadStatement, 0))
	session := r.backend.session
	r.press(fyne.KeyReturn, fyne.KeyReturn)
	r.press(fyne.KeyReturn) // the first line is the way back
	if len(session.closedFor) != 0 || r.app.env.Panel() != nil {
		t.Fatal("closed without a question, or by the first Enter")
	}
	r.press(fyne.KeyReturn, fyne.KeyReturn, fyne.KeyDown, fyne.KeyReturn)
	if !slices.Equal(session.closedFor, []siak.ActivationID{{9}}) {
		t.Errorf("closed %v", session.closedFor)
	}
}

func TestARefusedRetryIsTold(t *testing.T) {
	r := listWith(t, plain, heldRow(9, siak.ReasonNotTaken, 0))
	r.backend.session.wrong = siak.E("retry", siak.KindNotOnHold, nil)
	r.press(fyne.KeyReturn, fyne.KeyReturn)
	if r.app.env.Panel() == nil || r.app.env.Panel().Facts[0] != r.app.env.Words.Text("held.late") {
		t.Error("that it has moved on is not told")
	}
}

// The number is not personal, and the only thing that is copied.
func TestCopyTheNumber(t *testing.T) {
	r := listWith(t, plain, heldRow(9, siak.ReasonInternal, 0))
	r.press(fyne.KeyReturn, fyne.KeyReturn)
	if got := r.app.fyne.Clipboard().Content(); got != "09000000-0000-0000-0000-000000000000" {
		t.Errorf("copied %q", got)
	}
	if got := r.offered(); !slices.Equal(got, []string{"Nomor disalin"}) {
		t.Errorf("after copying: %q", got)
	}
}

func TestTheCursorStaysOnItsRow(t *testing.T) {
	r := listWith(t, plain)
	open := func() string { // the number of the row under the cursor
		r.press(fyne.KeyReturn)
		facts := r.app.env.Panel().Facts
		r.press(fyne.KeyEscape)
		return facts[len(facts)-1]
	}
	r.press(fyne.KeyDown, fyne.KeyDown)
	on := open()
	r.backend.session.rows = append([]desk.Row{heldRow(9, siak.ReasonInternal, 0)}, someRows()...)
	changed := baseState()
	changed.Today.Held++
	r.desk.tell(changed)
	if open() != on {
		t.Error("the cursor is on another row")
	}
	for range 20 {
		r.press(fyne.KeyDown)
	}
	if last := strings.TrimLeft(open(), " "); !strings.Contains(last, "05000000-") {
		t.Errorf("the cursor is on row %s", last)
	}
}

func heldCard() desk.State {
	s := savedState(siak.Held)
	s.Card.Activation.Reason = siak.ReasonCentralCheck
	return s
}

func heldList(t *testing.T, s setting) *rig {
	r := listWith(t, s, heldRow(8, siak.ReasonNotTaken, 2), heldRow(9, siak.ReasonCentralCheck, 0))
	r.backend.session.rows[0].ID = siak.ActivationID{0x3f, 0x2a, 0x91, 0xc4, 0x77, 0x10, 0x4e, 0x8b, 0x9d, 0x05, 0x61, 0xe2, 0xaa, 0x13, 0x5c, 0x70}
	r.app.sessions.counter.list.Load()
	r.press(fyne.KeyReturn)
	return r
}

// heldScenes are looked at only for what does not fit.
func heldScenes() (scenes []scene) {
	for _, reason := range siak.HeldReasons() {
		scenes = append(scenes, scene{"held: " + string(reason), func(t *testing.T, s setting) *rig {
			r := listWith(t, s, heldRow(9, reason, 3))
			r.press(fyne.KeyReturn)
			return r
		}})
	}
	return append(scenes,
		scene{"held on the card", at(heldCard)},
		scene{"close a held one", func(t *testing.T, s setting) *rig {
			r := listWith(t, s, heldRow(9, siak.ReasonUnreadable, 3))
			r.press(fyne.KeyReturn, fyne.KeyReturn)
			return r
		}},
		scene{"closed", func(t *testing.T, s setting) *rig {
			row := heldRow(9, siak.ReasonGivenUp, 0)
			row.State, row.UpdatedAt = siak.Rejected, noon.Add(-time.Minute)
			return listWith(t, s, row)
		}})
}
