package app

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/siak"
)

// damagedCondition is a ledger that can only be read.
var damagedCondition = Condition{Reading: true, Saved: 211, Waiting: 4, Lost: 3}

func damagedScene(t *testing.T, s setting) *rig {
	r := newRig(t, s).work(judgedState(siak.Eligible))
	r.backend.session.tell(damagedCondition)
	return r
}

// mendScene is a supervisor on the page from which the ledger is restored.
func restoreScene(plan RestorePlan, keys ...fyne.KeyName) func(*testing.T, setting) *rig {
	return func(t *testing.T, s setting) *rig {
		r := supervisorRig(t, s)
		r.backend.session.supervisor.restores = plan
		r.backend.session.tell(damagedCondition)
		r.choose("menu.mend")
		r.press(keys...)
		return r
	}
}

func TestADamagedLedgerIsToldForAsLongAsItIsRead(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	if r.app.sessions.counter.strip.needed() {
		t.Fatal("a strip without a reason")
	}
	r.backend.session.tell(damagedCondition)
	for _, state := range []desk.State{judgedState(siak.Eligible), savedState(siak.Queued), baseState()} {
		r.desk.tell(state)
		if !r.app.sessions.counter.strip.needed() || r.app.sessions.counter.strip.box.Size().Height != r.app.env.Strip {
			t.Error("the banner has gone")
		}
	}
	r.press(fyne.KeyF9)
	r.typeIn("frasa sandi")
	r.press(fyne.KeyReturn)
	if r.app.sessions.locked || !r.app.sessions.counter.strip.needed() {
		t.Error("the banner does not come back from behind the lock")
	}
	if facts := r.app.sessions.menus.storeFacts(); !slices.Contains(facts, r.app.env.Words.Text("damage.kept", 211, 4)) ||
		!slices.Contains(facts, r.app.env.Words.Text("damage.call")) {
		t.Errorf("told %q", facts)
	}
}

func TestTheSupervisorRestoresWhatWasSaved(t *testing.T) {
	r := restoreScene(RestorePlan{Officers: 6, Activations: 211, Waiting: 4, Missing: -1, Unsent: -1})(t, plain)
	supervisor := r.backend.session.supervisor
	saved := supervisor.RestorePath()
	r.press(fyne.KeyReturn)
	if want := []string{"plan " + saved}; !slices.Equal(supervisor.did, want) {
		t.Fatalf("did %q", supervisor.did)
	}
	r.press(fyne.KeyEscape)
	r.fields()[0].SetText("/media/usb/cadangan.db")
	r.press(fyne.KeyReturn, fyne.KeyReturn)
	if want := []string{"plan " + saved, "plan /media/usb/cadangan.db", "restore /media/usb/cadangan.db"}; !slices.Equal(supervisor.did, want) {
		t.Fatalf("did %q", supervisor.did)
	}
	if m, on := r.app.env.Screen().(*restoreProgress); !on || !m.over || m.failed != "" || r.app.sessions.session != nil {
		t.Fatal("it is not told that the file is restored")
	}
	r.press(fyne.KeyReturn)
	if d, ok := r.app.env.Screen().(*signInPage); !ok || d.first() {
		t.Error("no sign-in after the restore")
	}
}

func TestACopyThatIsNoneIsToldAndNothingIsDone(t *testing.T) {
	r := restoreScene(RestorePlan{})(t, plain)
	supervisor := r.backend.session.supervisor
	supervisor.err = siak.E("plan", siak.KindDamaged, nil)
	r.press(fyne.KeyReturn)
	if !r.tells("mend.none") || r.tells("mend.has") || r.app.sessions.session == nil {
		t.Error("a file that is no copy is taken for one")
	}
	supervisor.err, supervisor.late = nil, siak.E("restore", siak.KindDiskFull, nil)
	r.press(fyne.KeyReturn, fyne.KeyReturn)
	if m, on := r.app.env.Screen().(*restoreProgress); !on || m.failed != siak.KindDiskFull {
		t.Error("a restore that failed is not told")
	}
}

func TestWipeIsNotOfferedWhereNothingCanBeWritten(t *testing.T) {
	r := restoreScene(RestorePlan{})(t, plain)
	for _, it := range r.app.sessions.menus.menuPanel().Items {
		if it.Text == r.app.env.Words.Text("menu.wipe") {
			t.Error("a wipe is offered")
		}
	}
}
