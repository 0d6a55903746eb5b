package app

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/siak"
)

// inRoom is a supervisor in a room of the menu.
func inRoom(key string, then ...fyne.KeyName) func(*testing.T, setting) *rig {
	return func(t *testing.T, s setting) *rig {
		r := bossRig(t, s)
		r.choose(key)
		r.press(then...)
		return r
	}
}

func lockScene(t *testing.T, s setting) *rig {
	r := newRig(t, s)
	r.backend.officers = []string{"Agus Setiawan", "Ratna Dewi", "Siti Rahma"}
	r.work(judgedState(siak.Eligible))
	r.backend.officers = []string{"Agus Setiawan", "Ratna Dewi", "Siti Rahma"}
	r.press(fyne.KeyF9)
	return r
}

func waitScene(t *testing.T, s setting) *rig {
	r := newRig(t, s)
	r.backend.accounts = []Account{{Name: "Siti Rahma", Lockout: Lockout{Left: 9, Until: noon.Add(14 * time.Second)}}}
	r.app.welcome()
	return r
}

func failedAudit(t *testing.T, s setting) *rig {
	r := bossRig(t, s)
	r.backend.session.boss.report = AuditReport{Rows: 8, Bad: 9, Problem: "older-file"}
	r.choose("menu.audit")
	r.press(fyne.KeyReturn)
	return r
}

func storeScene(c Condition) func(*testing.T, setting) *rig {
	return func(t *testing.T, s setting) *rig {
		r := newRig(t, s).work(baseState())
		r.backend.session.tell(c)
		r.app.openStore()
		return r
	}
}

// roomScenes are those of the golden pictures.
func roomScenes() []scene {
	return []scene{
		{"lock", lockScene},
		{"staff", inRoom("menu.staff", fyne.KeyDown)},
		{"audit", inRoom("menu.audit", fyne.KeyReturn)},
		{"wipe", inRoom("menu.wipe")},
		{"search", asked(desk.Found{People: somePeople()}, "")},
		{"area", areaScene},
	}
}

// moreRoomScenes are looked at only for what does not fit.
func moreRoomScenes() []scene {
	return []scene{
		{"damaged", troubled},
		{"area ask", areaAskScene},
		{"sync left", at(syncState(false))},
		{"sync held", at(syncState(true))},
		{"rescued", func(t *testing.T, s setting) *rig {
			r := troubled(t, s)
			r.press(fyne.KeyF2)
			return r
		}},
		{"locked out", waitScene},
		{"locked out in full", func(t *testing.T, s setting) *rig {
			r := newRig(t, s)
			r.backend.accounts = []Account{{Name: "Dewi Lestari", Lockout: Lockout{Full: true}}}
			r.app.welcome()
			return r
		}},
		{"many officers", func(t *testing.T, s setting) *rig {
			r := newRig(t, s)
			r.backend.training = true
			r.backend.accounts = append(someAccounts(), someAccounts()...)
			r.app.welcome()
			r.app.screen.(*door).refused(siak.KindWrongPassphrase)
			return r
		}},
		{"another at the lock", func(t *testing.T, s setting) *rig {
			r := lockScene(t, s)
			r.press(fyne.KeyDown)
			return r
		}},
		{"menu of a supervisor", func(t *testing.T, s setting) *rig {
			r := bossRig(t, s)
			r.press(fyne.KeyF10)
			return r
		}},
		{"add", inRoom("menu.staff", fyne.KeyF2)},
		{"add, all wrong", func(t *testing.T, s setting) *rig {
			r := inRoom("menu.staff", fyne.KeyF2)(t, s)
			room := r.app.counter.room.(*secretRoom)
			room.wrong = wrong{name: "staff.taken", pass: "weak.pass", again: "secret.differs"}
			room.failed = siak.KindNoKeyring
			r.app.rebuild()
			return r
		}},
		{"officer", inRoom("menu.staff", fyne.KeyReturn)},
		{"disable", inRoom("menu.staff", fyne.KeyDown, fyne.KeyReturn, fyne.KeyDown, fyne.KeyReturn)},
		{"enrolment", func(t *testing.T, s setting) *rig {
			r, _ := unenrolled(t, s, "")
			return r
		}},
		{"enrolment, refused", func(t *testing.T, s setting) *rig {
			r, _ := unenrolled(t, s, "pusat.invalid:8443")
			r.app.screen.(*enrolment).refused(siak.KindCodeUsed)
			return r
		}},
		{"enrolment, another registry", func(t *testing.T, s setting) *rig {
			r, _ := unenrolled(t, s, "pusat.invalid:8443")
			r.app.screen.(*enrolment).refused(siak.KindOtherRegistry)
			return r
		}},
		{"certificate ended", func(t *testing.T, s setting) *rig {
			r, _ := ended(t, s)
			r.app.openNetwork()
			return r
		}},
		{"enrol again", func(t *testing.T, s setting) *rig {
			r, _ := ended(t, s)
			r.app.openNetwork()
			r.press(fyne.KeyReturn)
			r.app.counter.room.(*codeRoom).sent(siak.KindCodeExpired)
			return r
		}},
		{"own secret", inRoom("menu.secret", fyne.KeyReturn)},
		{"own PIN", inRoom("menu.secret", fyne.KeyDown, fyne.KeyRight)},
		{"bad audit", failedAudit},
		{"audit export", inRoom("menu.audit", fyne.KeyF2)},
		{"wipe, sure", inRoom("menu.wipe", fyne.KeyReturn, fyne.KeyReturn)},
		{"wiped", func(t *testing.T, s setting) *rig {
			r := newRig(t, s)
			r.backend.wiped = true
			r.app.welcome()
			return r
		}},
		{"wipe refused", func(t *testing.T, s setting) *rig {
			r := newRig(t, s)
			e := &ending{a: r.app, ordered: true}
			r.app.open(e)
			e.done(Wiped{}, siak.E("wipe", siak.KindUnsentWork, nil))
			return r
		}},
		{"everything ails the store", storeScene(Condition{Turning: true, Done: 1200, Of: 5004, Rebuilding: true, Reserve: true, Older: true, Drifted: "327606", Mending: true})},
		{"damaged, an officer", damagedScene},
		{"damaged, what to do", func(t *testing.T, s setting) *rig {
			r := damagedScene(t, s)
			r.app.openStore()
			return r
		}},
		{"mend", mendScene(RestorePlan{})},
		{"mend, told", mendScene(RestorePlan{Officers: 6, Activations: 211, Waiting: 4, Sound: true}, fyne.KeyReturn)},
		{"mend, much lost", mendScene(RestorePlan{Officers: 6, Activations: 211, Waiting: 4, Missing: -1, Unsent: -1}, fyne.KeyReturn)},
		{"mended", mendScene(RestorePlan{Sound: true}, fyne.KeyReturn, fyne.KeyReturn)},
		{"drifted", storeScene(Condition{Drifted: "327606", Mending: true})},
		{"turning", storeScene(Condition{Turning: true, Done: 1200, Of: 5004})},
		{"rebuilding", storeScene(Condition{Rebuilding: true})},
	}
}
