package pages

import (
	"context"
	"time"

	"ikd/station/siak"
)

// AuditRow is a row of the audit. It holds no citizen's data.
type AuditRow struct {
	Seq     int64
	At      time.Time
	Officer string
	Act     string // of package store's acts
	Subject string
	About   string // another officer
	Region  siak.Region
	Outcome siak.Outcome
	State   siak.State
	Reason  siak.Reason
	Kind    siak.Kind
}

// AuditReport is what checking the audit found.
type AuditReport struct {
	Rows    int64  // found good, from the first on
	Bad     int64  // the first bad row, 0 for none
	Problem string // of package store's problems
}

// AuditTrail is the account of everything that was done, for a supervisor.
type AuditTrail interface {
	// Audit reads at most limit rows before a number, newest first; 0 begins
	// with the last.
	Audit(ctx context.Context, before int64, limit int) ([]AuditRow, error)
	VerifyAudit(ctx context.Context) (AuditReport, error)
	// ExportAudit writes it to a new file; siak.KindOutputExists where there is one.
	ExportAudit(ctx context.Context, path string) error
	// ExportPath is where an export goes unless somebody wants it elsewhere.
	ExportPath() string
}
