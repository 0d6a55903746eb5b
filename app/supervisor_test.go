package app

import (
	"context"
	"slices"
	"time"

	"ikd/station/siak"
)

// fakeSupervisor is a supervisor's handle without a store.
type fakeSupervisor struct {
	accounts []Account
	did      []string
	secret   Secret
	err      error
	rows     []AuditRow // oldest first
	report   AuditReport
	plan     WipePlan
	exported string
	wiped    bool
	restores RestorePlan
	late     error // of Restore
	areas    []AreaPart
	areaOff  siak.Kind
	chosen   []siak.Region
}

func (b *fakeSupervisor) Accounts(context.Context) ([]Account, error) { return b.accounts, nil }

func (b *fakeSupervisor) done(what string, s Secret) error {
	b.did = append(b.did, what)
	b.secret = Secret{PIN: s.PIN, Text: slices.Clone(s.Text)}
	return b.err
}

func (b *fakeSupervisor) Add(_ context.Context, name string, supervisor bool, s Secret) error {
	if supervisor {
		name += " (supervisor)"
	}
	return b.done("add "+name, s)
}

func (b *fakeSupervisor) Reset(_ context.Context, name string, s Secret) error {
	return b.done("reset "+name, s)
}

func (b *fakeSupervisor) Disable(_ context.Context, name string) error {
	return b.done("disable "+name, Secret{})
}

func (b *fakeSupervisor) Audit(_ context.Context, before int64, limit int) ([]AuditRow, error) {
	if before == 0 {
		before = int64(len(b.rows)) + 1
	}
	page := slices.Clone(b.rows[max(0, int(before)-1-limit) : before-1])
	slices.Reverse(page)
	return page, nil
}

func (b *fakeSupervisor) VerifyAudit(context.Context) (AuditReport, error) { return b.report, nil }
func (b *fakeSupervisor) ExportPath() string                               { return "/home/loket/Dokumen/audit.jsonl" }

func (b *fakeSupervisor) ExportAudit(_ context.Context, path string) error {
	b.exported = path
	return b.err
}

func (b *fakeSupervisor) RestorePath() string {
	return "/home/loket/.config/ikd-station/ledger.rescued.db"
}

func (b *fakeSupervisor) PlanRestore(_ context.Context, path string) (RestorePlan, error) {
	b.did = append(b.did, "plan "+path)
	return b.restores, b.err
}

func (b *fakeSupervisor) Restore(_ context.Context, path string) (Restored, error) {
	b.did = append(b.did, "restore "+path)
	return Restored{Activations: 211, Waiting: 4, Aside: "/home/loket/.config/ikd-station/ledger.db.before-20260312T014100.000"}, b.late
}

func (b *fakeSupervisor) PlanWipe(context.Context) (WipePlan, error) { return b.plan, nil }

func (b *fakeSupervisor) Wipe(context.Context) (Wiped, error) {
	b.wiped = true
	return Wiped{Activations: 2, File: "/home/loket/Dokumen/untuk-pusat/aktivasi.ikd", Audit: "/home/loket/Dokumen/untuk-pusat/audit.jsonl"}, b.err
}

func someAccounts() []Account {
	return []Account{
		{Name: "Agus Setiawan", PIN: true, Lockout: Lockout{Left: 15}},
		{Name: "Bagus Prakoso", Renew: true, Lockout: Lockout{Left: 15}},
		{Name: "Dewi Lestari Kusumaningrum", Lockout: Lockout{Full: true}},
		{Name: "Maria Goreti", Disabled: true},
		{Name: "Ratna Dewi", Supervisor: true, Lockout: Lockout{Left: 15}},
		{Name: "Siti Rahma", Lockout: Lockout{Left: 9, Until: noon.Add(14 * time.Second)}},
	}
}

func someAudit() []AuditRow {
	var rows []AuditRow
	for i, r := range []AuditRow{
		{Act: "set-up"},
		{Act: "enrol"},
		{Act: "sign-in"},
		{Act: "officer", Subject: "add", About: "Bagus Prakoso"},
		{Act: "look-up", Subject: "found"},
		{Act: "decide", Outcome: siak.ActiveOnAnotherPhone},
		{Act: "put-away", Outcome: siak.ActiveOnAnotherPhone},
		{Act: "decide", Outcome: siak.Eligible},
		{Act: "confirm", Outcome: siak.Eligible},
		{Act: "settle", State: siak.Accepted},
		{Act: "lock"},
		{Act: "failure", Subject: "sign-in", Kind: siak.KindWrongPassphrase},
		{Act: "unlock"},
		{Act: "setting", Subject: "idle-lock"},
		{Act: "rotate", Subject: "begin"},
		{Act: "rotate", Subject: "end"},
		{Act: "something new", Subject: "what-ever"},
	} {
		r.Seq, r.At, r.Officer = int64(i+1), noon.Add(time.Duration(i-60)*time.Minute), "Ratna Dewi"
		rows = append(rows, r)
	}
	return rows
}
