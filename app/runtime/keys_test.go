package runtime

import (
	"bytes"
	"sync/atomic"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/registry/server/keys"
)

// drill is a station at work while its registry's keys are rotated.
type drill struct {
	*laptop
	w     *Station
	id    registry.Identity
	ahead *atomic.Int64 // by how much the registry's clock is ahead
}

func newDrill(t *testing.T) *drill {
	t.Helper()
	var ahead atomic.Int64
	l := newLaptop(t, sandbox.Options{Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }})
	d := &drill{laptop: l, w: l.open(Options{}), ahead: &ahead}
	t.Cleanup(func() { l.close(d.w) })
	d.id = d.w.Identity
	return d
}

// pass lets time pass at the registry, and the station measure it.
func (d *drill) pass(by time.Duration) {
	d.t.Helper()
	d.ahead.Add(int64(by))
	if _, err := d.w.Client.AskTime(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// contact is one round of what a station at work does by itself.
func (d *drill) contact(what string) {
	d.t.Helper()
	trust, _, err := d.w.Client.Trust(d.t.Context())
	if err != nil || len(trust.Issuers) == 0 {
		d.t.Fatalf("%s: trust: %v", what, err)
	}
	d.id, _ = d.w.maintainOnce(d.t.Context(), d.id, registry.Measurement{})
	if d.w.Client.KeysChanged(d.id) {
		d.t.Fatalf("%s: it would renew for ever", what)
	}
	if _, err := d.w.Client.LastAnchor(d.t.Context()); err != nil {
		d.t.Fatalf("%s: %v", what, err)
	}
}

// rotate makes new keys of a kind, which come into use after lead.
func (d *drill) rotate(kind keys.Kind, lead time.Duration) {
	d.t.Helper()
	now := time.Now().Add(time.Duration(d.ahead.Load()))
	if _, err := d.box.Rotate(d.t.Context(), kind, now.Add(lead)); err != nil {
		d.t.Fatalf("%s: %v", kind, err)
	}
}

// TestStationsFollowRotations: every key of the registry is rotated, and a station
// follows by itself over TLS: no code, nobody at the laptop. The authority changes
// over while the station renews in between, and its order to wipe is obeyed
// afterwards; one that the old wipe key did not sign for it is not.
func TestStationsFollowRotations(t *testing.T) {
	t.Parallel()
	d := newDrill(t)
	d.contact("at the beginning")
	for _, kind := range []keys.Kind{keys.Server, keys.Register, keys.Wipe, keys.Sealing, keys.File, keys.Code} {
		was := d.id
		d.rotate(kind, 0)
		d.contact("after the key of the kind " + string(kind))
		if changed := !bytes.Equal(was.SealingKey, d.id.SealingKey); changed != (kind == keys.Sealing) {
			t.Errorf("%s: the sealing key changed: %v", kind, changed)
		}
		if changed := !bytes.Equal(was.FileRecipient, d.id.FileRecipient); changed != (kind == keys.File) {
			t.Errorf("%s: the recipient of files changed: %v", kind, changed)
		}
	}
	d.rotate(keys.Issuer, time.Hour)
	if trust, _, err := d.w.Client.Trust(t.Context()); err != nil || len(trust.Issuers) != 4 {
		t.Errorf("%d issuers, %v", len(trust.Issuers), err)
	}
	old := d.box.Keys().Issuers()[0].KeyID()
	d.pass(2 * time.Hour)
	d.contact("after the issuers")
	if now := d.box.Keys().Issuers(); len(now) != 2 || bytes.Equal(now[0].KeyID(), old) {
		t.Error("the new issuers do not come into use")
	}

	first := d.id.Authority
	d.rotate(keys.Authority, keys.UsualLead(keys.Authority))
	d.contact("after another authority was made")
	if bytes.Equal(d.id.Authority, first) || !bytes.Equal(d.id.OldAuthority, first) {
		t.Fatal("the authority that comes is not pinned beside the one in use")
	}
	for range 2 { // it renews once more in the overlap
		d.pass(35 * 24 * time.Hour)
		d.contact("in the overlap")
		for _, pinned := range [][]byte{first, d.box.Keys().Next(keys.Authority).Certificate} {
			if !bytes.Equal(d.id.Authority, pinned) && !bytes.Equal(d.id.OldAuthority, pinned) {
				t.Fatal("an authority is not pinned any more")
			}
		}
	}
	d.pass(10 * 24 * time.Hour)
	d.contact("after the authority changed over")
	if bytes.Equal(d.box.Keys().Authority().Raw, first) {
		t.Fatal("it did not change over")
	}
	d.pass(61 * 24 * time.Hour)
	d.contact("at the next renewal")
	if !bytes.Equal(d.id.Authority, d.box.Keys().Authority().Raw) {
		t.Error("the authority of before is still the first")
	}

	d.rotate(keys.Intermediate, 0)
	d.contact("with an intermediate")
	if len(d.id.Intermediates) != 1 {
		t.Errorf("%d intermediates", len(d.id.Intermediates))
	}
	if err := d.box.DetachAuthority(t.Context(), func([]byte) error { return nil }); err != nil {
		t.Fatal(err)
	}
	d.pass(61 * 24 * time.Hour)
	d.contact("with the authority's key offline")

	if err := d.box.OrderWipe(t.Context(), d.id.StationID); err != nil {
		t.Fatal(err)
	}
	a, err := d.w.Client.Anchor(t.Context(), siak.AuditHead{}, siak.AuditHead{}, siak.AuditRows{})
	if err != nil || a.Wipe == nil || a.FalseOrder != nil {
		t.Errorf("the order to wipe: %v, %v, %v", a.Wipe, a.FalseOrder, err)
	}
}
