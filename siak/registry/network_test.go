package registry

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/proxy"
	"ikd/station/siak/registry/proxy/proxytest"
)

// far is the registry's address as a laptop behind a proxy or a name server has it.
func far(o *office) string {
	_, port, _ := net.SplitHostPort(o.addr)
	return net.JoinHostPort(officeName, port)
}

type starter interface {
	Start() error
	Close() error
}

func started[T starter](t *testing.T, s T) T {
	t.Helper()
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// through is a proxy of the station's own settings.
func through(addr string) ProxyFunc { return proxy.Settings{Mode: proxy.Own, Address: addr}.For }

// deadPort is a port of this machine at which nobody listens.
func deadPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// silentPort takes connections and says nothing on them.
func silentPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// wrong is a way to the registry on which something is wrong.
type wrong struct {
	addr string
	o    Options
	kind siak.Kind
	step siak.ConnectionStep
	host string // whom the details name; "" for the registry
}

const quick = 300 * time.Millisecond

func withNames(t *testing.T, s *proxytest.NameServer, o Options) Options {
	o.Resolver = started(t, s).Resolver()
	return o
}

func behind(t *testing.T, p *proxytest.Proxy, o Options) (Options, string) {
	addr := started(t, p).Addr()
	o.Proxy = through("http://" + addr)
	return o, addr
}

// directly are ways without a proxy.
func directly(t *testing.T, office *office) map[string]wrong {
	noWay := func(number syscall.Errno, in bool) Options {
		return Options{inNetwork: func() bool { return in }, Dial: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: number}
		}}
	}
	in := Options{inNetwork: func() bool { return true }}
	out := Options{inNetwork: func() bool { return false }}
	late := in
	late.Timeout = quick
	dead, silent := deadPort(t), silentPort(t)
	return map[string]wrong{
		"an unknown host":                   {far(office), withNames(t, &proxytest.NameServer{Code: proxytest.NoSuchName}, in), siak.KindNameUnknown, siak.StepName, ""},
		"a name server that cannot":         {far(office), withNames(t, &proxytest.NameServer{Code: proxytest.ServerFailure}, in), siak.KindNameServer, siak.StepName, ""},
		"a silent name server":              {far(office), withNames(t, &proxytest.NameServer{Silent: true}, late), siak.KindNameServer, siak.StepName, ""},
		"a name without a network":          {far(office), withNames(t, &proxytest.NameServer{Code: proxytest.ServerFailure}, out), siak.KindNoNetwork, siak.StepName, ""},
		"no route":                          {office.addr, noWay(syscall.EHOSTUNREACH, true), siak.KindNoRoute, siak.StepProxy, ""},
		"no network":                        {office.addr, noWay(syscall.ENETUNREACH, false), siak.KindNoNetwork, siak.StepProxy, ""},
		"nobody listens":                    {dead, in, siak.KindConnectionRefused, siak.StepConnection, ""},
		"nobody listens, without a network": {dead, out, siak.KindConnectionRefused, siak.StepConnection, ""},
		"a silent port":                     {silent, late, siak.KindAnswerTimeout, siak.StepTLS, ""},
		"a page of a portal without TLS":    {plainHTTP(t), in, siak.KindNoTLS, siak.StepTLS, ""},
		"a portal with its own certificate": {portal(t), in, siak.KindCertificateUnknown, siak.StepTLS, ""},
	}
}

// plainHTTP is a page without TLS.
func plainHTTP(t *testing.T) string {
	s := httptest.NewServer(http.RedirectHandler("http://portal.invalid/", http.StatusFound))
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// portal is a page with a certificate of its own.
func portal(t *testing.T) string {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// byProxy are ways through a proxy.
func byProxy(t *testing.T, office *office) map[string]wrong {
	at := far(office)
	in := Options{inNetwork: func() bool { return true }}
	late := in
	late.Timeout = quick
	all := map[string]wrong{}
	add := func(name string, p *proxytest.Proxy, o Options, kind siak.Kind, step siak.ConnectionStep) {
		options, host := behind(t, p, o)
		if step == siak.StepConnection {
			host = ""
		}
		all[name] = wrong{at, options, kind, step, host}
	}
	answer := func(status string) *proxytest.Proxy {
		return &proxytest.Proxy{Answer: "HTTP/1.1 " + status + "\r\nLocation: http://" + secret + "/\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"}
	}
	add("407", &proxytest.Proxy{User: "u", Password: "p"}, in, siak.KindProxyPassword, siak.StepProxy)
	add("407 that wants Windows' own", &proxytest.Proxy{User: "u", Challenge: "NTLM"}, in, siak.KindProxyScheme, siak.StepProxy)
	add("403", answer("403 Forbidden"), in, siak.KindProxyRefuses, siak.StepProxy)
	add("405", answer("405 Method Not Allowed"), in, siak.KindProxyRefuses, siak.StepProxy)
	add("302", answer("302 Found"), in, siak.KindPortal, siak.StepProxy)
	add("511", answer("511 Network Authentication Required"), in, siak.KindPortal, siak.StepProxy)
	add("502", answer("502 Bad Gateway"), in, siak.KindProxyGateway, siak.StepConnection)
	add("503", answer("503 Service Unavailable"), in, siak.KindProxyGateway, siak.StepConnection)
	add("504", answer("504 Gateway Timeout"), in, siak.KindProxyGateway, siak.StepConnection)
	add("another protocol", &proxytest.Proxy{Answer: "220 surel.invalid ESMTP\r\n"}, in, siak.KindNotAProxy, siak.StepProxy)
	add("slow", &proxytest.Proxy{Delay: 2 * quick}, late, siak.KindProxyUnreachable, siak.StepProxy)
	add("the registry is not there", &proxytest.Proxy{Target: deadPort(t)}, in, siak.KindProxyGateway, siak.StepConnection)
	dead := deadPort(t)
	refusing := in
	refusing.Proxy = through("http://" + dead)
	all["dead"] = wrong{at, refusing, siak.KindProxyUnreachable, siak.StepProxy, dead}
	socks := in
	socks.Proxy = through("socks5://" + dead)
	all["dead SOCKS"] = wrong{at, socks, siak.KindProxyUnreachable, siak.StepProxy, dead}
	unknown := withNames(t, &proxytest.NameServer{Code: proxytest.NoSuchName}, in)
	unknown.Proxy = through("http://proxy.kantor.invalid:3128")
	all["an unknown proxy"] = wrong{at, unknown, siak.KindProxyNameUnknown, siak.StepName, "proxy.kantor.invalid:3128"}
	opens := in
	opens, _ = behind(t, &proxytest.Proxy{Target: portal(t)}, opens)
	all["a proxy that opens TLS"] = wrong{at, opens, siak.KindCertificateUnknown, siak.StepTLS, ""}
	return all
}

// TestWhatIsWrongOnTheWay: each fault has its kind, and the details name the step
// and whom was spoken to.
func TestWhatIsWrongOnTheWay(t *testing.T) {
	office, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := office.enrol(laptop)
	for _, cases := range []map[string]wrong{directly(t, office), byProxy(t, office)} {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				id := id
				id.Address = c.addr
				c.o.Now = laptop.now
				_, err := office.client(id, c.o).LastAnchor(t.Context())
				wantKind(t, err, c.kind)
				fault, told := siak.FaultOf(err)
				host := c.host
				if host == "" {
					host = c.addr
				}
				if !told || fault.Step != c.step || fault.Host != host || fault.Class == "" || fault.At.IsZero() {
					t.Errorf("details %+v, want step %s at %s", fault, c.step, host)
				}
			})
		}
	}
}

// TestWhoseCertificate: a certificate of the registry's own authority is told
// from a stranger's by what is wrong with it.
func TestWhoseCertificate(t *testing.T) {
	office, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := office.enrol(laptop)
	ask := func() error {
		_, err := office.client(id, Options{Now: laptop.now}).LastAnchor(t.Context())
		return err
	}
	office.show(newIssuer(t, day(2020, 1, 1)).server(day(2027, 1, 1), day(2028, 1, 1)))
	wantKind(t, ask(), siak.KindCertificateUnknown)
	office.show(office.issuer.server(day(2026, 1, 1), day(2027, 5, 1)))
	wantKind(t, ask(), siak.KindCertificateTime)
	office.show(office.issuer.server(day(2027, 1, 1), day(2028, 1, 1)))
	id.ServerName = "another.test.invalid"
	wantKind(t, ask(), siak.KindCertificateName)
}

// TestProxySeesNothing: through a proxy the station proves itself to the registry,
// and the proxy gets to know the host and the port and not a word of what is said.
func TestProxySeesNothing(t *testing.T) {
	office, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := office.enrol(laptop)
	id.Address = far(office)
	p := &proxytest.Proxy{User: "loket", Password: "sandi rahasia", Target: office.addr}
	o, addr := behind(t, p, Options{Now: laptop.now})
	o.Proxy = proxy.Settings{Mode: proxy.Own, Address: "http://" + addr, User: "loket", Password: "sandi rahasia"}.For
	c := office.client(id, o)
	if _, err := c.LastAnchor(t.Context()); err != nil {
		t.Fatal(err)
	}
	if shown := office.shown.Load(); shown == nil || string(shown.Raw) != string(id.Certificate) {
		t.Error("the registry did not see the station's certificate")
	}
	nik, err := siak.ParseNIK(secret)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.LookUp(t.Context(), siak.LookUp{NIK: nik, RegistrationID: "registration"}); siak.KindOf(err) != siak.KindRefused {
		t.Fatal(err)
	}
	seen := p.Seen()
	if asked := p.Asked(); !slices.Equal(asked, []string{far(office)}) {
		t.Errorf("asked for %q", asked)
	}
	head, _, _ := strings.Cut(seen, "\r\n\r\n")
	if !strings.HasPrefix(head, "CONNECT "+far(office)+" HTTP/1.1\r\n") {
		t.Errorf("it begins with %q", head)
	}
	for _, never := range []string{secret, "registration", "S-1", string(id.Certificate), "LookUp", "GetAnchor"} {
		if strings.Contains(seen, never) {
			t.Errorf("the proxy sees %q", never)
		}
	}
}

// TestSecureProxy: a proxy's own certificate is held against the system's
// authorities and not against the registry's.
func TestSecureProxy(t *testing.T) {
	office, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := office.enrol(laptop)
	id.Address = far(office)
	addr := portal(t)
	_, err := office.client(id, Options{Now: laptop.now, Proxy: through("https://" + addr)}).LastAnchor(t.Context())
	wantKind(t, err, siak.KindNotAProxy)
}

// TestWrongPasswordIsNotTriedAgain: directories lock an account after a few wrong
// tries, so that what was refused is kept back until somebody changes it.
func TestWrongPasswordIsNotTriedAgain(t *testing.T) {
	office, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := office.enrol(laptop)
	id.Address = far(office)
	p := &proxytest.Proxy{User: "loket", Password: "benar", Target: office.addr}
	o, addr := behind(t, p, Options{Now: laptop.now})
	with := func(password string) ProxyFunc {
		return proxy.Settings{Mode: proxy.Own, Address: "http://" + addr, User: "loket", Password: password}.For
	}
	o.Proxy = with("salah")
	c := office.client(id, o)
	for range 5 {
		_, err := c.LastAnchor(t.Context())
		wantKind(t, err, siak.KindProxyPassword)
		if strings.Contains(err.Error(), "salah") {
			t.Error("the error quotes the password")
		}
	}
	if n := len(p.Asked()); n != 1 {
		t.Errorf("the wrong password was shown %d times", n)
	}
	c.UseProxy(with("benar"))
	if _, err := c.LastAnchor(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestUseProxyWhileConnected: the next call takes the new way, though the old
// connection is still there.
func TestUseProxyWhileConnected(t *testing.T) {
	office, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := office.enrol(laptop)
	id.Address = far(office)
	none := func(context.Context, *url.URL) (*url.URL, error) { return nil, nil }
	names := &proxytest.NameServer{}
	c := office.client(id, withNames(t, names, Options{Now: laptop.now, Proxy: none}))
	if _, err := c.LastAnchor(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := started(t, &proxytest.Proxy{Target: office.addr})
	c.UseProxy(through("http://" + p.Addr()))
	if _, err := c.LastAnchor(t.Context()); err != nil || len(p.Asked()) != 1 {
		t.Errorf("the proxy was asked %d times, error %v", len(p.Asked()), err)
	}
}

// checks are what a test of the connection told, by step.
func checks(test func(tell func(siak.ConnectionCheck)) error) (last map[siak.ConnectionStep]siak.ConnectionCheck, order []siak.ConnectionStep, err error) {
	last = map[siak.ConnectionStep]siak.ConnectionCheck{}
	err = test(func(c siak.ConnectionCheck) {
		last[c.Step] = c
		if c.State != siak.CheckRunning {
			order = append(order, c.Step)
		}
	})
	return last, order, err
}

func wantStates(t *testing.T, got map[siak.ConnectionStep]siak.ConnectionCheck, want ...siak.CheckState) {
	t.Helper()
	for i, s := range siak.ConnectionSteps() {
		if got[s].State != want[i] {
			t.Errorf("step %s: %+v, want %s", s, got[s], want[i])
		}
	}
}

// TestConnectionTest goes the whole way, and stops where the way does.
func TestConnectionTest(t *testing.T) {
	office, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := office.enrol(laptop)
	const good, skipped, failed, not = siak.CheckGood, siak.CheckNotNeeded, siak.CheckFailed, siak.CheckNotReached
	id.Address = far(office)
	p := started(t, &proxytest.Proxy{Target: office.addr})
	direct := withNames(t, &proxytest.NameServer{}, Options{Now: laptop.now})
	byProxy := direct
	byProxy.Proxy = through("http://" + p.Addr())

	got, order, err := checks(func(tell func(siak.ConnectionCheck)) error { return office.client(id, direct).Test(t.Context(), tell) })
	if err != nil || !slices.Equal(order, siak.ConnectionSteps()) {
		t.Errorf("steps %v, error %v", order, err)
	}
	wantStates(t, got, good, skipped, good, good, good, good)
	if got[siak.StepName].Found != "127.0.0.1" || got[siak.StepTLS].Found != "TLS 1.3" || got[siak.StepTLS].Unproven {
		t.Errorf("found %+v", got)
	}
	got, _, err = checks(func(tell func(siak.ConnectionCheck)) error { return office.client(id, byProxy).Test(t.Context(), tell) })
	if wantStates(t, got, skipped, good, good, good, good, good); err != nil || got[siak.StepProxy].Found != "http://"+p.Addr() {
		t.Errorf("%+v, %v", got[siak.StepProxy], err)
	}
	laptop.add(-time.Hour)
	got, _, err = checks(func(tell func(siak.ConnectionCheck)) error { return office.client(id, direct).Test(t.Context(), tell) })
	if wantStates(t, got, good, skipped, good, good, good, siak.CheckLookTwice); err != nil || got[siak.StepClock].Offset.Round(time.Minute) != time.Hour {
		t.Errorf("%+v, %v", got[siak.StepClock], err)
	}
	_ = p.Close()
	got, _, err = checks(func(tell func(siak.ConnectionCheck)) error { return office.client(id, byProxy).Test(t.Context(), tell) })
	wantKind(t, err, siak.KindProxyUnreachable)
	wantStates(t, got, skipped, failed, not, not, not, not)
	office.show(newIssuer(t, day(2020, 1, 1)).server(day(2027, 1, 1), day(2028, 1, 1)))
	got, _, err = checks(func(tell func(siak.ConnectionCheck)) error { return office.client(id, direct).Test(t.Context(), tell) })
	wantKind(t, err, siak.KindCertificateUnknown)
	wantStates(t, got, good, skipped, good, failed, not, not)

	// Where nobody is enrolled yet, nobody is held against anything.
	got, _, err = checks(func(tell func(siak.ConnectionCheck)) error { return Test(t.Context(), far(office), direct, tell) })
	if wantStates(t, got, good, skipped, good, good, good, siak.CheckLookTwice); err != nil || !got[siak.StepTLS].Unproven {
		t.Errorf("%+v, %v", got[siak.StepTLS], err)
	}
	if codes := office.codes(); len(codes) != 1 {
		t.Errorf("a test has enrolled: %d", len(codes))
	}
	wantKind(t, Test(t.Context(), "registri.example:99999", direct, nil), siak.KindBadAddress)
}

// TestCancelledConnectionTest: who leaves the page does not wait.
func TestCancelledConnectionTest(t *testing.T) {
	office, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := office.enrol(laptop)
	id.Address = silentPort(t)
	ctx, cancel := context.WithCancel(t.Context())
	began := time.Now()
	err := office.client(id, Options{Now: laptop.now}).Test(ctx, func(c siak.ConnectionCheck) {
		if c.Step == siak.StepTLS {
			cancel()
		}
	})
	if err == nil || time.Since(began) > 3*time.Second {
		t.Errorf("error %v after %s", err, time.Since(began))
	}
}
