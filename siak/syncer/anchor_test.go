//go:build cgo

package syncer_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/store"
)

// newAnchored is an office whose store knows its identity and whose audit is
// anchored.
func newAnchored(t *testing.T) *office {
	t.Helper()
	o := newOffice(t)
	o.close()
	s, err := store.Open(t.Context(), o.dir, "", passphrase, cheap)
	if err != nil {
		t.Fatal(err)
	}
	id := o.identity
	err = s.Settings.SetIdentity(t.Context(), store.Identity{
		StationID: id.StationID, Registry: id.Address, ServerName: id.ServerName, Key: id.Key, Certificate: id.Certificate,
		Authority: id.Authority, OfficeRegion: id.OfficeRegion, OfficeName: id.OfficeName, Training: true, SealingKey: id.SealingKey,
	})
	if err != nil {
		t.Fatal(err)
	}
	o.anchored = true
	o.open(s)
	return o
}

// within polls until a condition holds.
func within(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline.Done():
			t.Fatalf("not within 10 s: %s", what)
		}
	}
}

// lastKept is the registry's last head of the office.
func (o *office) lastKept() siak.AuditHead {
	all, err := o.sandbox.Anchors(o.t.Context(), o.identity.StationID)
	if err != nil {
		o.t.Fatal(err)
	}
	var last siak.AuditHead
	for _, a := range all {
		if a.Kept {
			last = a.Head
		}
	}
	return last
}

// settled waits until the first pull is done and the registry has the head as it
// is now.
func (o *office) settled() siak.AuditHead {
	o.t.Helper()
	if err := o.station.Puller.FirstPull(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	var head siak.AuditHead
	within(o.t, "the head is anchored", func() bool {
		h, err := o.store.Audit.Head(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		head = h
		known, err := o.store.Audit.Anchored(o.t.Context())
		return err == nil && h.Seq > 0 && o.lastKept().Same(h) && known.Same(h)
	})
	return head
}

func (o *office) note() {
	if err := o.store.Audit.Append(o.t.Context(), store.Event{Act: store.ActPutAway}); err != nil {
		o.t.Fatal(err)
	}
}

func TestAuditIsAnchoredAtEachContact(t *testing.T) {
	o := newAnchored(t)
	first := o.settled()
	o.note()
	second := o.settled()
	if second.Seq <= first.Seq {
		t.Fatal("the anchor does not follow")
	}
	o.gate.Cut()
	for range 5 {
		o.note()
	}
	o.gate.Restore()
	o.settled()
	o.restart()
	o.settled()
	report, err := o.store.Audit.VerifyAgainst(t.Context(), o.lastKept())
	if err != nil || !report.Sound() {
		t.Fatalf("%+v %v", report, err)
	}
	if len(o.older) > 0 {
		t.Fatal("a false alarm")
	}
}

// An answer that is lost leaves the station behind the registry: no alarm.
func TestLostAnswerToAnAnchorIsNoAlarm(t *testing.T) {
	o := newAnchored(t)
	o.settled()
	o.close()
	client, err := registry.New(o.identity, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := o.reopened()
	head, err := s.Audit.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last, _ := s.Audit.Anchored(t.Context())
	a, err := client.Anchor(t.Context(), head, last, siak.AuditRows{}) // and the program dies before it notes that
	if err != nil || !a.Kept {
		t.Fatal(a, err)
	}
	_ = client.Close()
	o.open(s)
	o.note()
	o.settled()
	if len(o.older) > 0 {
		t.Fatal("a false alarm")
	}
}

func (o *office) reopened() *store.Store {
	o.t.Helper()
	s, err := store.Open(o.t.Context(), o.dir, "", passphrase, cheap)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

// An older file that is put back is noticed at the first contact, although it
// is sound in itself, and stays noticed while work goes on with it.
func TestOlderFileIsNoticed(t *testing.T) {
	o := newAnchored(t)
	o.settled()
	o.close()
	old := filepath.Join(t.TempDir(), "old.db")
	copyTo(t, filepath.Join(o.dir, "ledger.db"), old)
	o.open(o.reopened())
	for range 3 {
		o.note()
	}
	seen := o.settled()
	o.close()
	copyTo(t, old, filepath.Join(o.dir, "ledger.db"))
	if report, err := store.VerifyAudit(t.Context(), o.dir); err != nil || !report.Sound() {
		t.Fatalf("%+v %v", report, err)
	}
	s := o.reopened()
	for range 20 { // past the number that the registry saw
		_ = s.Audit.Append(t.Context(), store.Event{Act: store.ActPutAway})
	}
	o.open(s)
	if older := <-o.older; !older {
		t.Fatal("told that it is well")
	}
	report, err := o.store.Audit.VerifyAgainst(t.Context(), o.lastKept())
	if err != nil || report.Problem != store.ProblemOlder || report.Bad != int64(seen.Seq) {
		t.Fatalf("%+v %v", report, err)
	}
	o.note()
	o.restart()
	if older := <-o.older; !older {
		t.Fatal("forgotten after a restart")
	}
	if last := o.lastKept(); !last.Same(seen) {
		t.Fatal("the registry took a head of another chain")
	}
	refused, err := o.sandbox.Anchors(t.Context(), o.identity.StationID)
	if err != nil || refused[len(refused)-1].Kept {
		t.Fatal("the registry kept no trace of it", err)
	}
	// The registry's staff looked into it.
	if err := o.sandbox.ForgetAnchors(t.Context(), o.identity.StationID); err != nil {
		t.Fatal(err)
	}
	if older := <-o.older; older {
		t.Fatal("not told that it is over")
	}
	o.settled()
}

func copyTo(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A head that the station did not sign is refused.
func TestForgedHeadIsRefused(t *testing.T) {
	o := newAnchored(t)
	head := o.settled()
	forged := head
	forged.Seq++
	_, err := o.client.Anchor(t.Context(), forged, head, siak.AuditRows{})
	if siak.KindOf(err) != siak.KindRefused {
		t.Fatal(err)
	}
}

// The registry's order is received at the next contact; what cannot be sent by then
// reaches the registry by file, exactly once.
func TestRegistryOrdersAWipe(t *testing.T) {
	o := newAnchored(t)
	ctx := t.Context()
	o.settled()
	o.confirm()
	within(t, "one is accepted", func() bool { n, _ := o.store.Ledger.Waiting(ctx); return n == 0 })
	if err := o.sandbox.OrderWipe(ctx, o.identity.StationID); err != nil {
		t.Fatal(err)
	}
	order := <-o.wipe
	o.gate.Cut()
	one, two := o.confirm(), o.confirm()
	if err := o.store.BeginWipe(ctx, &order); err != nil {
		t.Fatal(err)
	}
	o.close()
	to := t.TempDir()
	out, err := store.FinishWipe(ctx, o.dir, to)
	if err != nil || out.Activations != 2 {
		t.Fatal(out, err)
	}
	o.gate.Restore()
	client, err := registry.New(o.identity, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.ReportWipe(ctx, &order, out.Activations); err != nil {
		t.Fatal(err)
	}
	wiped, known, err := o.sandbox.Wiped(ctx, o.identity.StationID)
	if err != nil || !known || !wiped.Done || wiped.Exported != 2 || wiped.Order.ID != order.ID {
		t.Fatalf("%+v %v", wiped, err)
	}
	if _, err := client.LastAnchor(ctx); siak.KindOf(err) != siak.KindStationRevoked {
		t.Fatalf("a wiped station is still known: %v", err)
	}
	o.handOver(out.File, one, two)
	o.open(o.fresh()) // for the office's own end
}

// handOver gives the file to the registry, twice.
func (o *office) handOver(file string, one, two siak.Activation) {
	o.t.Helper()
	f, err := os.Open(file)
	if err != nil {
		o.t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		o.t.Fatal(err)
	}
	var escrows siak.EscrowFile
	if err := json.Unmarshal(b, &escrows); err != nil {
		o.t.Fatal(err)
	}
	for range 2 {
		verdicts, err := o.sandbox.AcceptEscrow(o.t.Context(), escrows)
		if err != nil || len(verdicts) != 2 {
			o.t.Fatal(verdicts, err)
		}
		for i, a := range []siak.Activation{one, two} {
			if verdicts[i].ID != a.ID || verdicts[i].State != siak.Accepted {
				o.t.Errorf("%+v", verdicts[i])
			}
		}
	}
	escrows.Activations[0].Sealed[40] ^= 1
	verdicts, err := o.sandbox.AcceptEscrow(o.t.Context(), escrows)
	if err != nil || verdicts[0].State != siak.Held {
		o.t.Errorf("a changed escrow: %+v %v", verdicts, err)
	}
}

func (o *office) fresh() *store.Store {
	o.t.Helper()
	s, err := store.Create(o.t.Context(), filepath.Join(o.t.TempDir(), "neu"), store.Officer{Name: "latihan"}, passphrase, cheap)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

// A locked station sends, anchors and receives orders as ever.
func TestLockedStationIsHeardOf(t *testing.T) {
	o := newAnchored(t)
	o.settled()
	o.gate.Cut()
	o.confirm()
	if err := o.store.Lock(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.gate.Restore()
	within(t, "what waits is sent", func() bool { n, _ := o.store.Ledger.Waiting(t.Context()); return n == 0 })
	o.settled()
	if err := o.sandbox.OrderWipe(t.Context(), o.identity.StationID); err != nil {
		t.Fatal(err)
	}
	// With a new trust list, which a locked cache does not take in.
	if err := o.sandbox.RevokeRegistration(t.Context(), o.anyRegistration()); err != nil {
		t.Fatal(err)
	}
	<-o.wipe
	if err := o.store.Unlock(t.Context(), passphrase); err != nil {
		t.Fatal(err)
	}
}

// anyRegistration is of an activation that was confirmed here.
func (o *office) anyRegistration() string {
	all, err := o.store.Ledger.Activations(o.t.Context(), time.Time{})
	if err != nil || len(all) == 0 {
		o.t.Fatal(len(all), err)
	}
	return all[0].RegistrationID
}
