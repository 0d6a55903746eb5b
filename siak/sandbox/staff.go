package sandbox

import (
	"context"
	"time"
)

// Station is an enrolled station as the registry's staff see it.
type Station struct {
	ID, Name string
	Enrolled time.Time
	Revoked  bool
	Anchored uint64 // last row of its audit that was taken; 0 for none
	Refused  int    // heads of its audit that were refused
}

// Stations lists the stations, oldest first.
func (s *Sandbox) Stations(ctx context.Context) ([]Station, error) {
	const op = "list stations"
	rows, err := s.db.reader.QueryContext(ctx, `SELECT id, name, enrolled, revoked,
		coalesce((SELECT seq FROM anchors WHERE station = s.id AND kept ORDER BY anchors.id DESC LIMIT 1), 0),
		(SELECT count(*) FROM anchors WHERE station = s.id AND NOT kept) FROM stations s ORDER BY enrolled, id`)
	if err != nil {
		return nil, storageError(op, err)
	}
	defer func() { _ = rows.Close() }()
	var all []Station
	for rows.Next() {
		var st Station
		var enrolled int64
		if err := rows.Scan(&st.ID, &st.Name, &enrolled, &st.Revoked, &st.Anchored, &st.Refused); err != nil {
			return nil, storageError(op, err)
		}
		st.Enrolled = time.Unix(0, enrolled).UTC()
		all = append(all, st)
	}
	return all, storageError(op, rows.Err())
}
