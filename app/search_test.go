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

func (r *rig) search() *searchRoom {
	r.t.Helper()
	room, is := r.app.counter.room.(*searchRoom)
	if !is {
		r.t.Fatal("the search is not open")
	}
	return room
}

func TestSearchByNameByKeys(t *testing.T) {
	r := searching(t, plain, desk.Found{People: somePeople()})
	r.fill("siti nurhaliza", "12 maret 1991")
	want := desk.Query{Name: "siti nurhaliza", Birth: siak.Date{Year: 1991, Month: 3, Day: 12}}
	if got := r.backend.session.asked; !slices.Equal(got, []desk.Query{want}) {
		t.Fatalf("asked for %d things", len(got))
	}
	room := r.search()
	if room.found == nil || len(room.found.People) != 5 {
		t.Fatal("nobody is shown")
	}
	r.press(fyne.KeyReturn, fyne.KeyReturn)
	if r.desk.confirms+r.desk.away+r.desk.others != 0 {
		t.Error("a key of the search reached the counter")
	}
	r.typeIn("b") // in the place of the old name
	if room.who.Text != "b" || room.found != nil {
		t.Errorf("%q is typed, and people are shown who were not asked for: %t", room.who.Text, room.found != nil)
	}
	r.press(fyne.KeyEscape)
	if r.app.counter.room != nil || room.who.Text+room.birth.Text != "" || room.found != nil || r.desk.away != 0 {
		t.Error("Esc does not lead back, or leaves something behind")
	}
	r.press(fyne.KeyF2)
	if again := r.search(); again == room || again.who.Text != "" {
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
		room := r.search()
		room.who.SetText(tt.who)
		room.birth.SetText(tt.birth)
		room.submit()
		asked := len(r.backend.session.asked) == 1
		if room.wrongWho != tt.wrongWho || room.wrongBirth != tt.wrongBirth || asked != (tt.wrongWho+tt.wrongBirth == "") {
			t.Errorf("%.20q, %q: told %q and %q, asked %t", tt.who, tt.birth, room.wrongWho, room.wrongBirth, asked)
		}
		at := fyne.Focusable(room.who)
		if tt.wrongBirth != "" {
			at = room.birth
		}
		if r.app.window.Canvas().Focused() != at {
			t.Errorf("%.20q, %q: the focus is elsewhere", tt.who, tt.birth)
		}
	}
}

// What was found is gone when the station locks, and an answer that comes
// behind the lock, or after Esc, is not shown.
func TestTheLockClearsTheSearch(t *testing.T) {
	for name, leave := range map[string]fyne.KeyName{"locked": fyne.KeyF9, "left": fyne.KeyEscape} {
		r := searching(t, plain, desk.Found{People: somePeople()})
		room := r.search()
		r.app.gui.spawn = func(job func()) {
			r.app.gui.spawn = func(job func()) { job() }
			r.app.counter.room.key(leave)
			if leave == fyne.KeyF9 {
				r.app.lock()
			} else {
				room.busy = false
				r.app.counter.room.key(leave)
			}
			job()
		}
		r.fill("3276065203919012")
		if room.found != nil {
			t.Errorf("%s: an answer came late and was taken in", name)
		}
		if leave == fyne.KeyF9 {
			r.typeIn("frasa sandi")
			r.press(fyne.KeyReturn)
		}
		if r.app.screen != r.app.counter || r.app.counter.room != nil {
			t.Errorf("%s: the search is still there", name)
		}
	}
}

func TestSearchTellsOfAPhoneThatWaits(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	r.press(fyne.KeyF2)
	r.typeIn("siti")
	room := r.search()
	r.desk.tell(judgedState(siak.Eligible))
	if r.search() != room || r.app.window.Canvas().Focused() != fyne.Focusable(room.who) || room.who.Text != "siti" {
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
			r.search().wrongWho, r.search().wrongBirth = "search.nik.wrong", "search.birth.wrong"
			r.app.rebuild()
			return r
		}},
	}
}
