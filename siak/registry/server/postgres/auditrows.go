package postgres

import "ikd/station/siak/registry/server/trail"

// AddAuditRows adds rows behind those that are there.
func (t auditRowsTx) AddAuditRows(station string, chain int64, rows []trail.Row) error {
	for _, r := range rows {
		t.later(`INSERT INTO audit_rows VALUES ($1, $2, $3, $4, $5)`, station, chain, int64(r.Seq), r.Body, r.Hash)
	}
	return nil
}

const selectAuditRows = `SELECT seq, body, hash FROM audit_rows WHERE station = $1 AND chain = $2 `

// AuditRow is one; seq 0 is the last.
func (t auditRowsTx) AuditRow(station string, chain int64, seq uint64) (r trail.Row, found bool, err error) {
	var number int64
	which, args := `ORDER BY seq DESC LIMIT 1`, []any{station, chain}
	if seq != 0 {
		which, args = `AND seq = $3`, append(args, atMost(seq))
	}
	found, err = t.one([]any{&number, &r.Body, &r.Hash}, selectAuditRows+which, args...)
	r.Seq = uint64(number)
	return r, found, err
}

// CutAuditRows removes those behind a number.
func (t auditRowsTx) CutAuditRows(station string, chain int64, after uint64) error {
	t.later(`DELETE FROM audit_rows WHERE station = $1 AND chain = $2 AND seq > $3`, station, chain, atMost(after))
	return nil
}

// EachAuditRow gives them all, in their order.
func (t auditRowsTx) EachAuditRow(station string, chain int64, f func(trail.Row) error) error {
	return t.ask(func(scan func(...any) error) error {
		var r trail.Row
		var number int64
		if err := scan(&number, &r.Body, &r.Hash); err != nil {
			return err
		}
		r.Seq = uint64(number)
		return f(r)
	}, selectAuditRows+`ORDER BY seq`, station, chain)
}
