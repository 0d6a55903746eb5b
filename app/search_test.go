package app

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/siak"
)

func somePeople() []desk.Person {
	person := func(name, nik string, year int) desk.Person {
		return desk.Person{
			NIK: mustNIK(nik), Name: name, Sex: siak.Female, Birth: siak.Date{Year: year, Month: 3, Day: 12}, Age: 2026 - year,
			District: "327606", Village: "Kukusan", Recorded: true,
		}
	}
	people := []desk.Person{
		person("Siti Nurhaliza Rahmawati", "3276065203919012", 1991),
		person("Siti Nurhaliza", "3276055203919034", 1991),
		person("Siti Nur Halimah Kusumaningrum Prameswari Hadiningrat", "3276045203919107", 1991),
		person("Nurhaliza Siti Aminah", "3276035203919451", 1991),
		person("Siti Rahmawati", "3276025203109808", 2010),
	}
	people[1].Active = true
	people[2].Recorded = false
	people[3].Life = siak.Duplicate
	people[4].EligibleOn = siak.Date{Year: 2027, Month: 3, Day: 12}
	return people
}

// searching is an officer in the search, with what the cache would answer.
func searching(t *testing.T, s setting, found desk.Found) *rig {
	r := newRig(t, s).work(judgedState(siak.StaticCode))
	r.backend.session.found = found
	r.press(fyne.KeyF2)
	return r
}

// people is how many of those who were found are shown.
func (r *rig) people() (n int) {
	if !r.tells("search.title") {
		return 0 // the card at the counter may show one of them
	}
	texts := r.texts()
	for _, p := range somePeople() {
		if slices.Contains(texts, p.NIK.String()) {
			n++
		}
	}
	return n
}

func TestSearchByNameByKeys(t *testing.T) {
	r := searching(t, plain, desk.Found{People: somePeople()})
	r.fill("siti nurhaliza", "12 maret 1991")
	want := desk.Query{Name: "siti nurhaliza", Birth: siak.Date{Year: 1991, Month: 3, Day: 12}}
	if got := r.backend.session.asked; !slices.Equal(got, []desk.Query{want}) {
		t.Fatalf("asked for %d things", len(got))
	}
	page, fields := r.app.sessions.counter.page, r.fields()
	who, birth := fields[0], fields[1]
	if r.people() != 5 {
		t.Fatal("nobody is shown")
	}
	r.press(fyne.KeyReturn, fyne.KeyReturn)
	if r.desk.confirms+r.desk.away+r.desk.others != 0 {
		t.Error("a key of the search reached the counter")
	}
	r.typeIn("b") // in the place of the old name
	if who.Text != "b" || r.people() != 0 {
		t.Errorf("%q is typed, and %d people are shown who were not asked for", who.Text, r.people())
	}
	r.press(fyne.KeyEscape)
	if r.app.sessions.counter.page != nil || who.Text+birth.Text != "" || r.people() != 0 || r.desk.away != 0 {
		t.Error("Esc does not lead back, or leaves something behind")
	}
	r.press(fyne.KeyF2)
	if r.app.sessions.counter.page == page || r.fields()[0].Text != "" {
		t.Error("the search is not empty when it is opened again")
	}
}

func TestSearchByNIKNeedsNoDate(t *testing.T) {
	r := searching(t, plain, desk.Found{People: somePeople()[:1]})
	r.fill("3276 0652 0391 9012")
	if got := r.backend.session.asked; !slices.Equal(got, []desk.Query{{NIK: mustNIK("3276065203919012")}}) {
		t.Errorf("asked %d times", len(got))
	}
}

func TestSearchSaysWhatIsWrongInPlace(t *testing.T) {
	for _, tt := range []struct {
		who, birth, wrongWho, wrongBirth string
	}{
		{"", "", "search.need", ""},
		{"3276065203919", "", "search.nik.wrong", ""},
		{"3276066903919012", "", "", ""},
		{"3276069903919012", "", "search.nik.wrong", ""},
		{"Siti", "", "", "search.birth.need"},
		{"Siti", "31-2-1991", "", "search.birth.wrong"},
		{"Siti", "13-03-2026", "", "search.birth.wrong"}, // tomorrow
		{"IKD1:" + strings.Repeat("6BFOXN*TS0", 58), "", "search.code", ""},
	} {
		r := searching(t, plain, desk.Found{})
		who, birth := r.fields()[0], r.fields()[1]
		who.SetText(tt.who)
		birth.SetText(tt.birth)
		r.submit()
		asked := len(r.backend.session.asked) == 1
		for _, key := range []string{"search.need", "search.nik.wrong", "search.code", "search.birth.need", "search.birth.wrong"} {
			if want := key == tt.wrongWho || key == tt.wrongBirth; r.tells(key) != want {
				t.Errorf("%.20q, %q: told %s: %t", tt.who, tt.birth, key, !want)
			}
		}
		if asked != (tt.wrongWho+tt.wrongBirth == "") {
			t.Errorf("%.20q, %q: asked %t", tt.who, tt.birth, asked)
		}
		at := fyne.Focusable(who)
		if tt.wrongBirth != "" {
			at = birth
		}
		if r.app.env.Canvas().Focused() != at {
			t.Errorf("%.20q, %q: the focus is elsewhere", tt.who, tt.birth)
		}
	}
}

// What was found is gone when the station locks, and an answer that comes
// behind the lock, or after F2, is not shown.
func TestTheLockClearsTheSearch(t *testing.T) {
	for name, leave := range map[string]fyne.KeyName{"locked": fyne.KeyF9, "left": fyne.KeyF2} {
		r := searching(t, plain, desk.Found{People: somePeople()})
		r.app.thread.Spawn = func(job func()) {
			r.app.thread.Spawn = func(job func()) { job() }
			r.press(leave)
			job()
		}
		r.fill("3276065203919012")
		if r.people() != 0 {
			t.Errorf("%s: an answer came late and was taken in", name)
		}
		if leave == fyne.KeyF9 {
			r.typeIn("frasa sandi")
			r.press(fyne.KeyReturn)
		}
		if !r.app.sessions.counter.Shown() || r.app.sessions.counter.page != nil {
			t.Errorf("%s: the search is still there", name)
		}
	}
}

func TestSearchTellsOfAPhoneThatWaits(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	r.press(fyne.KeyF2)
	r.typeIn("siti")
	page, who := r.app.sessions.counter.page, r.fields()[0]
	r.desk.tell(judgedState(siak.Eligible))
	if r.app.sessions.counter.page != page || r.app.env.Focused() != fyne.Focusable(who) || who.Text != "siti" {
		t.Fatal("a phone that was read takes the search away")
	}
	r.press(fyne.KeyEscape, fyne.KeyReturn)
	if r.desk.confirms != 1 {
		t.Error("the phone does not wait at the counter")
	}
}

// asked is a scene of the search with an answer.
func asked(found desk.Found, failed siak.Kind) func(*testing.T, setting) *rig {
	return func(t *testing.T, s setting) *rig {
		r := searching(t, s, found)
		if failed != "" {
			r.backend.session.searchErr = siak.E("search", failed, nil)
		}
		r.fill("siti nurhaliza", "12-03-1991")
		return r
	}
}

// searchScenes are looked at only for what does not fit.
func searchScenes() []scene {
	return []scene{
		{"search, empty", func(t *testing.T, s setting) *rig { return searching(t, s, desk.Found{}) }},
		{"search, many", asked(desk.Found{People: somePeople(), More: true}, "")},
		{"search, nobody", asked(desk.Found{}, "")},
		{"search, no such NIK", func(t *testing.T, s setting) *rig {
			r := searching(t, s, desk.Found{})
			r.fill("3276065203919012")
			return r
		}},
		{"search, no data", asked(desk.Found{Empty: true}, "")},
		{"search, locked", asked(desk.Found{}, siak.KindLocked)},
		{"search, wrong", func(t *testing.T, s setting) *rig {
			r := searching(t, s, desk.Found{})
			r.fill("3276065203919")
			return r
		}},
		{"search, wrong date", func(t *testing.T, s setting) *rig {
			r := searching(t, s, desk.Found{})
			r.fill("siti", "31-2-1991")
			return r
		}},
	}
}
