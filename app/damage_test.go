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

// mendScene is a supervisor in the room from which the ledger is restored.
func mendScene(plan RestorePlan, keys ...fyne.KeyName) func(*testing.T, setting) *rig {
	return func(t *testing.T, s setting) *rig {
		r := bossRig(t, s)
		r.backend.session.boss.restores = plan
		r.backend.session.tell(damagedCondition)
		r.choose("menu.mend")
		r.press(keys...)
		return r
	}
}

func TestADamagedLedgerIsToldForAsLongAsItIsRead(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	if r.app.counter.striped() {
		t.Fatal("a strip without a reason")
	}
	r.backend.session.tell(damagedCondition)
	for _, state := range []desk.State{judgedState(siak.Eligible), savedState(siak.Queued), baseState()} {
		r.desk.tell(state)
		if !r.app.counter.striped() || r.app.counter.strip.box.Size().Height != stripHeight {
			t.Error("the banner has gone")
		}
	}
	r.press(fyne.KeyF9)
	r.typeIn("frasa sandi")
	r.press(fyne.KeyReturn)
	if r.app.locked || !r.app.counter.striped() {
		t.Error("the banner does not come back from behind the lock")
	}
	if facts := r.app.storeFacts(); !slices.Contains(facts, r.app.words.Text("damage.kept", 211, 4)) ||
		!slices.Contains(facts, r.app.words.Text("damage.call")) {
		t.Errorf("told %q", facts)
	}
}

func TestTheSupervisorRestoresWhatWasSaved(t *testing.T) {
	r := mendScene(RestorePlan{Officers: 6, Activations: 211, Waiting: 4, Missing: -1, Unsent: -1})(t, plain)
	boss := r.backend.session.boss
	saved := boss.RestorePath()
	r.press(fyne.KeyReturn)
	if want := []string{"plan " + saved}; !slices.Equal(boss.did, want) {
		t.Fatalf("did %q", boss.did)
	}
	r.press(fyne.KeyEscape)
	r.app.counter.room.(*mendRoom).path.SetText("/media/usb/cadangan.db")
	r.press(fyne.KeyReturn, fyne.KeyReturn)
	if want := []string{"plan " + saved, "plan /media/usb/cadangan.db", "restore /media/usb/cadangan.db"}; !slices.Equal(boss.did, want) {
		t.Fatalf("did %q", boss.did)
	}
	if m, on := r.app.screen.(*mending); !on || !m.over || m.failed != "" || r.app.session != nil {
		t.Fatal("it is not told that the file is restored")
	}
	r.press(fyne.KeyReturn)
	if d, ok := r.app.screen.(*door); !ok || d.first() {
		t.Error("no sign-in after the restore")
	}
}

func TestACopyThatIsNoneIsToldAndNothingIsDone(t *testing.T) {
	r := mendScene(RestorePlan{})(t, plain)
	boss := r.backend.session.boss
	boss.err = siak.E("plan", siak.KindDamaged, nil)
	r.press(fyne.KeyReturn)
	room := r.app.counter.room.(*mendRoom)
	if room.plan != nil || room.failed != siak.KindDamaged || r.app.session == nil {
		t.Error("a file that is no copy is taken for one")
	}
	boss.err, boss.late = nil, siak.E("restore", siak.KindDiskFull, nil)
	r.press(fyne.KeyReturn, fyne.KeyReturn)
	if m, on := r.app.screen.(*mending); !on || m.failed != siak.KindDiskFull {
		t.Error("a restore that failed is not told")
	}
}

func TestWipeIsNotOfferedWhereNothingCanBeWritten(t *testing.T) {
	r := mendScene(RestorePlan{})(t, plain)
	for _, it := range r.app.menuPanel().items {
		if it.text == r.app.words.Text("menu.wipe") {
			t.Error("a wipe is offered")
		}
	}
}
