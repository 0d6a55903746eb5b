package store

import (
	"path/filepath"
	"strings"
	"testing"

	"ikd/station/siak"
)

// audited is a closed, enrolled folder with eight audit rows.
func audited(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s := create(t, dir, quick()) // 1 and 2
	ok(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	for i := range 5 {
		confirm(t, s.Ledger, confirmed(i, newClock().now))
	}
	closeStore(t, s)
	return dir
}

func TestAuditIsSound(t *testing.T) {
	dir := audited(t)
	report, err := VerifyAudit(t.Context(), dir)
	ok(t, err)
	if !report.Sound() || report.Rows != 8 || report.Bad != 0 || report.Key == nil {
		t.Fatalf("%+v", report)
	}
	s := reopen(t, dir, quick()) // row 9 is signed without being told to
	report, err = VerifyAudit(t.Context(), dir)
	ok(t, err)
	if !report.Sound() || report.Rows != 9 {
		t.Fatalf("%+v", report)
	}
	report, err = s.Audit.Verify(t.Context())
	ok(t, err)
	if !report.Sound() {
		t.Fatalf("%+v", report)
	}
	_, err = VerifyAudit(t.Context(), t.TempDir())
	wantKind(t, err, siak.KindNotSetUp)
}

func TestAuditFindsWhatWasDone(t *testing.T) {
	const move = `UPDATE audit SET seq = 1000 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = 1000`
	for name, c := range map[string]struct {
		do      string
		bad     int64
		problem Problem
	}{
		"body changed":     {`UPDATE audit SET body = (SELECT body FROM audit WHERE seq = 2) WHERE seq = 4`, 4, ProblemChanged},
		"one bit changed":  {`UPDATE audit SET body = substr(body, 1, 9) || x'00' || substr(body, 11) WHERE seq = 5`, 5, ProblemChanged},
		"hash changed":     {`UPDATE audit SET hash = zeroblob(32) WHERE seq = 3`, 3, ProblemChanged},
		"row taken out":    {`DELETE FROM audit WHERE seq = 4`, 4, ProblemGap},
		"first taken out":  {`DELETE FROM audit WHERE seq = 1`, 1, ProblemGap},
		"tail cut":         {`DELETE FROM audit WHERE seq > 6`, 7, ProblemCut},
		"all gone":         {`DELETE FROM audit`, 1, ProblemCut},
		"rows swapped":     {move, 4, ProblemChanged},
		"row put in":       {`INSERT INTO audit SELECT 9, body, hash FROM audit WHERE seq = 8`, 9, ProblemExtra},
		"tail and head":    {`DELETE FROM audit WHERE seq > 6; UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit WHERE seq = 6)`, 6, ProblemSignature},
		"signature gone":   {`UPDATE audit_head SET signature = NULL`, 8, ProblemUnsigned},
		"signature forged": {`UPDATE audit_head SET signature = zeroblob(64)`, 8, ProblemSignature},
		"another key":      {`UPDATE meta SET value = zeroblob(32)`, 8, ProblemSignature},
		"rubbish for key":  {`UPDATE meta SET value = x'00'`, 8, ProblemSignature},
		"another head":     {`UPDATE audit_head SET hash = zeroblob(32)`, 8, ProblemChanged},
	} {
		t.Run(name, func(t *testing.T) {
			dir := audited(t)
			tamper(t, filepath.Join(dir, ledgerFile), c.do)
			report, err := VerifyAudit(t.Context(), dir)
			ok(t, err)
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
	from := "'" + filepath.Join(other, ledgerFile) + "'"
	tamper(t, filepath.Join(dir, ledgerFile), `ATTACH `+from+` AS other;
		DELETE FROM audit; INSERT INTO audit SELECT * FROM other.audit;
		DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM other.audit_head;
		DELETE FROM meta; INSERT INTO meta SELECT * FROM other.meta`)
	report, err := VerifyAudit(t.Context(), dir)
	ok(t, err)
	if !report.Sound() {
		t.Fatalf("a chain that is whole in itself: %+v", report)
	}
	s := reopen(t, dir, quick())
	report, err = s.Audit.Verify(t.Context())
	ok(t, err)
	if report.Problem != ProblemSignature {
		t.Fatalf("%+v", report)
	}
}

// A new identity's key takes over; nobody else's does.
func TestNewKeyTakesOver(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	for range 2 {
		ok(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
		auditRows(t, s)
	}
	bad := newIdentity(t)
	bad.Key = []byte("rubbish")
	wantKind(t, s.Settings.SetIdentity(t.Context(), bad), siak.KindMalformed)
	auditRows(t, s)
}

func TestAuditTakesNothingPersonal(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	person := madeUp(1)
	for name, e := range map[string]Event{
		"unknown act":        {Act: "gossip"},
		"no act":             {},
		"NIK as subject":     {Act: ActLookUp, Subject: person.NIK.Digits()},
		"name as subject":    {Act: ActLookUp, Subject: person.Name},
		"birth as reason":    {Act: ActPutAway, Reason: siak.Reason(person.Birth.String())},
		"number as kind":     {Act: ActFailure, Kind: "error 5"},
		"long officer":       {Act: ActSignIn, Officer: strings.Repeat("x", 65)},
		"sentence in result": {Act: ActDecide, Outcome: "it is fine"},
	} {
		if err := s.Audit.Append(t.Context(), e); siak.KindOf(err) != siak.KindMalformed {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, o := range siak.Outcomes() {
		ok(t, s.Audit.Append(t.Context(), Event{Act: ActDecide, Outcome: o, Activation: siak.NewActivationID()}))
	}
	auditRows(t, s)
}

// Both clocks are in the row: the station's own and what it is off by.
func TestAuditHasBothClocks(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	options := quick()
	options.Now = c.Now
	s := create(t, dir, options)
	s.SetClockOffset(-90 * 1e9)
	ok(t, s.Audit.Append(t.Context(), Event{Act: ActSignOut}))
	var body []byte
	ok(t, s.ledgerFile.reader.QueryRowContext(t.Context(), `SELECT body FROM audit ORDER BY seq DESC`).Scan(&body))
	var form eventForm
	ok(t, decode("", body, &form))
	if want := (eventForm{Seq: 3, Act: "sign-out", At: c.now.UnixNano(), Offset: -90e9, Officer: "latihan"}); !sameForm(form, want) {
		t.Fatalf("%+v", form)
	}
}

func sameForm(a, b eventForm) bool {
	return a.Seq == b.Seq && a.Act == b.Act && a.At == b.At && a.Offset == b.Offset && a.Officer == b.Officer
}
