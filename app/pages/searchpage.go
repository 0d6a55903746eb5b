package pages

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
	"ikd/station/siak/text"
)

// Searcher looks people up.
type Searcher interface {
	// Search looks somebody up by hand and accounts for it in the audit.
	Search(ctx context.Context, q desk.Query) (desk.Found, error)
}

// SearchPage looks somebody up whose phone cannot say who it is: by name and
// birth date, or by NIK. It tells who that is and never leads to a
// confirmation. What was typed and found goes with the page.
type SearchPage struct {
	formPage
	searcher             Searcher
	cardStands           func() bool // a citizen waits at the counter
	who, birth           *ui.Field
	wrongWho, wrongBirth string      // keys of texts
	byNIK                bool        // what is asked for
	found                *desk.Found // nil before the first answer
	asked                int         // of several answers the last counts
}

// NewSearchPage is empty. cardStands reports whether a citizen's card stands at the
// counter meanwhile.
func NewSearchPage(env *Env, frame Frame, searcher Searcher, cardStands func() bool) *SearchPage {
	r := &SearchPage{formPage: newFormPage(env, frame), searcher: searcher, cardStands: cardStands, who: env.NewField(false), birth: env.NewField(false)}
	r.who.OnChanged = r.changed
	r.birth.OnChanged = r.changed
	r.SetFields(r.who, r.birth)
	return r
}

// changed takes away what was found before it can be taken for the answer to
// what is typed now.
func (r *SearchPage) changed(string) {
	if r.found == nil && r.wrongWho == "" && r.wrongBirth == "" && r.failed == "" {
		return
	}
	r.reset()
	r.frame.Refresh(r)
}

func (r *SearchPage) reset() {
	r.found, r.wrongWho, r.wrongBirth, r.failed = nil, "", "", ""
	r.asked++
}

// Key implements [ui.Screen]: Enter searches, or goes on to the birth date where a
// name needs one; F2 and Esc close the page.
func (r *SearchPage) Key(name fyne.KeyName) {
	switch {
	case name == fyne.KeyF2:
		r.close()
	case ui.IsEnter(name) && r.env.Focused() == fyne.Focusable(r.who) && !r.needsBirth():
		r.submit()
	default:
		r.Keys(name, r.submit, r.close)
	}
}

// close goes back to the counter and leaves nothing behind.
func (r *SearchPage) close() {
	r.forget()
	r.frame.Leave()
}

func (r *SearchPage) forget() {
	r.reset()
	for _, f := range []*ui.Field{r.who, r.birth} {
		f.OnChanged = nil
		f.SetText("")
	}
}

// mostTyped is longer than any name; a scanner that types sends a code of
// hundreds of characters.
const mostTyped = 120

// needsBirth reports whether what was typed goes on with a birth date.
func (r *SearchPage) needsBirth() bool {
	signs := text.Signs(r.who.Text)
	return len(r.who.Text) <= mostTyped && strings.Trim(signs, "0123456789") != ""
}

// query is what was asked for; the key of what is wrong with a field, and the
// field.
func (r *SearchPage) query() (q desk.Query, at *ui.Field) {
	typed := strings.TrimSpace(r.who.Text)
	switch {
	case typed == "":
		r.wrongWho = "search.need"
		return q, r.who
	case len(typed) > mostTyped:
		r.wrongWho = "search.code"
		return q, r.who
	case !r.needsBirth():
		nik, err := siak.ReadNIK(typed)
		if err != nil {
			r.wrongWho = "search.nik.wrong"
			return q, r.who
		}
		return desk.Query{NIK: nik}, nil
	}
	birth, ok := words.ParseDate(r.birth.Text)
	today := siak.DateOf(r.env.Now().In(r.frame.Zone()))
	switch {
	case strings.TrimSpace(r.birth.Text) == "":
		r.wrongBirth = "search.birth.need"
		return q, r.birth
	case !ok || today.Before(birth):
		r.wrongBirth = "search.birth.wrong"
		return q, r.birth
	}
	return desk.Query{Name: typed, Birth: birth}, nil
}

func (r *SearchPage) submit() {
	r.reset()
	q, at := r.query()
	if at != nil {
		r.frame.Refresh(r)
		r.GoTo(at)
		return
	}
	asked := r.asked
	r.Busy, r.byNIK = true, !q.NIK.IsZero()
	r.frame.Refresh(r)
	r.env.Work(func(ctx context.Context) func() {
		found, err := r.searcher.Search(ctx, q)
		return func() { r.answer(asked, found, siak.KindOf(err)) }
	})
}

// answer shows what was found where it was not left or locked meanwhile.
func (r *SearchPage) answer(asked int, found desk.Found, failed siak.Kind) {
	r.Busy = false
	if !r.frame.IsOpen(r) || asked != r.asked {
		return
	}
	if r.failed = failed; failed == "" {
		r.found = &found
	}
	r.frame.Refresh(r)
	r.GoTo(r.who)
	r.who.TypedShortcut(&fyne.ShortcutSelectAll{}) // the next name takes its place
}
