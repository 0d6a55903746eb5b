package app

import (
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
