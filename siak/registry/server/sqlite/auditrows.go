package sqlite

import "ikd/station/siak/registry/server/trail"

// AddAuditRows adds rows behind those that are there.
func (t auditRowsTx) AddAuditRows(station string, chain int64, rows []trail.Row) error {
	for _, r := range rows {
		if err := t.exec(`INSERT INTO audit_rows VALUES (?, ?, ?, ?, ?)`, station, chain, int64(r.Seq), r.Body, r.Hash); err != nil {
			return err
		}
	}
	return nil
}

const selectAuditRows = `SELECT seq, body, hash FROM audit_rows WHERE station = ? AND chain = ? `

// AuditRow is one; seq 0 is the last.
func (t auditRowsTx) AuditRow(station string, chain int64, seq uint64) (r trail.Row, found bool, err error) {
	which, args := `ORDER BY seq DESC LIMIT 1`, []any{station, chain}
	if seq != 0 {
		which, args = `AND seq = ?`, append(args, atMost(seq))
	}
	found, err = t.one([]any{&r.Seq, &r.Body, &r.Hash}, selectAuditRows+which, args...)
	return r, found, err
}

// CutAuditRows removes those behind a number.
func (t auditRowsTx) CutAuditRows(station string, chain int64, after uint64) error {
	return t.exec(`DELETE FROM audit_rows WHERE station = ? AND chain = ? AND seq > ?`, station, chain, atMost(after))
}

// EachAuditRow gives them all, in their order.
func (t auditRowsTx) EachAuditRow(station string, chain int64, f func(trail.Row) error) error {
	return t.all(func(scan func(...any) error) error {
		var r trail.Row
		if err := scan(&r.Seq, &r.Body, &r.Hash); err != nil {
			return err
		}
		return f(r)
	}, selectAuditRows+`ORDER BY seq`, station, chain)
}
