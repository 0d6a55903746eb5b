package app

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/scanner/wedge"
	"ikd/station/siak"
)

// onPage is a supervisor on a page of the menu.
func onPage(key string, then ...fyne.KeyName) func(*testing.T, setting) *rig {
	return func(t *testing.T, s setting) *rig {
		r := supervisorRig(t, s)
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
	r.app.sessions.welcome()
	return r
}

func failedAudit(t *testing.T, s setting) *rig {
	r := supervisorRig(t, s)
	r.backend.session.supervisor.report = AuditReport{Rows: 8, Bad: 9, Problem: "older-file"}
	r.choose("menu.audit")
	r.press(fyne.KeyReturn)
	return r
}

func storeScene(c Condition) func(*testing.T, setting) *rig {
	return func(t *testing.T, s setting) *rig {
		r := newRig(t, s).work(baseState())
		r.backend.session.tell(c)
		r.app.sessions.menus.openStore()
		return r
	}
}

// refusedOfficer is a new officer whose account is not made.
func refusedOfficer(kind siak.Kind, secrets ...string) func(*testing.T, setting) *rig {
	return func(t *testing.T, s setting) *rig {
		r := onPage("menu.staff", fyne.KeyF2)(t, s)
		r.backend.session.supervisor.err = siak.E("add", kind, nil)
		r.typeIn("Tono")
		r.press(fyne.KeyReturn, fyne.KeyReturn, fyne.KeyReturn)
		r.fill(secrets...)
		return r
	}
}

// scannerScene is the page of the scanner behind a card that was scanned with Caps Lock
// on, slowly, and without a terminator.
func scannerScene(t *testing.T, s setting) *rig {
	r := newRig(t, s).work(baseState())
	r.backend.caps = true
	r.app.sessions.counter.openScanner()
	r.types(strings.ToLower("]q1"+wedge.SetupText), slow).pass(time.Second)
	return r
}

// pageScenes are those of the golden pictures.
func pageScenes() []scene {
	return []scene{
		{"lock", lockScene},
		{"staff", onPage("menu.staff", fyne.KeyDown)},
		{"audit", onPage("menu.audit", fyne.KeyReturn)},
		{"wipe", onPage("menu.wipe")},
		{"search", asked(desk.Found{People: somePeople()}, "")},
		{"area", areaScene},
		{"connection", connectionScene},
		{"proxy", proxyScene},
		{"scanner", scannerScene},
		{"recovery", recoveryScene},
		{"recover", recoverScene},
	}
}

// morePageScenes are looked at only for what does not fit.
func morePageScenes() []scene {
	return []scene{
		{"damaged", troubled},
		{"other TPM", otherTPMScene},
		{"protected", storeScene(Condition{Protection: Protection{By: siak.ProtectedByPassphrase, Unbound: 2, Binds: true}})},
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
			r.app.sessions.welcome()
			return r
		}},
		{"many officers", func(t *testing.T, s setting) *rig {
			r := newRig(t, s)
			r.backend.training = true
			r.backend.accounts = append(someAccounts(), someAccounts()...)
			r.app.sessions.welcome()
			r.app.env.Screen().(*signInPage).refused(siak.KindWrongPassphrase)
			return r
		}},
		{"another at the lock", func(t *testing.T, s setting) *rig {
			r := lockScene(t, s)
			r.press(fyne.KeyDown)
			return r
		}},
		{"menu of a supervisor", func(t *testing.T, s setting) *rig {
			r := supervisorRig(t, s)
			r.press(fyne.KeyF10)
			return r
		}},
		{"add", onPage("menu.staff", fyne.KeyF2)},
		{"add, no secret", func(t *testing.T, s setting) *rig {
			r := onPage("menu.staff", fyne.KeyF2)(t, s)
			r.fill("Tono")
			r.submit() // no secret
			return r
		}},
		{"add, taken", refusedOfficer(siak.KindAccountExists, "kuda empat", "kuda empat")},
		{"add, weak", refusedOfficer(siak.KindWeakPassphrase, "kuda empat", "kuda empat")},
		{"add, differs", refusedOfficer("", "kuda empat", "kuda lima")},
		{"add, no keyring", refusedOfficer(siak.KindNoKeyring, "kuda empat", "kuda empat")},
		{"officer", onPage("menu.staff", fyne.KeyReturn)},
		{"disable", onPage("menu.staff", fyne.KeyDown, fyne.KeyReturn, fyne.KeyDown, fyne.KeyReturn)},
		{"enrolment", func(t *testing.T, s setting) *rig {
			r, _ := unenrolled(t, s, "")
			return r
		}},
		{"enrolment, refused", func(t *testing.T, s setting) *rig {
			r, _ := unenrolled(t, s, "pusat.invalid:8443")
			r.app.env.Screen().(*enrolPage).refused(siak.KindCodeUsed)
			return r
		}},
		{"enrolment, another certificate", func(t *testing.T, s setting) *rig {
			r, e := unenrolled(t, s, "pusat.invalid:8443")
			r.app.sessions.backend = &connector{enrolling: e, way: &connecting{}}
			r.app.env.Screen().(*enrolPage).refused(siak.KindCertificateUnknown)
			return r
		}},
		{"certificate ended", func(t *testing.T, s setting) *rig {
			r, _ := ended(t, s)
			r.app.sessions.menus.openNetwork()
			return r
		}},
		{"enrol again", func(t *testing.T, s setting) *rig {
			r, again := ended(t, s)
			r.app.sessions.menus.openNetwork()
			r.press(fyne.KeyReturn)
			again.refuse = siak.KindCodeExpired
			r.fill("ABCD")
			return r
		}},
		{"own secret", onPage("menu.secret", fyne.KeyReturn)},
		{"scanner, nothing yet", func(t *testing.T, s setting) *rig {
			r := newRig(t, s).work(baseState())
			r.app.sessions.counter.openScanner()
			return r
		}},
		{"scan told", func(t *testing.T, s setting) *rig {
			r := newRig(t, s).work(judgedState(siak.Eligible))
			r.app.sessions.scans.tell("scan.enter")
			return r
		}},
		{"scan and Caps Lock at the lock", func(t *testing.T, s setting) *rig {
			r := lockScene(t, s)
			r.backend.caps = true
			r.types(aCode, fast).key(fyne.KeyReturn, 0)
			r.later(time.Second)
			return r
		}},
		{"own PIN", onPage("menu.secret", fyne.KeyDown, fyne.KeyRight)},
		{"bad audit", failedAudit},
		{"audit export", onPage("menu.audit", fyne.KeyF2)},
		{"wipe, sure", onPage("menu.wipe", fyne.KeyReturn, fyne.KeyReturn)},
		{"wiped", func(t *testing.T, s setting) *rig {
			r := newRig(t, s)
			r.backend.wiped = true
			r.app.sessions.welcome()
			return r
		}},
		{"wipe refused", func(t *testing.T, s setting) *rig {
			r := newRig(t, s)
			e := &wipeProgress{sessions: r.app.sessions, ordered: true}
			r.app.env.Open(e)
			e.done(Wiped{}, siak.E("wipe", siak.KindUnsentWork, nil))
			return r
		}},
		{"everything ails the store", storeScene(Condition{RotatingKey: true, Done: 1200, Of: 5004, Rebuilding: true, Reserve: true, Older: true, Differing: "327606", Refetching: true})},
		{"damaged, an officer", damagedScene},
		{"damaged, what to do", func(t *testing.T, s setting) *rig {
			r := damagedScene(t, s)
			r.app.sessions.menus.openStore()
			return r
		}},
		{"mend", restoreScene(RestorePlan{})},
		{"mend, told", restoreScene(RestorePlan{Officers: 6, Activations: 211, Waiting: 4, Sound: true}, fyne.KeyReturn)},
		{"mend, much lost", restoreScene(RestorePlan{Officers: 6, Activations: 211, Waiting: 4, Missing: -1, Unsent: -1}, fyne.KeyReturn)},
		{"mended", restoreScene(RestorePlan{Sound: true}, fyne.KeyReturn, fyne.KeyReturn)},
		{"drifted", storeScene(Condition{Differing: "327606", Refetching: true})},
		{"turning", storeScene(Condition{RotatingKey: true, Done: 1200, Of: 5004})},
		{"rebuilding", storeScene(Condition{Rebuilding: true})},
	}
}
