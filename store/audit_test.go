package store

import (
	"path/filepath"
	"strings"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/storetest"
)

// audited is a closed, enrolled folder with eight audit rows.
func audited(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s := create(t, dir, quick()) // 1 and 2
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	for i := range 5 {
		confirm(t, s.Ledger, storetest.Confirmed(i, storetest.NewClock().At))
	}
	closeStore(t, s)
	return dir
}

func TestAuditIsSound(t *testing.T) {
	dir := audited(t)
	report, err := VerifyAudit(t.Context(), dir)
	storetest.OK(t, err)
	if !report.Sound() || report.Rows != 8 || report.Bad != 0 || report.Key == nil {
		t.Fatalf("%+v", report)
	}
	s := reopen(t, dir, quick()) // row 9 is signed without being told to
	report, err = VerifyAudit(t.Context(), dir)
	storetest.OK(t, err)
	if !report.Sound() || report.Rows != 9 {
		t.Fatalf("%+v", report)
	}
	report, err = s.Audit.Verify(t.Context())
	storetest.OK(t, err)
	if !report.Sound() {
		t.Fatalf("%+v", report)
	}
	_, err = VerifyAudit(t.Context(), t.TempDir())
	storetest.WantKind(t, err, siak.KindNotSetUp)
}

func TestAuditFindsWhatWasDone(t *testing.T) {
	const move = `UPDATE audit SET seq = 1000 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = 1000`
	for name, c := range map[string]struct {
		do      string
		bad     int64
		problem audit.Problem
	}{
		"body changed":     {`UPDATE audit SET body = (SELECT body FROM audit WHERE seq = 2) WHERE seq = 4`, 4, audit.ProblemChanged},
		"one bit changed":  {`UPDATE audit SET body = substr(body, 1, 9) || x'00' || substr(body, 11) WHERE seq = 5`, 5, audit.ProblemChanged},
		"hash changed":     {`UPDATE audit SET hash = zeroblob(32) WHERE seq = 3`, 3, audit.ProblemChanged},
		"row taken out":    {`DELETE FROM audit WHERE seq = 4`, 4, audit.ProblemGap},
		"first taken out":  {`DELETE FROM audit WHERE seq = 1`, 1, audit.ProblemGap},
		"tail cut":         {`DELETE FROM audit WHERE seq > 6`, 7, audit.ProblemCut},
		"all gone":         {`DELETE FROM audit`, 1, audit.ProblemCut},
		"rows swapped":     {move, 4, audit.ProblemChanged},
		"row put in":       {`INSERT INTO audit SELECT 9, body, hash FROM audit WHERE seq = 8`, 9, audit.ProblemExtra},
		"tail and head":    {`DELETE FROM audit WHERE seq > 6; UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit WHERE seq = 6)`, 6, audit.ProblemSignature},
		"signature gone":   {`UPDATE audit_head SET signature = NULL`, 8, audit.ProblemUnsigned},
		"signature forged": {`UPDATE audit_head SET signature = zeroblob(64)`, 8, audit.ProblemSignature},
		"another key":      {`UPDATE meta SET value = zeroblob(32)`, 8, audit.ProblemSignature},
		"rubbish for key":  {`UPDATE meta SET value = x'00'`, 8, audit.ProblemSignature},
		"another head":     {`UPDATE audit_head SET hash = zeroblob(32)`, 8, audit.ProblemChanged},
	} {
		t.Run(name, func(t *testing.T) {
			dir := audited(t)
			tamper(t, filepath.Join(dir, folder.Ledger), c.do)
			report, err := VerifyAudit(t.Context(), dir)
			storetest.OK(t, err)
			if report.Problem != c.problem || report.Bad != c.bad || report.Sound() {
				t.Fatalf("%+v", report)
			}
		})
	}
}

// A chain that was written anew with a new key is found by who has the
// passphrase.
func TestRewrittenAuditIsFoundByTheOfficer(t *testing.T) {
	dir := audited(t)
	other := audited(t)
	from := "'" + filepath.Join(other, folder.Ledger) + "'"
	tamper(t, filepath.Join(dir, folder.Ledger), `ATTACH `+from+` AS other;
		DELETE FROM audit; INSERT INTO audit SELECT * FROM other.audit;
		DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM other.audit_head;
		DELETE FROM meta; INSERT INTO meta SELECT * FROM other.meta`)
	report, err := VerifyAudit(t.Context(), dir)
	storetest.OK(t, err)
	if !report.Sound() {
		t.Fatalf("a chain that is whole in itself: %+v", report)
	}
	s := reopen(t, dir, quick())
	report, err = s.Audit.Verify(t.Context())
	storetest.OK(t, err)
	if report.Problem != audit.ProblemSignature {
		t.Fatalf("%+v", report)
	}
}

// A new identity's key takes over; nobody else's does.
func TestNewKeyTakesOver(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	for range 2 {
		storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
		auditRows(t, s)
	}
	bad := newIdentity(t)
	bad.Key = []byte("rubbish")
	storetest.WantKind(t, s.Settings.SetIdentity(t.Context(), bad), siak.KindBadValue)
	auditRows(t, s)
}

func TestAuditTakesNothingPersonal(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	person := storetest.MadeUp(1)
	for name, e := range map[string]audit.Event{
		"unknown act":        {Act: "gossip"},
		"no act":             {},
		"NIK as subject":     {Act: audit.ActLookUp, Subject: person.NIK.Digits()},
		"name as subject":    {Act: audit.ActLookUp, Subject: person.Name},
		"birth as reason":    {Act: audit.ActPutAway, Reason: siak.Reason(person.Birth.String())},
		"number as kind":     {Act: audit.ActFailure, Kind: "error 5"},
		"long officer":       {Act: audit.ActSignIn, Officer: strings.Repeat("x", 65)},
		"sentence in result": {Act: audit.ActDecide, Outcome: "it is fine"},
	} {
		if err := s.Audit.Append(t.Context(), e); siak.KindOf(err) != siak.KindBadValue {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, o := range siak.Outcomes() {
		storetest.OK(t, s.Audit.Append(t.Context(), audit.Event{Act: audit.ActDecide, Outcome: o, Activation: siak.NewActivationID()}))
	}
	auditRows(t, s)
}

// Both clocks are in the row: the station's own and what it is off by.
func TestAuditHasBothClocks(t *testing.T) {
	dir, c := t.TempDir(), storetest.NewClock()
	options := quick()
	options.Now = c.Now
	s := create(t, dir, options)
	s.SetClockOffset(-90 * 1e9)
	storetest.OK(t, s.Audit.Append(t.Context(), audit.Event{Act: audit.ActSignOut}))
	var body []byte
	storetest.OK(t, s.ledgerFile.Reader.QueryRowContext(t.Context(), `SELECT body FROM audit ORDER BY seq DESC`).Scan(&body))
	var form audit.EventForm
	storetest.OK(t, codec.Decode("", body, &form))
	if want := (audit.EventForm{Seq: 3, Act: "sign-out", At: c.At.UnixNano(), Offset: -90e9, Officer: "latihan"}); !sameForm(form, want) {
		t.Fatalf("%+v", form)
	}
}

func sameForm(a, b audit.EventForm) bool {
	return a.Seq == b.Seq && a.Act == b.Act && a.At == b.At && a.Offset == b.Offset && a.Officer == b.Officer
}
