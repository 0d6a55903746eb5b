package app

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// searchRoom looks somebody up whose phone cannot say who it is: by name and
// birth date, or by NIK. It tells who that is and never leads to a
// confirmation. What was typed and found goes with the room.
type searchRoom struct {
	form
	who, birth           *field
	wrongWho, wrongBirth string      // keys of texts
	byNIK                bool        // what is asked for
	found                *desk.Found // nil before the first answer
	asked                int         // of several answers the last counts
}

func newSearchRoom(c *counter) *searchRoom {
	r := &searchRoom{form: form{c: c}, who: newField(c.a, false), birth: newField(c.a, false)}
	r.who.OnChanged = r.changed
	r.birth.OnChanged = r.changed
	r.order = []fyne.Focusable{r.who, r.birth}
	return r
}

// changed takes away what was found before it can be taken for the answer to
// what is typed now.
func (r *searchRoom) changed(string) {
	if r.found == nil && r.wrongWho == "" && r.wrongBirth == "" && r.failed == "" {
		return
	}
	r.reset()
	r.c.again(r)
}

func (r *searchRoom) reset() {
	r.found, r.wrongWho, r.wrongBirth, r.failed = nil, "", "", ""
	r.asked++
}

func (r *searchRoom) key(name fyne.KeyName) {
	switch {
	case name == fyne.KeyF2:
		r.close()
	case isEnter(name) && r.c.a.window.Canvas().Focused() == fyne.Focusable(r.who) && !r.needsBirth():
		r.submit()
	default:
		r.keys(name, r.submit, r.close)
	}
}

// close goes back to the counter and leaves nothing behind.
func (r *searchRoom) close() {
	r.forget()
	r.c.leave()
}

func (r *searchRoom) forget() {
	r.reset()
	for _, f := range []*field{r.who, r.birth} {
		f.OnChanged = nil
		f.SetText("")
	}
}

// mostTyped is longer than any name; a scanner that types sends a code of
// hundreds of characters.
const mostTyped = 120

// needsBirth reports whether what was typed goes on with a birth date.
func (r *searchRoom) needsBirth() bool {
	return len(r.who.Text) <= mostTyped && strings.Trim(r.who.Text, "0123456789 .-") != ""
}

// query is what was asked for; the key of what is wrong with a field, and the
// field.
func (r *searchRoom) query() (q desk.Query, at *field) {
	text := strings.TrimSpace(r.who.Text)
	switch {
	case text == "":
		r.wrongWho = "search.need"
		return q, r.who
	case len(text) > mostTyped:
		r.wrongWho = "search.code"
		return q, r.who
	case !r.needsBirth():
		nik, err := siak.ParseNIK(strings.NewReplacer(" ", "", ".", "", "-", "").Replace(text))
		if err != nil {
			r.wrongWho = "search.nik.wrong"
			return q, r.who
		}
		return desk.Query{NIK: nik}, nil
	}
	birth, ok := words.ParseDate(r.birth.Text)
	today := siak.DateOf(r.c.a.now().In(r.c.zone()))
	switch {
	case strings.TrimSpace(r.birth.Text) == "":
		r.wrongBirth = "search.birth.need"
		return q, r.birth
	case !ok || today.Before(birth):
		r.wrongBirth = "search.birth.wrong"
		return q, r.birth
	}
	return desk.Query{Name: text, Birth: birth}, nil
}

func (r *searchRoom) submit() {
	r.reset()
	q, at := r.query()
	if at != nil {
		r.c.again(r)
		r.at(at)
		return
	}
	asked, session := r.asked, r.c.a.session
	r.busy, r.byNIK = true, !q.NIK.IsZero()
	r.c.again(r)
	r.c.a.gui.work(r.c.a.ctx, func(ctx context.Context) func() {
		found, err := session.Search(ctx, q)
		return func() { r.answer(asked, found, siak.KindOf(err)) }
	})
}

// answer shows what was found where it was not left or locked meanwhile.
func (r *searchRoom) answer(asked int, found desk.Found, failed siak.Kind) {
	r.busy = false
	if r.c.room != r || asked != r.asked {
		return
	}
	if r.failed = failed; failed == "" {
		r.found = &found
	}
	r.c.again(r)
	r.at(r.who)
	r.who.TypedShortcut(&fyne.ShortcutSelectAll{}) // the next name takes its place
}
