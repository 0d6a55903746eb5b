package app

import (
	"context"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/siak"
)

// enrolling is a backend whose laptop is no station yet.
type enrolling struct {
	*fakeBackend
	address string
	asked   []Enrolment
	with    []string
	refuse  siak.Kind
}

func (e *enrolling) Address() string { return e.address }

func (e *enrolling) Enrol(_ context.Context, _ string, pass []byte, what Enrolment, progress func(Step)) (Session, error) {
	e.asked, e.with = append(e.asked, what), append(e.with, string(pass))
	progress(StepEnrol)
	if e.refuse != "" {
		return nil, siak.E("enrol", e.refuse, nil)
	}
	return e.session, nil
}

// unenrolled is a rig that comes to the form for the enrolment.
func unenrolled(t *testing.T, s setting, address string) (*rig, *enrolling) {
	t.Helper()
	r := newRig(t, s)
	e := &enrolling{fakeBackend: r.backend, address: address}
	r.app.sessions.backend = e
	r.backend.officers, r.backend.err = []string{"Ratna Dewi"}, siak.E("open", siak.KindNotEnrolled, nil)
	r.app.sessions.welcome()
	r.typeIn("kucing makan ikan")
	r.press(fyne.KeyReturn)
	return r, e
}

// TestEnrolByKeyboardAlone: from the sign-in to the counter.
func TestEnrolByKeyboardAlone(t *testing.T) {
	r, e := unenrolled(t, plain, "")
	form, ok := r.app.env.Screen().(*enrolPage)
	if !ok {
		t.Fatalf("the screen is %T", r.app.env.Screen())
	}
	r.typeIn(" pusat.invalid:8443 ")
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyDown, fyne.KeyReturn) // the code is forgotten
	if !form.needCode || len(e.asked) != 0 || r.app.env.Canvas().Focused() != form.code {
		t.Error("the missing code is not told in its place")
	}
	r.typeIn("abcd-efgh")
	r.press(fyne.KeyReturn)
	r.typeIn("Loket 3")
	r.press(fyne.KeyReturn)
	want := Enrolment{"pusat.invalid:8443", "abcd-efgh", "Loket 3"}
	if len(e.asked) != 1 || e.asked[0] != want || e.with[0] != "kucing makan ikan" {
		t.Errorf("asked %+v", e.asked)
	}
	if r.app.sessions.counter == nil || r.app.env.Screen() != r.app.sessions.counter {
		t.Error("the counter is not open")
	}
	if slices.ContainsFunc(form.passphrase, func(b byte) bool { return b != 0 }) {
		t.Error("the passphrase is still in memory")
	}
}

// TestEnrolIsRefused: each reason is told beside the field that it speaks of,
// what was typed stays, and trying again works.
func TestEnrolIsRefused(t *testing.T) {
	for kind, address := range map[siak.Kind]bool{
		siak.KindCodeMistyped: false, siak.KindCodeWrong: false, siak.KindCodeExpired: false, siak.KindCodeUsed: false,
		siak.KindOtherRegistry: true, siak.KindOffline: true, siak.KindBadReply: true, siak.KindUnavailable: true,
	} {
		r, e := unenrolled(t, plain, "pusat.invalid:8443")
		form := r.app.env.Screen().(*enrolPage)
		if r.app.env.Canvas().Focused() != form.code {
			t.Error("a known address is asked for")
		}
		e.refuse = kind
		r.typeIn("ABCD")
		r.press(fyne.KeyReturn, fyne.KeyReturn)
		at := fyne.Focusable(form.code)
		if address {
			at = form.address
		}
		if form.failed != kind || r.app.env.Canvas().Focused() != at || form.code.Text != "ABCD" {
			t.Errorf("%s is not told in its place", kind)
		}
		e.refuse = ""
		r.press(fyne.KeyReturn, fyne.KeyReturn)
		if address {
			r.press(fyne.KeyReturn)
		}
		if r.app.sessions.counter == nil {
			t.Errorf("after %s nothing works", kind)
		}
	}
}

// TestEnrolmentIsLeft: Esc leads back to the sign-in page and forgets the secret.
func TestEnrolmentIsLeft(t *testing.T) {
	r, _ := unenrolled(t, plain, "")
	form := r.app.env.Screen().(*enrolPage)
	r.press(fyne.KeyEscape)
	if _, ok := r.app.env.Screen().(*signInPage); !ok || form.passphrase[0] != 0 {
		t.Errorf("the screen is %T", r.app.env.Screen())
	}
}

// reenrolling is a supervisor's session whose certificate has ended.
type reenrolling struct {
	*fakeSession
	codes  []string
	refuse siak.Kind
}

func (s *reenrolling) EnrolAgain(_ context.Context, code string) error {
	s.codes = append(s.codes, code)
	if s.refuse != "" {
		return siak.E("enrol", s.refuse, nil)
	}
	return nil
}

func ended(t *testing.T, s setting) (*rig, *reenrolling) {
	t.Helper()
	r := supervisorRig(t, s)
	again := &reenrolling{fakeSession: r.backend.session}
	r.app.sessions.session = again
	state := baseState()
	state.Status.Link, state.Status.LinkKind = desk.LinkTrouble, siak.KindStationExpired
	r.desk.tell(state)
	return r, again
}

// TestEnrolAgain: the supervisor is led from the line at the foot to the field.
func TestEnrolAgain(t *testing.T) {
	r, again := ended(t, plain)
	r.app.sessions.menus.openNetwork()
	r.press(fyne.KeyReturn)
	page, ok := r.app.sessions.counter.page.(*pages.RenewalPage)
	if !ok {
		t.Fatalf("the page is %T", r.app.sessions.counter.page)
	}
	r.press(fyne.KeyReturn)
	if !r.tells("enrol.need.code") || len(again.codes) != 0 {
		t.Error("the missing code is not told")
	}
	again.refuse = siak.KindCodeExpired
	r.typeIn("ABCD")
	r.press(fyne.KeyReturn)
	if !r.saysKind(siak.KindCodeExpired) || r.app.sessions.counter.page != ui.Screen(page) {
		t.Error("the refusal is not told")
	}
	again.refuse = ""
	r.press(fyne.KeyReturn)
	if r.app.sessions.counter.page != nil || len(again.codes) != 2 || again.codes[1] != "ABCD" {
		t.Errorf("codes %q", again.codes)
	}
	r.backend.session.supervisor = nil
	if r.app.sessions.menus.codeItem() != nil {
		t.Error("an officer is asked for a code")
	}
}

// TestClockIsTold: by how much, in which direction, and how well that is known.
func TestClockIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		off   time.Duration
		clock fakeClock
		want  []string
	}{
		"slow":       {2 * time.Hour, fakeClock{}, []string{"clock.slow"}},
		"fast":       {-2 * time.Hour, fakeClock{}, []string{"clock.fast"}},
		"remembered": {2 * time.Hour, fakeClock{remembered: true}, []string{"clock.slow", "clock.remembered"}},
		"fell back":  {2 * time.Hour, fakeClock{atLeast: true}, []string{"clock.fell"}},
	} {
		r := supervisorRig(t, plain)
		c.clock.Session = r.backend.session
		r.app.sessions.session = c.clock
		state := baseState()
		state.Status.ClockOffset, state.Status.ClockOffsetMatters = c.off, true
		r.desk.tell(state)
		r.app.sessions.menus.openClock()
		for i, key := range c.want {
			want := r.app.env.Words.Text(key, r.app.env.Words.Duration(c.off))
			if got := r.app.env.Panel().Facts; len(got) != len(c.want) || got[i] != want {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
}

type fakeClock struct {
	Session
	remembered, atLeast bool
}

func (c fakeClock) ClockRemembered() bool { return c.remembered }
func (c fakeClock) ClockAtLeast() bool    { return c.atLeast }
