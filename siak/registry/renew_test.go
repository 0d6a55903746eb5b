package registry

import (
	"crypto/x509"
	"testing"
	"time"

	"ikd/station/siak"
)

// TestRenewWhileRunning: the running client shows the new certificate from the
// next call on, and what was under way on the old one ends well.
func TestRenewWhileRunning(t *testing.T) {
	o, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := o.enrol(laptop)
	c := o.client(id, Options{Now: laptop.now})
	if from, to := id.Valid(); !id.RenewAt().Before(to) || to.Sub(id.RenewAt()) != to.Sub(from)/3 {
		t.Errorf("renewed at %s of %s to %s", id.RenewAt(), from, to)
	}
	if _, err := c.LastAnchor(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.clock.add(70 * 24 * time.Hour)
	laptop.add(70 * 24 * time.Hour)
	renewed, err := c.Renew(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if string(renewed.Key) != string(id.Key) || renewed.StationID != id.StationID || renewed.OldAuthority != nil {
		t.Error("the renewed identity is another station's")
	}

	stall := make(chan struct{})
	o.stall = stall
	under := make(chan error, 1)
	go func() {
		_, err := c.LastAnchor(t.Context())
		under <- err
	}()
	if err := c.Adopt(renewed); err != nil {
		t.Fatal(err)
	}
	close(stall)
	if err := <-under; err != nil {
		t.Errorf("the call that was under way: %v", err)
	}
	if _, err := c.LastAnchor(t.Context()); err != nil {
		t.Fatal(err)
	}
	if shown := o.shown.Load(); shown == nil || string(shown.Raw) != string(renewed.Certificate) {
		t.Error("the old certificate is still shown")
	}
}

// TestRenewChangesTheAuthority: the new one is pinned at once, and the old one
// until the next renewal, for the registry's own certificate changes when it
// does.
func TestRenewChangesTheAuthority(t *testing.T) {
	o, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := o.enrol(laptop)
	c := o.client(id, Options{Now: laptop.now})
	was := o.issuer
	o.issuer = newIssuer(t, day(2027, 1, 1))
	for what, succession := range map[string][]byte{
		"none": nil, "of itself": o.issuer.cert.Raw, "by a stranger": newIssuer(t, day(2027, 1, 1)).succeeds(o.issuer),
		"of another": was.succeeds(newIssuer(t, day(2027, 1, 1))), "by a server": was.certify(o.issuer.cert.PublicKey, x509.ExtKeyUsageServerAuth, day(2027, 1, 1), day(2028, 1, 1)),
	} {
		o.succession = succession
		if _, err := c.Renew(t.Context(), id); siak.KindOf(err) != siak.KindBadReply {
			t.Errorf("succession %s: who has the server's key alone becomes the authority: %v", what, err)
		}
	}
	o.succession = was.succeeds(o.issuer)
	next, err := c.Renew(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if string(next.OldAuthority) != string(id.Authority) {
		t.Fatal("the old authority is not kept")
	}
	ask := func(id Identity) error {
		_, err := o.client(id, Options{Now: laptop.now}).LastAnchor(t.Context())
		return err
	}
	if err := ask(next); err != nil {
		t.Errorf("before the registry's certificate changed: %v", err)
	}
	o.show(o.issuer.server(day(2027, 1, 1), day(2028, 1, 1)))
	if err := ask(next); err != nil {
		t.Errorf("after it: %v", err)
	}
	wantKind(t, ask(id), siak.KindCertificateUnknown)
	last, err := o.client(next, Options{Now: laptop.now}).Renew(t.Context(), next)
	if err != nil || last.OldAuthority != nil {
		t.Errorf("the next renewal: %v", err)
	}
}

// TestAdoptRefuses what does not hold together, and goes on as before.
func TestAdoptRefuses(t *testing.T) {
	o, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := o.enrol(laptop)
	c := o.client(id, Options{Now: laptop.now})
	bad := id
	bad.Authority = []byte("rubbish")
	wantKind(t, c.Adopt(bad), siak.KindBadIdentity)
	other := id
	other.Key = NewStationKey()
	wantKind(t, c.Adopt(other), siak.KindBadIdentity)
	if _, err := c.LastAnchor(t.Context()); err != nil {
		t.Fatal(err)
	}
}
