package app

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

// bossRig is a supervisor at the counter.
func bossRig(t *testing.T, s setting) *rig {
	t.Helper()
	r := newRig(t, s)
	r.backend.session.me.Supervisor = true
	r.backend.session.boss = &fakeBoss{
		accounts: someAccounts(), rows: someAudit(), report: AuditReport{Rows: 17},
		plan: WipePlan{Residents: 5000, Officers: 6, Waiting: 4, Lost: 1},
	}
	return r.work(baseState())
}

// choose opens the line of the menu with that text.
func (r *rig) choose(key string) {
	r.t.Helper()
	r.press(fyne.KeyF10)
	for _, it := range r.app.panel.items {
		if it.text == r.app.words.Text(key) {
			r.press(fyne.KeyReturn)
			return
		}
		r.press(fyne.KeyDown)
	}
	r.t.Fatalf("the menu has no %q", key)
}

func (r *rig) fill(texts ...string) {
	for _, text := range texts {
		r.typeIn(text)
		r.press(fyne.KeyReturn)
	}
}

func TestOfficersSeeNothingOfTheSupervisors(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	r.press(fyne.KeyF10)
	for _, it := range r.app.panel.items {
		for _, key := range []string{"menu.staff", "menu.audit", "menu.wipe"} {
			if it.text == r.app.words.Text(key) {
				t.Errorf("an officer is offered %q", it.text)
			}
		}
	}
}

func TestAddingAnOfficerByKeys(t *testing.T) {
	r := bossRig(t, plain)
	boss := r.backend.session.boss
	r.choose("menu.staff")
	r.press(fyne.KeyF2)
	r.typeIn("Tono Wijaya")
	r.press(fyne.KeyReturn, fyne.KeyRight, fyne.KeyReturn, fyne.KeyReturn)
	r.fill("kuda empat warna biru", "kuda empat warna biru")
	if !slices.Equal(boss.did, []string{"add Tono Wijaya (supervisor)"}) || string(boss.secret.Text) != "kuda empat warna biru" || boss.secret.PIN {
		t.Errorf("did %v with %q", boss.did, boss.secret.Text)
	}
	if _, back := r.app.counter.room.(*staff); !back {
		t.Error("no way back to the list")
	}
	if r.desk.confirms+r.desk.away != 0 {
		t.Error("keys of the room reached the counter")
	}
}

func TestMistakesInTheFormAreToldInPlace(t *testing.T) {
	r := bossRig(t, plain)
	r.choose("menu.staff")
	r.press(fyne.KeyF2)
	room := r.app.counter.room.(*secretRoom)
	focused := func(f fyne.Focusable, what string) {
		t.Helper()
		if r.app.window.Canvas().Focused() != f {
			t.Errorf("%s: the focus is elsewhere", what)
		}
	}
	room.send()
	focused(room.name, "no name")
	r.typeIn("Tono")
	room.send()
	focused(room.pass, "no secret")
	r.fill("kuda empat")
	r.fill("kuda lima")
	focused(room.again, "two that differ")
	r.backend.session.boss.err = siak.E("add", siak.KindWeakPassphrase, nil)
	room.again.SetText("kuda empat")
	room.send()
	if focused(room.pass, "a weak one"); room.wrong.pass != "weak.pass" || room.pass.Text != "" {
		t.Errorf("weak: told %q", room.wrong.pass)
	}
	r.backend.session.boss.err = siak.E("add", siak.KindAccountExists, nil)
	room.pass.SetText("kuda")
	room.again.SetText("kuda")
	room.send()
	if focused(room.name, "a name that is taken"); room.wrong.name != "staff.taken" {
		t.Errorf("taken: told %q", room.wrong.name)
	}
	r.press(fyne.KeyEscape, fyne.KeyEscape)
	if r.app.counter.room != nil || r.desk.away != 0 {
		t.Error("Esc does not lead back")
	}
}

func TestDisableAsksOnceAndResetGivesANewSecret(t *testing.T) {
	r := bossRig(t, plain)
	boss := r.backend.session.boss
	r.choose("menu.staff")
	r.press(fyne.KeyDown, fyne.KeyReturn, fyne.KeyDown, fyne.KeyReturn) // Bagus: disable
	if len(boss.did) != 0 {
		t.Fatal("disabled without a question")
	}
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyReturn, fyne.KeyReturn) // and give him a new one
	r.press(fyne.KeyRight, fyne.KeyReturn)  // a PIN
	r.fill("804291", "804291")
	if want := []string{"disable Bagus Prakoso", "reset Bagus Prakoso"}; !slices.Equal(boss.did, want) || !boss.secret.PIN {
		t.Errorf("did %v, PIN %v", boss.did, boss.secret.PIN)
	}
}

func TestOneCannotDisableOneself(t *testing.T) {
	r := bossRig(t, plain)
	r.choose("menu.staff")
	r.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if r.app.panel == nil || r.app.panel.title != "Ratna Dewi" || len(r.app.panel.items) != 1 {
		t.Error("one's own account offers more than one's own secret")
	}
}

func TestChangingOnesOwnSecret(t *testing.T) {
	r := newRig(t, plain)
	r.backend.session.me.Renew = true
	r.work(baseState())
	room, asked := r.app.counter.room.(*secretRoom)
	if !asked {
		t.Fatal("who got a secret from somebody else is not asked for an own one")
	}
	r.fill("salah", "")
	r.fill("frasa yang baru", "frasa yang baru")
	if room.wrong.name != "secret.old.wrong" || r.app.window.Canvas().Focused() != room.old {
		t.Errorf("the wrong old secret: told %q", room.wrong.name)
	}
	r.fill("yang lama", "")
	r.press(fyne.KeyReturn, fyne.KeyReturn)
	if got := r.backend.session.changed; len(got) != 1 || string(got[0].Text) != "frasa yang baru" {
		t.Errorf("changed to %v", got)
	}
	if r.app.counter.room != nil {
		t.Error("the counter does not come back")
	}
}

func TestAuditPagesNewestFirst(t *testing.T) {
	r := bossRig(t, setting{lang: "id", look: lookLight})
	boss := r.backend.session.boss
	for range 60 {
		row := boss.rows[4]
		row.Seq = int64(len(boss.rows) + 1)
		boss.rows = append(boss.rows, row)
	}
	r.choose("menu.audit")
	room := r.app.counter.room.(*auditRoom)
	if room.rows[0].Seq != 77 || len(room.rows) != room.perPage() {
		t.Fatalf("begins with row %d, %d rows", room.rows[0].Seq, len(room.rows))
	}
	seen := len(room.rows)
	for range 20 {
		first := room.rows[0].Seq
		if r.press(fyne.KeyPageDown); room.rows[0].Seq != first {
			seen += len(room.rows)
		}
	}
	if seen != 77 || room.rows[len(room.rows)-1].Seq != 1 {
		t.Errorf("%d rows seen", seen)
	}
	for range 20 {
		r.press(fyne.KeyPageUp)
	}
	if room.rows[0].Seq != 77 {
		t.Error("no way back to the newest")
	}
}

func TestAuditIsCheckedAndExported(t *testing.T) {
	r := bossRig(t, plain)
	boss := r.backend.session.boss
	r.choose("menu.audit")
	room := r.app.counter.room.(*auditRoom)
	boss.report = AuditReport{Rows: 8, Bad: 9, Problem: "changed"}
	r.press(fyne.KeyReturn)
	if room.report == nil || room.report.Bad != 9 {
		t.Error("a bad row is not told")
	}
	r.press(fyne.KeyF2, fyne.KeyEscape)
	if boss.exported != "" || r.app.counter.room != room {
		t.Error("Esc exports, or leaves the room")
	}
	boss.err = siak.E("export", siak.KindOutputExists, nil)
	r.press(fyne.KeyF2, fyne.KeyReturn)
	if !room.asking || room.failure() != r.app.words.Text("audit.exists") {
		t.Error("that the file is there is not told")
	}
	boss.err = nil
	room.path.SetText("/tmp/lain.jsonl")
	r.press(fyne.KeyReturn)
	if boss.exported != "/tmp/lain.jsonl" || room.wrote != "/tmp/lain.jsonl" || room.asking {
		t.Errorf("exported to %q", boss.exported)
	}
	r.press(fyne.KeyEscape)
	if r.app.counter.room != nil {
		t.Error("Esc does not lead back")
	}
}

// The audit is told in words: no act, subject or problem of the store stands on
// the screen as it is written in the file.
func TestAuditIsToldInWords(t *testing.T) {
	for _, lang := range []setting{{lang: "id"}, {lang: "en"}} {
		w := newRig(t, lang).app.words
		for act, key := range actTexts {
			if text := actText(w, AuditRow{Act: act}); text == key || text == act {
				t.Errorf("%s is told as %q", act, text)
			}
		}
		for _, key := range subjectTexts {
			if w.Text(key) == key {
				t.Errorf("no words for %s", key)
			}
		}
		for problem, key := range problemTexts {
			if problemText(w, problem) == key {
				t.Errorf("no words for %s", problem)
			}
		}
		if got := actText(w, AuditRow{Act: "new-fangled"}); got != w.Text("act.other") {
			t.Errorf("an unknown act is told as %q", got)
		}
	}
}

func TestWipeAsksTwice(t *testing.T) {
	r := bossRig(t, plain)
	boss := r.backend.session.boss
	r.choose("menu.wipe")
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyReturn)
	r.fill("hapus")
	if boss.wiped {
		t.Fatal("wiped without the word")
	}
	r.press(fyne.KeyEscape)
	if r.app.counter.room != nil {
		t.Fatal("Esc does not lead back")
	}
	r.choose("menu.wipe")
	r.press(fyne.KeyReturn)
	r.backend.officers = nil
	r.fill("HAPUS")
	e, ended := r.app.screen.(*ending)
	if !boss.wiped || !ended || !e.over || r.app.session != nil {
		t.Fatal("not wiped")
	}
	r.press(fyne.KeyReturn)
	if d, ok := r.app.screen.(*door); !ok || !d.first() {
		t.Error("no first start after the wipe")
	}
}

func TestARefusedWipeSaysThatNothingIsGone(t *testing.T) {
	r := bossRig(t, plain)
	r.backend.session.boss.err = siak.E("wipe", siak.KindUnsentWork, nil)
	r.choose("menu.wipe")
	r.press(fyne.KeyReturn)
	r.fill("HAPUS")
	if e := r.app.screen.(*ending); e.failed != siak.KindUnsentWork {
		t.Errorf("told as %q", e.failed)
	}
	r.press(fyne.KeyReturn)
	if d, ok := r.app.screen.(*door); !ok || d.first() {
		t.Error("no sign-in after a wipe that was refused")
	}
}

func TestTheRegistrysOrderIsCarriedOutAlsoBehindTheLock(t *testing.T) {
	for _, locked := range []bool{false, true} {
		r := newRig(t, plain).work(baseState())
		session := r.backend.session
		if locked {
			r.press(fyne.KeyF9)
		}
		session.tell(Condition{Ordered: true})
		if e, ended := r.app.screen.(*ending); !session.obeyed || !ended || !e.ordered || r.app.locked {
			t.Errorf("locked %v: the order was not carried out", locked)
		}
	}
}

func TestAWipeThatWasCutOffIsFinished(t *testing.T) {
	r := newRig(t, plain)
	r.backend.wiped = true
	r.app.welcome()
	if e, ok := r.app.screen.(*ending); !ok || !e.over || e.left.Activations != 2 {
		t.Fatal("the wipe was not finished")
	}
	r.press(fyne.KeyReturn)
	if d, ok := r.app.screen.(*door); !ok || !d.first() {
		t.Error("no first start")
	}
}

// A room gives way to what is pressed with the mouse at the edge of the screen.
func TestListAndDrawerOpenFromARoom(t *testing.T) {
	r := bossRig(t, plain)
	r.backend.session.train = &fakeTraining{}
	r.choose("menu.staff")
	r.app.counter.toggleList()
	if r.app.counter.room != nil || r.app.counter.list == nil {
		t.Error("the list is behind the room")
	}
	r.choose("menu.audit")
	r.app.counter.toggleDrawer()
	if r.app.counter.room != nil || r.app.counter.drawer == nil {
		t.Error("the drawer is behind the room")
	}
}

// The registry's order may come while a secret is being checked.
func TestAnOrderThatComesBeforeTheLockOpens(t *testing.T) {
	for _, wrong := range []error{nil, siak.E("unlock", siak.KindWrongPassphrase, nil)} {
		r := newRig(t, plain).work(baseState())
		session := r.backend.session
		session.wrong = wrong
		r.press(fyne.KeyF9)
		r.app.gui.spawn = func(job func()) {
			r.app.gui.spawn = func(job func()) { job() }
			session.tell(Condition{Ordered: true})
			job()
		}
		r.typeIn("frasa sandi")
		r.press(fyne.KeyReturn)
		if _, ended := r.app.screen.(*ending); !ended || r.app.session != nil {
			t.Errorf("%v: the wipe is not on the screen", wrong)
		}
	}
}
