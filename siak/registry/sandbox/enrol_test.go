package sandbox_test

import (
	"crypto/x509"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
)

// counter is a laptop that enrols with codes.
type counter struct {
	t    *testing.T
	addr string
	now  func() time.Time
	key  []byte
}

func newCounter(t *testing.T, addr string, now func() time.Time) counter {
	return counter{t, addr, now, registry.NewStationKey()}
}

func (c counter) enrol(code string) (registry.Identity, error) {
	return registry.Enrol(c.t.Context(), c.addr, registry.EnrolOptions{
		Code: code, Key: c.key, Options: registry.Options{Now: c.now, Timeout: time.Minute}, // the race detector makes hashing slow
	})
}

// invite makes a code.
func invite(t *testing.T, s *sandbox.Sandbox, region siak.Region, ttl time.Duration) string {
	t.Helper()
	code, _, err := s.Invite(t.Context(), "Loket 7", region, ttl)
	if err != nil {
		t.Fatal(err)
	}
	return code.Text()
}

// mistake changes the secret of a code so that only the registry can tell.
func mistake(t *testing.T, s *sandbox.Sandbox, code string) string {
	t.Helper()
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	signs := []byte(strings.ReplaceAll(code, "-", ""))
	signs[20] = alphabet[(strings.IndexByte(alphabet, signs[20])+1)%32]
	for _, check := range []byte(alphabet) {
		signs[23] = check
		_, err := registry.Enrol(t.Context(), "127.0.0.1:1", registry.EnrolOptions{Code: string(signs)})
		if siak.KindOf(err) != siak.KindCodeMistyped {
			return string(signs)
		}
	}
	t.Fatal("no check sign fits")
	return ""
}

// TestCodeOnce: a code makes one station. The same laptop may come again with
// it; nobody else, and not later.
func TestCodeOnce(t *testing.T) {
	c := newClock()
	s := open(t, sandbox.Options{People: 60, Codes: true, Now: c.now})
	addr := serve(t, s)
	_, err := newCounter(t, addr, c.now).enrol("")
	wantKind(t, "without a code", err, siak.KindCodeWrong)

	code := invite(t, s, "327606", 0)
	first := newCounter(t, addr, c.now)
	id, err := first.enrol(code)
	if err != nil {
		t.Fatal(err)
	}
	if id.OfficeRegion != "327606" || id.OfficeName != "Kecamatan Beji" {
		t.Errorf("office %s, %q", id.OfficeRegion, id.OfficeName)
	}
	all, err := s.Stations(t.Context())
	if err != nil || len(all) != 1 || all[0].Name != "Loket 7" || all[0].Region != "327606" {
		t.Errorf("stations %+v, %v", all, err)
	}
	c.add(20 * time.Minute)
	again, err := first.enrol(code)
	if err != nil || again.StationID != id.StationID {
		t.Errorf("the same laptop again: %v", err)
	}
	_, err = newCounter(t, addr, c.now).enrol(code)
	wantKind(t, "another laptop", err, siak.KindCodeUsed)
}

// TestCodeExpires after 15 minutes, or what was said.
func TestCodeExpires(t *testing.T) {
	c := newClock()
	s := open(t, sandbox.Options{People: 60, Codes: true, Now: c.now})
	addr := serve(t, s)
	long, short, usual := invite(t, s, "", time.Hour), invite(t, s, "", time.Minute), invite(t, s, "", 0)
	c.add(14 * time.Minute)
	_, err := newCounter(t, addr, c.now).enrol(short)
	wantKind(t, "a minute's after 14", err, siak.KindCodeExpired)
	_, err = newCounter(t, addr, c.now).enrol(usual)
	wantKind(t, "the usual one after 14", err, "")
	c.add(45 * time.Minute)
	_, err = newCounter(t, addr, c.now).enrol(long)
	wantKind(t, "an hour's after 59", err, "")

	for ttl, want := range map[time.Duration]siak.Kind{-1: siak.KindRefused, 25 * time.Hour: siak.KindRefused, 24 * time.Hour: ""} {
		_, _, err := s.Invite(t.Context(), "Loket 7", "", ttl)
		wantKind(t, ttl.String(), err, want)
	}
	_, _, err = s.Invite(t.Context(), "Loket 7", "999999", 0)
	wantKind(t, "a kecamatan that is not there", err, siak.KindNotFound)
}

// TestCodeGuessed: five wrong tries are the end of a code, ten the end of a
// guesser's minute.
func TestCodeGuessed(t *testing.T) {
	c := newClock()
	s := open(t, sandbox.Options{People: 60, Codes: true, Now: c.now})
	addr := serve(t, s)
	code, other := invite(t, s, "", time.Hour), invite(t, s, "", time.Hour)
	wrong, otherWrong := mistake(t, s, code), mistake(t, s, other)
	for range 5 {
		_, err := newCounter(t, addr, c.now).enrol(wrong)
		wantKind(t, "a wrong secret", err, siak.KindCodeWrong)
	}
	_, err := newCounter(t, addr, c.now).enrol(code)
	wantKind(t, "the right one after five wrong ones", err, siak.KindCodeWrong)
	for range 4 {
		_, err = newCounter(t, addr, c.now).enrol(otherWrong)
		wantKind(t, "another's wrong secret", err, siak.KindCodeWrong)
	}
	_, err = newCounter(t, addr, c.now).enrol(other)
	wantKind(t, "the right one in a guesser's minute", err, siak.KindUnavailable)
	var busy interface{ RetryAfter() time.Duration }
	if !errors.As(err, &busy) || busy.RetryAfter() <= 0 || busy.RetryAfter() > time.Minute+time.Second {
		t.Errorf("%v does not say when to come again", err)
	}
	c.add(time.Minute + time.Second)
	_, err = newCounter(t, addr, c.now).enrol(other)
	wantKind(t, "and after it", err, "")
}

// TestCodeRace: of many laptops with one code at once, one becomes a station.
func TestCodeRace(t *testing.T) {
	s := open(t, sandbox.Options{People: 60, Codes: true})
	addr := serve(t, s)
	code := invite(t, s, "", 0)
	var wait sync.WaitGroup
	kinds := make(chan siak.Kind, 4)
	for range cap(kinds) {
		wait.Go(func() {
			_, err := newCounter(t, addr, time.Now).enrol(code)
			kinds <- siak.KindOf(err)
		})
	}
	wait.Wait()
	close(kinds)
	enrolled := 0
	for kind := range kinds {
		if kind == "" {
			enrolled++
		} else if kind != siak.KindCodeUsed {
			t.Errorf("%s", kind)
		}
	}
	if all, err := s.Stations(t.Context()); enrolled != 1 || len(all) != 1 || err != nil {
		t.Errorf("%d enrolled, %d stations, %v", enrolled, len(all), err)
	}
}

// TestCertificateEnds: a station renews in time; one that was too late is told
// so, and with a new code its key keeps its station.
func TestCertificateEnds(t *testing.T) {
	c := newClock()
	s := open(t, sandbox.Options{People: 60, Codes: true, Now: c.now, CertificateFor: 30 * 24 * time.Hour})
	addr := serve(t, s)
	laptop := newCounter(t, addr, c.now)
	id, err := laptop.enrol(invite(t, s, "", 0))
	if err != nil {
		t.Fatal(err)
	}
	cl := client(t, id, registry.Options{Now: c.now})
	c.add(21 * 24 * time.Hour)
	if c.now().Before(id.RenewAt()) {
		t.Errorf("renewed at %s", id.RenewAt())
	}
	renewed, err := cl.Renew(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := cl.Adopt(renewed); err != nil {
		t.Fatal(err)
	}
	c.add(21 * 24 * time.Hour)
	if _, err := cl.LastAnchor(t.Context()); err != nil {
		t.Errorf("with the renewed certificate: %v", err)
	}
	old := client(t, id, registry.Options{Now: c.now})
	_, err = old.LastAnchor(t.Context())
	wantKind(t, "with the old one", err, siak.KindStationExpired)
	_, err = old.Renew(t.Context(), id)
	wantKind(t, "renewed too late", err, siak.KindStationExpired)
	back, err := laptop.enrol(invite(t, s, "", 0))
	if err != nil || back.StationID != id.StationID {
		t.Errorf("enrolled again: %v", err)
	}
}

// TestRevokedWhileRunning: the next call is refused with its own kind, a code
// does not undo it, and a certificate that somebody else renews is none.
func TestRevokedWhileRunning(t *testing.T) {
	s := open(t, sandbox.Options{People: 60, Codes: true})
	addr := serve(t, s)
	laptop := newCounter(t, addr, time.Now)
	id, err := laptop.enrol(invite(t, s, "", 0))
	if err != nil {
		t.Fatal(err)
	}
	cl := client(t, id, registry.Options{})
	if _, err := cl.LastAnchor(t.Context()); err != nil {
		t.Fatal(err)
	}
	other := id
	other.Key = registry.NewStationKey()
	_, err = cl.Renew(t.Context(), other)
	wantKind(t, "another key", err, siak.KindRefused)
	if err := s.RevokeStation(t.Context(), id.StationID); err != nil {
		t.Fatal(err)
	}
	_, err = cl.LastAnchor(t.Context())
	wantKind(t, "revoked", err, siak.KindStationRevoked)
	code := invite(t, s, "", 0)
	_, err = laptop.enrol(code)
	wantKind(t, "revoked, with a code", err, siak.KindStationRevoked)
	_, err = newCounter(t, addr, time.Now).enrol(code)
	wantKind(t, "the code is not lost by it", err, "")
}

// TestNobody: who shows no certificate is told so, and may ask the time.
func TestNobody(t *testing.T) {
	s := open(t, sandbox.Options{People: 60})
	id, _ := enrol(t, serve(t, s), registry.Options{})
	leaf, err := x509.ParseCertificate(id.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	if life := leaf.NotAfter.Sub(leaf.NotBefore); life < 90*24*time.Hour || life > 91*24*time.Hour {
		t.Errorf("a certificate is good for %s", life)
	}
	at, err := client(t, id, registry.Options{}).AskTime(t.Context())
	if err != nil || time.Since(at).Abs() > time.Minute {
		t.Errorf("the time is %s, %v", at, err)
	}
}

// TestCodeBurst: of forty wrong codes that come at once, ten are judged.
func TestCodeBurst(t *testing.T) {
	s := open(t, sandbox.Options{People: 60, Codes: true})
	addr := serve(t, s)
	wrong := mistake(t, s, invite(t, s, "", time.Hour))
	kinds := make(chan siak.Kind, 40)
	var wait sync.WaitGroup
	for range cap(kinds) {
		wait.Go(func() {
			_, err := newCounter(t, addr, time.Now).enrol(wrong)
			kinds <- siak.KindOf(err)
		})
	}
	wait.Wait()
	close(kinds)
	judged := 0
	for kind := range kinds {
		if kind == siak.KindCodeWrong {
			judged++
		}
	}
	if judged == 0 || judged > 10 {
		t.Errorf("%d of %d were judged", judged, cap(kinds))
	}
}
