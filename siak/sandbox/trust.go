package sandbox

import (
	"context"
	"database/sql"
	"time"

	"ikd/station/siak"
)

// Presentations that a station is told of: those of the last day, and no more
// than fit a small reply.
const (
	usedFor = 24 * time.Hour
	maxUsed = 10_000
)

// trust is what a station is to believe about codes. The presentations are
// those of the other stations: its own are in its ledger.
func (s *Sandbox) trust(ctx context.Context, stationID string) (siak.Trust, error) {
	t := siak.Trust{Issuers: s.keys.trusted, Revoked: map[string]bool{}, Used: map[siak.PresentationID]bool{}}
	err := s.db.read(ctx, func(tx *sql.Tx) error {
		version, err := metaNumber(ctx, tx, "trust_version")
		if err != nil {
			return err
		}
		t.Version = uint64(version)
		err = each(ctx, tx, func(id []byte) { t.Revoked[string(id)] = true },
			`SELECT id FROM registrations WHERE revoked = 1`)
		if err != nil {
			return err
		}
		return each(ctx, tx, func(cti []byte) { t.Used[siak.PresentationID(cti)] = true },
			`SELECT cti FROM presentations WHERE station <> ? AND (activation IS NULL OR used > ?)
			ORDER BY activation IS NOT NULL, used DESC LIMIT ?`,
			stationID, s.o.Now().Add(-usedFor).UnixNano(), maxUsed)
	})
	return t, storageError("read trust", err)
}

// each calls f with the one column of each row.
func each(ctx context.Context, q querier, f func([]byte), query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var column []byte
		if err := rows.Scan(&column); err != nil {
			return err
		}
		f(column)
	}
	return rows.Err()
}
