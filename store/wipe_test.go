package store

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/storetest"
)

// sealable is an enrolled crew whose registry has a sealing key.
func sealable(t *testing.T, options Options) (dir string, s *Store, registry *ecdh.PrivateKey) {
	t.Helper()
	registry, err := ecdh.X25519().GenerateKey(rand.Reader)
	storetest.OK(t, err)
	dir, s = crew(t, options)
	id := newIdentity(t)
	id.SealingKey = registry.PublicKey().Bytes()
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), id))
	return dir, s, registry
}

func TestWipeLosesNothing(t *testing.T) {
	options := quick()
	ring := memoryKeyring{}
	options.Keyring = ring
	dir, s, registry := sealable(t, options)
	ctx, now := t.Context(), storetest.NewClock().At
	storetest.OK(t, s.Accounts.Reset(ctx, "budi", budisPIN))
	var all []siak.Activation
	for i := range 5 {
		all = append(all, confirm(t, s.Ledger, storetest.Confirmed(i, now)))
	}
	storetest.OK(t, s.Cache.Apply(ctx, siak.Page{From: siak.Cursor{Partition: storetest.Beji}, To: siak.Cursor{Partition: storetest.Beji, Epoch: 1, Seq: 9}, Upserts: storetest.People(9)}))
	_, err := s.Ledger.Settle(ctx, siak.Verdict{ID: all[0].ID, State: siak.Accepted})
	storetest.OK(t, err)
	_, err = s.Ledger.Settle(ctx, siak.Verdict{ID: all[1].ID, State: siak.Held, Reason: siak.ReasonBadStatement})
	storetest.OK(t, err)
	plan, err := s.PlanWipe(ctx)
	storetest.OK(t, err)
	if want := (WipePlan{Residents: 9, Officers: 3, Waiting: 4}); plan != want {
		t.Fatalf("%+v", plan)
	}
	storetest.OK(t, s.BeginWipe(ctx, nil))
	if len(ring) != 0 {
		t.Error("a half is still in the keyring")
	}
	for _, name := range []string{"cache.db", "cache.db-wal", "ballast"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
	// Nobody comes in any more, and one is sent meanwhile.
	refuse(t, dir, "dewi", dewisOwn, options, siak.KindWiped)
	_, err = Officers(ctx, dir)
	storetest.WantKind(t, err, siak.KindWiped)
	due, err := s.Ledger.Due(ctx, time.Now(), 9)
	storetest.OK(t, err)
	if len(due) != 3 {
		t.Fatalf("%d due", len(due))
	}
	_, err = s.Ledger.SettleAll(ctx, []siak.Verdict{{ID: due[0].ID, State: siak.Accepted}}, 1)
	storetest.OK(t, err)
	closeStore(t, s)

	// As after a crash: with the folder alone.
	to := t.TempDir()
	out, err := FinishWipe(ctx, dir, to)
	storetest.OK(t, err)
	if out.Activations != 3 {
		t.Fatalf("%+v", out)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Fatalf("left: %v", left)
	}
	checkEscrows(t, out.File, registry, all[1:], due[0].ID)
	checkExport(t, out.Audit)
	_, err = FinishWipe(ctx, dir, to)
	storetest.WantKind(t, err, siak.KindNotWiped)
	create(t, dir, options) // begins anew
}

// checkEscrows opens the file as the registry does.
func checkEscrows(t *testing.T, path string, registry *ecdh.PrivateKey, all []siak.Activation, sent siak.ActivationID) {
	t.Helper()
	b, err := os.ReadFile(path)
	storetest.OK(t, err)
	var f siak.EscrowFile
	storetest.OK(t, json.Unmarshal(b, &f))
	if f.Format != siak.EscrowFormat || f.Station != "depok-01" || f.Wiped.IsZero() {
		t.Fatalf("%+v", f)
	}
	got := map[siak.ActivationID][]byte{}
	for _, e := range f.Activations {
		statement, presentation, err := siak.OpenEscrow(registry.Bytes(), f.Station, e.ID, e.Sealed)
		storetest.OK(t, err)
		got[e.ID] = append(statement, presentation...)
		if _, _, err := siak.OpenEscrow(registry.Bytes(), "depok-02", e.ID, e.Sealed); err == nil {
			t.Error("opens for another station")
		}
		if _, _, err := siak.OpenEscrow(registry.Bytes(), f.Station, siak.NewActivationID(), e.Sealed); err == nil {
			t.Error("opens for another activation")
		}
	}
	for _, a := range all {
		if a.ID != sent && !bytes.Equal(got[a.ID], append(bytes.Clone(a.Signed), a.Presentation...)) {
			t.Errorf("activation %s is lost", a.ID)
		}
		if bytes.Contains(b, []byte(a.NIK.Digits())) {
			t.Error("a NIK in clear")
		}
	}
}

// checkExport verifies an exported audit from its lines alone.
func checkExport(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	storetest.OK(t, err)
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	at := audit.Head{Hash: make([]byte, 32)}
	for _, line := range lines[:len(lines)-1] {
		var r audit.Row
		storetest.OK(t, json.Unmarshal([]byte(line), &r))
		body, err := hex.DecodeString(r.Body)
		storetest.OK(t, err)
		if at = at.Next(body); hex.EncodeToString(at.Hash) != r.Hash || r.Seq != at.Seq || r.Act == "" {
			t.Fatalf("row %d: %+v", at.Seq, r)
		}
	}
	var end audit.ExportEnd
	storetest.OK(t, json.Unmarshal([]byte(lines[len(lines)-1]), &end))
	key, err := hex.DecodeString(end.Key)
	storetest.OK(t, err)
	signature, err := hex.DecodeString(end.Signature)
	storetest.OK(t, err)
	if end.Head != at.Seq || end.Hash != hex.EncodeToString(at.Hash) || !ed25519.Verify(key, at.Statement(), signature) {
		t.Fatalf("the head does not hold: %+v", end)
	}
}

func TestExportIsCompleteAndSigned(t *testing.T) {
	_, s := crew(t, quick())
	confirm(t, s.Ledger, storetest.Confirmed(1, storetest.NewClock().At))
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	f, err := os.Create(path)
	storetest.OK(t, err)
	storetest.OK(t, s.ExportAudit(t.Context(), f))
	storetest.OK(t, f.Close())
	checkExport(t, path)
	rows, err := s.AuditRows(t.Context(), 0, 1000)
	storetest.OK(t, err)
	if last := rows[len(rows)-1]; last.Act != audit.ActExport || last.Seq != int64(len(rows)) {
		t.Fatalf("%+v", last)
	}
}

// Where the registry's key was never known nothing that waits is wiped; what
// does not open is told.
func TestWipeRefusesToLose(t *testing.T) {
	dir, s := crew(t, quick())
	ctx := t.Context()
	a := confirm(t, s.Ledger, storetest.Confirmed(1, storetest.NewClock().At))
	plan, err := s.PlanWipe(ctx)
	storetest.OK(t, err)
	if plan.Lost != 1 || plan.Waiting != 1 {
		t.Fatalf("%+v", plan)
	}
	storetest.WantKind(t, s.BeginWipe(ctx, nil), siak.KindUnsentWork)
	whole := reopenable(t, dir)
	if !whole {
		t.Fatal("wiped all the same")
	}
	// The key comes later: what was confirmed before is sealed at the wipe.
	registry, err := ecdh.X25519().GenerateKey(rand.Reader)
	storetest.OK(t, err)
	id := newIdentity(t)
	id.SealingKey = registry.PublicKey().Bytes()
	storetest.OK(t, s.Settings.SetIdentity(ctx, id))
	if plan, err = s.PlanWipe(ctx); err != nil || plan.Lost != 0 {
		t.Fatalf("%+v %v", plan, err)
	}
	storetest.OK(t, s.BeginWipe(ctx, &siak.WipeOrder{ID: [16]byte{1}}))
	closeStore(t, s)
	out, err := FinishWipe(ctx, dir, t.TempDir())
	storetest.OK(t, err)
	checkEscrows(t, out.File, registry, []siak.Activation{a}, siak.ActivationID{})
}

// reopenable reports whether the keys are there.
func reopenable(t *testing.T, dir string) bool {
	_, err := Admit(t.Context(), dir, "dewi", dewisOwn.Text, quick())
	return err == nil
}

// An officer's order is not enough; the registry's is, also for an officer.
func TestRegistryMayWipeUnderAnOfficer(t *testing.T) {
	dir, s, _ := sealable(t, quick())
	closeStore(t, s)
	s = openAs(t, dir, "budi", budisOwn, quick())
	storetest.WantKind(t, s.BeginWipe(t.Context(), nil), siak.KindNotAllowed)
	storetest.OK(t, s.Lock(t.Context()))
	order := siak.WipeOrder{ID: [16]byte{1}, Ordered: storetest.NewClock().At.UTC()}
	station := audit.PublicKey(s.Audit)
	storetest.OK(t, s.BeginWipe(t.Context(), &order))
	closeStore(t, s)
	out, err := FinishWipe(t.Context(), dir, dir)
	storetest.OK(t, err)
	if out.Activations != 0 || out.File != "" {
		t.Fatalf("%+v", out)
	}
	checkExport(t, out.Audit)
	// What the registry is to hear is there, after a crash too.
	if out.Order == nil || !reflect.DeepEqual(*out.Order, order) {
		t.Fatalf("%+v", out.Order)
	}
	b, err := os.ReadFile(out.Report)
	storetest.OK(t, err)
	var r WipeReport
	storetest.OK(t, json.Unmarshal(b, &r))
	signature, err := hex.DecodeString(r.Signature)
	storetest.OK(t, err)
	if r.Station != "depok-01" || r.Order != hex.EncodeToString(order.ID[:]) || !ed25519.Verify(station, r.Statement(), signature) {
		t.Fatalf("%+v", r)
	}
}

func TestAnchor(t *testing.T) {
	_, s := crew(t, quick())
	ctx := t.Context()
	h, err := s.Audit.Head(ctx)
	storetest.OK(t, err)
	if none, err := s.Audit.Anchored(ctx); err != nil || none.Seq != 0 || h.Seq == 0 {
		t.Fatal(none, h.Seq, err)
	}
	storetest.OK(t, s.Audit.SetAnchored(ctx, h))
	storetest.OK(t, s.Audit.Append(ctx, audit.Event{Act: audit.ActPutAway}))
	later, err := s.Audit.Head(ctx)
	storetest.OK(t, err)
	had, err := s.Audit.Anchored(ctx)
	storetest.OK(t, err)
	if !had.Same(h) || later.Seq != h.Seq+1 {
		t.Fatal(had, later)
	}
	for _, c := range []struct {
		head siak.AuditHead
		want bool
	}{
		{siak.AuditHead{}, true},
		{h, true},
		{later, true},
		{siak.AuditHead{Seq: h.Seq, Hash: later.Hash}, false},
		{siak.AuditHead{Seq: later.Seq + 1, Hash: later.Hash}, false},
	} {
		holds, err := s.Audit.Holds(ctx, c.head)
		storetest.OK(t, err)
		report, err := s.Audit.VerifyAgainst(ctx, c.head)
		storetest.OK(t, err)
		if holds != c.want || report.Sound() != c.want || !c.want && report.Problem != audit.ProblemOlder {
			t.Errorf("%d: %v %+v", c.head.Seq, holds, report)
		}
	}
}
