package app

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// connecting is a session with a way to the registry that is as a test has it.
type connecting struct {
	*fakeSession
	fails   siak.ConnectionStep // "": none
	kind    siak.Kind
	offset  time.Duration
	stalls  chan struct{} // the test of the connection waits for it; nil: it does not
	stopped bool          // it was broken off
	is      Proxy
	set     []Proxy
	refuse  siak.Kind
}

func (c *connecting) TestConnection(ctx context.Context, tell func(siak.ConnectionCheck)) error {
	found := map[siak.ConnectionStep]string{siak.StepName: "10.17.0.8", siak.StepProxy: "http://proxy.dinas.example:3128", siak.StepTLS: "TLS 1.3"}
	var err error
	for i, s := range siak.ConnectionSteps() {
		switch {
		case err != nil:
			tell(siak.ConnectionCheck{Step: s, State: siak.CheckNotReached})
		case s == c.fails:
			fault := siak.ConnectionFault{Step: s, Host: "proxy.dinas.example:3128", Class: "HTTP 407, basic", At: noon}
			tell(siak.ConnectionCheck{Step: s, State: siak.CheckFailed, Kind: c.kind, Fault: fault, Took: 12 * time.Millisecond})
			err = siak.E("test", c.kind, nil)
		case s == siak.StepClock && c.offset != 0:
			tell(siak.ConnectionCheck{Step: s, State: siak.CheckLookTwice, Kind: siak.KindClockWrong, Offset: c.offset})
		default:
			tell(siak.ConnectionCheck{Step: s, State: siak.CheckRunning})
			if c.stalls != nil {
				<-c.stalls
				c.stopped = ctx.Err() != nil
				return ctx.Err()
			}
			tell(siak.ConnectionCheck{Step: s, State: siak.CheckGood, Found: found[s], Took: time.Duration(i+1) * 9 * time.Millisecond})
		}
	}
	return err
}

func (c *connecting) Proxy(context.Context) Proxy { return c.is }

func (c *connecting) UseProxy(_ context.Context, p Proxy) error {
	if c.refuse != "" {
		return siak.E("set", c.refuse, nil)
	}
	c.set = append(c.set, p)
	return nil
}

func connectionRig(t *testing.T, s setting, change func(*connecting)) (*rig, *connecting) {
	t.Helper()
	r := newRig(t, s).work(baseState())
	c := &connecting{fakeSession: r.backend.session}
	change(c)
	r.app.sessions.session = c
	r.choose("menu.connection")
	return r, c
}

func asked407(c *connecting) { c.fails, c.kind = siak.StepProxy, siak.KindProxyPassword }

// connectionScene is a test that a proxy's question for a password ended.
func connectionScene(t *testing.T, s setting) *rig {
	r, _ := connectionRig(t, s, asked407)
	r.press(fyne.KeyF3)
	return r
}

func proxyScene(t *testing.T, s setting) *rig {
	r, _ := connectionRig(t, s, func(c *connecting) {
		asked407(c)
		c.is = Proxy{Mode: ProxyOwn, Address: "http://proxy.dinas.example:3128", User: "loket1"}
	})
	r.press(fyne.KeyF2)
	return r
}

// TestConnectionIsTested: what each step found, what to do about the one that failed,
// the details one key away, and a way back.
func TestConnectionIsTested(t *testing.T) {
	r, _ := connectionRig(t, plain, func(*connecting) {})
	if !r.tells("test.all.good") || r.tells("test.not.reached") {
		t.Error("a way on which all is well is not told")
	}
	r, _ = connectionRig(t, plain, func(c *connecting) { c.offset = time.Hour })
	if !r.saysKind(siak.KindClockWrong) {
		t.Error("the clock is not told")
	}
	r, c := connectionRig(t, plain, asked407)
	if !r.saysKind(siak.KindProxyPassword) || !r.tells("test.not.reached") {
		t.Errorf("the fault is not told: %q", r.texts())
	}
	details := r.app.env.Details(siak.KindProxyPassword, siak.ConnectionFault{Step: siak.StepProxy, Host: "proxy.dinas.example:3128", Class: "HTTP 407, basic", At: noon}, r.app.sessions.counter)
	if r.says(details) {
		t.Error("the details are there before they are asked for")
	}
	if r.press(fyne.KeyF3); !r.says(details) {
		t.Errorf("%q is not shown", details)
	}
	c.fails = ""
	if r.press(fyne.KeyReturn); !r.tells("test.all.good") {
		t.Error("it is not tried again")
	}
	if r.press(fyne.KeyEscape); r.app.sessions.counter.page != nil {
		t.Error("Esc does not leave")
	}
}

// TestProxyIsChosen in the window, by keys alone.
func TestProxyIsChosen(t *testing.T) {
	r, c := connectionRig(t, plain, asked407)
	r.press(fyne.KeyF2)
	if _, is := r.app.sessions.counter.page.(*pages.ProxyPage); !is {
		t.Fatalf("the page is %T", r.app.sessions.counter.page)
	}
	r.press(fyne.KeyRight, fyne.KeyRight, fyne.KeyDown) // an own one, its address
	r.press(fyne.KeyReturn, fyne.KeyReturn, fyne.KeyReturn)
	if !r.tells("proxy.need.address") || len(c.set) != 0 {
		t.Error("the missing address is not told")
	}
	c.refuse = siak.KindProxySetting
	r.typeIn("proxy.dinas.example:99999")
	r.press(fyne.KeyReturn)
	r.typeIn("loket1")
	r.press(fyne.KeyReturn)
	r.typeIn("sandi proxy")
	if r.press(fyne.KeyReturn); !r.says(r.app.env.Sentence(words.DeedChooseProxy, siak.KindProxySetting)) {
		t.Error("the refusal is not told")
	}
	c.refuse = ""
	r.press(fyne.KeyReturn)
	want := Proxy{Mode: ProxyOwn, Address: "proxy.dinas.example:99999", User: "loket1", Password: "sandi proxy"}
	if len(c.set) != 1 || c.set[0] != want {
		t.Errorf("set %+v", c.set)
	}
	if _, is := r.app.sessions.counter.page.(*pages.ConnectionPage); !is {
		t.Errorf("the page is %T", r.app.sessions.counter.page)
	}
}

// TestWhatTheNetworkIs is told at the foot, with the details and the test of the
// connection one key away.
func TestWhatTheNetworkIs(t *testing.T) {
	for kind, link := range map[siak.Kind]desk.Link{
		siak.KindNameUnknown: desk.LinkOffline, siak.KindNoNetwork: desk.LinkOffline, siak.KindConnectionRefused: desk.LinkOffline,
		siak.KindProxyPassword: desk.LinkTrouble, siak.KindPortal: desk.LinkTrouble, siak.KindCertificateUnknown: desk.LinkTrouble,
	} {
		r, _ := connectionRig(t, plain, func(*connecting) {})
		r.press(fyne.KeyEscape)
		state := baseState()
		fault := siak.ConnectionFault{Step: siak.StepName, Host: "registri.example:8443", Class: "no such host", At: noon}
		state.Status.Link, state.Status.LinkKind, state.Status.LinkFault = link, kind, fault
		r.desk.tell(state)
		r.app.sessions.menus.openNetwork()
		told := r.app.env.Sentence(words.DeedOpenWindow, kind)
		if !r.says(told) {
			t.Errorf("%s: %q is not shown", kind, told)
		}
		r.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
		if details := r.app.env.Details(kind, fault, r.app.sessions.counter); !r.says(details) {
			t.Errorf("%s: %q is not shown", kind, details)
		}
	}
}

// connector is a laptop that is no station yet, with a way to a registry.
type connector struct {
	*enrolling
	way *connecting
	at  string
}

func (c *connector) Connection(address string) Connection {
	c.at = address
	return c.way
}

// TestConnectionBeforeTheEnrolment: the way can be tried and the proxy set before
// there is a station.
func TestConnectionBeforeTheEnrolment(t *testing.T) {
	r, e := unenrolled(t, plain, "pusat.invalid:8443")
	c := &connector{enrolling: e, way: &connecting{}}
	r.app.sessions.backend = c
	r.press(fyne.KeyF2)
	if !r.tells("test.all.good") || c.at != "pusat.invalid:8443" {
		t.Errorf("the test of %q is not shown", c.at)
	}
	r.press(fyne.KeyEscape)
	form, is := r.app.env.Screen().(*enrolPage)
	if !is || form.address.Text != "pusat.invalid:8443" {
		t.Fatalf("the screen is %T", r.app.env.Screen())
	}
	r.press(fyne.KeyF3, fyne.KeyRight, fyne.KeyReturn) // none
	if len(c.way.set) != 1 || c.way.set[0].Mode != ProxyNone || r.app.env.Screen() != ui.Screen(form) {
		t.Errorf("set %+v, the screen is %T", c.way.set, r.app.env.Screen())
	}
}
