package app

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/siak"
)

// supervisorRig is a supervisor at the counter.
func supervisorRig(t *testing.T, s setting) *rig {
	t.Helper()
	r := newRig(t, s)
	r.backend.session.me.Supervisor = true
	r.backend.session.supervisor = &fakeSupervisor{
		accounts: someAccounts(), rows: someAudit(), report: AuditReport{Rows: 17},
		plan: WipePlan{Residents: 5000, Officers: 6, Waiting: 4, Lost: 1},
	}
	return r.work(baseState())
}

// choose opens the line of the menu with that text.
func (r *rig) choose(key string) {
	r.t.Helper()
	r.press(fyne.KeyF10)
	for _, it := range r.app.env.Panel().Items {
		if it.Text == r.app.env.Words.Text(key) {
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
	for _, it := range r.app.env.Panel().Items {
		for _, key := range []string{"menu.staff", "menu.audit", "menu.wipe"} {
			if it.Text == r.app.env.Words.Text(key) {
				t.Errorf("an officer is offered %q", it.Text)
			}
		}
	}
}

func TestAddingAnOfficerByKeys(t *testing.T) {
	r := supervisorRig(t, plain)
	supervisor := r.backend.session.supervisor
	r.choose("menu.staff")
	r.press(fyne.KeyF2)
	r.typeIn("Tono Wijaya")
	r.press(fyne.KeyReturn, fyne.KeyRight, fyne.KeyReturn, fyne.KeyReturn)
	r.fill("kuda empat warna biru", "kuda empat warna biru")
	if !slices.Equal(supervisor.did, []string{"add Tono Wijaya (supervisor)"}) || string(supervisor.secret.Text) != "kuda empat warna biru" || supervisor.secret.PIN {
		t.Errorf("did %v with %q", supervisor.did, supervisor.secret.Text)
	}
	if _, back := r.app.sessions.counter.page.(*pages.StaffPage); !back {
		t.Error("no way back to the list")
	}
	if r.desk.confirms+r.desk.away != 0 {
		t.Error("keys of the page reached the counter")
	}
}

func TestMistakesInTheFormAreToldInPlace(t *testing.T) {
	r := supervisorRig(t, plain)
	r.choose("menu.staff")
	r.press(fyne.KeyF2)
	const name, pass, again = 0, 1, 2
	focused := func(field int, what string) {
		t.Helper()
		if r.app.env.Focused() != fyne.Focusable(r.fields()[field]) {
			t.Errorf("%s: the focus is elsewhere", what)
		}
	}
	r.submit()
	focused(name, "no name")
	r.typeIn("Tono")
	r.submit()
	focused(pass, "no secret")
	r.fill("kuda empat")
	r.fill("kuda lima")
	focused(again, "two that differ")
	r.backend.session.supervisor.err = siak.E("add", siak.KindWeakPassphrase, nil)
	r.fields()[again].SetText("kuda empat")
	r.submit()
	if focused(pass, "a weak one"); !r.tells("weak.pass") || r.fields()[pass].Text != "" {
		t.Errorf("weak: told %q", r.texts())
	}
	r.backend.session.supervisor.err = siak.E("add", siak.KindAccountExists, nil)
	r.fields()[pass].SetText("kuda")
	r.fields()[again].SetText("kuda")
	r.submit()
	if focused(name, "a name that is taken"); !r.tells("staff.taken") {
		t.Errorf("taken: told %q", r.texts())
	}
	r.press(fyne.KeyEscape, fyne.KeyEscape)
	if r.app.sessions.counter.page != nil || r.desk.away != 0 {
		t.Error("Esc does not lead back")
	}
}

func TestDisableAsksOnceAndResetGivesANewSecret(t *testing.T) {
	r := supervisorRig(t, plain)
	supervisor := r.backend.session.supervisor
	r.choose("menu.staff")
	r.press(fyne.KeyDown, fyne.KeyReturn, fyne.KeyDown, fyne.KeyReturn) // Bagus: disable
	if len(supervisor.did) != 0 {
		t.Fatal("disabled without a question")
	}
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyReturn, fyne.KeyReturn) // and give him a new one
	r.press(fyne.KeyRight, fyne.KeyReturn)  // a PIN
	r.fill("804291", "804291")
	if want := []string{"disable Bagus Prakoso", "reset Bagus Prakoso"}; !slices.Equal(supervisor.did, want) || !supervisor.secret.PIN {
		t.Errorf("did %v, PIN %v", supervisor.did, supervisor.secret.PIN)
	}
}

func TestOneCannotDisableOneself(t *testing.T) {
	r := supervisorRig(t, plain)
	r.choose("menu.staff")
	r.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if r.app.env.Panel() == nil || r.app.env.Panel().Title != "Ratna Dewi" || len(r.app.env.Panel().Items) != 1 {
		t.Error("one's own account offers more than one's own secret")
	}
}

func TestChangingOnesOwnSecret(t *testing.T) {
	r := newRig(t, plain)
	r.backend.session.me.Renew = true
	r.work(baseState())
	if _, asked := r.app.sessions.counter.page.(*pages.SecretPage); !asked {
		t.Fatal("who got a secret from somebody else is not asked for an own one")
	}
	r.fill("salah", "")
	r.fill("frasa yang baru", "frasa yang baru")
	if !r.tells("secret.old.wrong") || r.app.env.Focused() != fyne.Focusable(r.fields()[0]) {
		t.Errorf("the wrong old secret: told %q", r.texts())
	}
	r.fill("yang lama", "")
	r.press(fyne.KeyReturn, fyne.KeyReturn)
	if got := r.backend.session.changed; len(got) != 1 || string(got[0].Text) != "frasa yang baru" {
		t.Errorf("changed to %v", got)
	}
	if r.app.sessions.counter.page != nil {
		t.Error("the counter does not come back")
	}
}

func TestAuditPagesNewestFirst(t *testing.T) {
	r := supervisorRig(t, setting{lang: "id", look: ui.LookLight})
	supervisor := r.backend.session.supervisor
	for range 60 {
		row := supervisor.rows[4]
		row.Seq = int64(len(supervisor.rows) + 1)
		supervisor.rows = append(supervisor.rows, row)
	}
	r.choose("menu.audit")
	rows := r.numbers()
	if rows[0] != 77 || len(rows) != r.app.sessions.counter.Rows(pages.RowHeight)-1 {
		t.Fatalf("begins with row %d, %d rows", rows[0], len(rows))
	}
	seen := len(rows)
	for range 20 {
		r.press(fyne.KeyPageDown)
		if now := r.numbers(); now[0] != rows[0] {
			rows = now
			seen += len(rows)
		}
	}
	if seen != 77 || rows[len(rows)-1] != 1 {
		t.Errorf("%d rows seen", seen)
	}
	for range 20 {
		r.press(fyne.KeyPageUp)
	}
	if r.numbers()[0] != 77 {
		t.Error("no way back to the newest")
	}
}

func TestAuditIsCheckedAndExported(t *testing.T) {
	r := supervisorRig(t, plain)
	supervisor := r.backend.session.supervisor
	r.choose("menu.audit")
	page := r.app.sessions.counter.page
	supervisor.report = AuditReport{Rows: 8, Bad: 9, Problem: "changed"}
	r.press(fyne.KeyReturn)
	if !r.tells("audit.bad", 9, r.app.env.Words.Text("problem.changed")) {
		t.Error("a bad row is not told")
	}
	r.press(fyne.KeyF2, fyne.KeyEscape)
	if supervisor.exported != "" || r.app.sessions.counter.page != page {
		t.Error("Esc exports, or leaves the page")
	}
	supervisor.err = siak.E("export", siak.KindOutputExists, nil)
	r.press(fyne.KeyF2, fyne.KeyReturn)
	if !r.tells("audit.exists") || len(r.fields()) != 1 {
		t.Error("that the file is there is not told")
	}
	supervisor.err = nil
	r.fields()[0].SetText("/tmp/lain.jsonl")
	r.press(fyne.KeyReturn)
	if supervisor.exported != "/tmp/lain.jsonl" || !r.tells("audit.written", "/tmp/lain.jsonl") || len(r.fields()) != 0 {
		t.Errorf("exported to %q", supervisor.exported)
	}
	r.press(fyne.KeyEscape)
	if r.app.sessions.counter.page != nil {
		t.Error("Esc does not lead back")
	}
}

func TestWipeAsksTwice(t *testing.T) {
	r := supervisorRig(t, plain)
	supervisor := r.backend.session.supervisor
	r.choose("menu.wipe")
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyReturn)
	r.fill("hapus")
	if supervisor.wiped {
		t.Fatal("wiped without the word")
	}
	r.press(fyne.KeyEscape)
	if r.app.sessions.counter.page != nil {
		t.Fatal("Esc does not lead back")
	}
	r.choose("menu.wipe")
	r.press(fyne.KeyReturn)
	r.backend.officers = nil
	r.fill("HAPUS")
	e, ended := r.app.env.Screen().(*wipeProgress)
	if !supervisor.wiped || !ended || !e.over || r.app.sessions.session != nil {
		t.Fatal("not wiped")
	}
	r.press(fyne.KeyReturn)
	if d, ok := r.app.env.Screen().(*signInPage); !ok || !d.first() {
		t.Error("no first start after the wipe")
	}
}

func TestARefusedWipeSaysThatNothingIsGone(t *testing.T) {
	r := supervisorRig(t, plain)
	r.backend.session.supervisor.err = siak.E("wipe", siak.KindUnsentWork, nil)
	r.choose("menu.wipe")
	r.press(fyne.KeyReturn)
	r.fill("HAPUS")
	if e := r.app.env.Screen().(*wipeProgress); e.failed != siak.KindUnsentWork {
		t.Errorf("told as %q", e.failed)
	}
	r.press(fyne.KeyReturn)
	if d, ok := r.app.env.Screen().(*signInPage); !ok || d.first() {
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
		if e, ended := r.app.env.Screen().(*wipeProgress); !session.obeyed || !ended || !e.ordered || r.app.sessions.locked {
			t.Errorf("locked %v: the order was not carried out", locked)
		}
	}
}

func TestAWipeThatWasCutOffIsFinished(t *testing.T) {
	r := newRig(t, plain)
	r.backend.wiped = true
	r.app.sessions.welcome()
	if e, ok := r.app.env.Screen().(*wipeProgress); !ok || !e.over || e.left.Activations != 2 {
		t.Fatal("the wipe was not finished")
	}
	r.press(fyne.KeyReturn)
	if d, ok := r.app.env.Screen().(*signInPage); !ok || !d.first() {
		t.Error("no first start")
	}
}

// A page gives way to what is pressed with the mouse at the edge of the screen.
func TestListAndTrainingPanelOpenFromAPage(t *testing.T) {
	r := supervisorRig(t, plain)
	r.backend.session.train = &fakeTraining{}
	r.choose("menu.staff")
	r.app.sessions.counter.toggleList()
	if r.app.sessions.counter.page != nil || r.app.sessions.counter.list == nil {
		t.Error("the list is behind the page")
	}
	r.choose("menu.audit")
	r.app.sessions.counter.toggleTraining()
	if r.app.sessions.counter.page != nil || r.app.sessions.counter.training == nil {
		t.Error("the training panel is behind the page")
	}
}

// The registry's order may come while a secret is being checked.
func TestAnOrderThatComesBeforeTheLockOpens(t *testing.T) {
	for _, wrong := range []error{nil, siak.E("unlock", siak.KindWrongPassphrase, nil)} {
		r := newRig(t, plain).work(baseState())
		session := r.backend.session
		session.wrong = wrong
		r.press(fyne.KeyF9)
		r.app.thread.Spawn = func(job func()) {
			r.app.thread.Spawn = func(job func()) { job() }
			session.tell(Condition{Ordered: true})
			job()
		}
		r.typeIn("frasa sandi")
		r.press(fyne.KeyReturn)
		if _, ended := r.app.env.Screen().(*wipeProgress); !ended || r.app.sessions.session != nil {
			t.Errorf("%v: the wipe is not on the screen", wrong)
		}
	}
}
