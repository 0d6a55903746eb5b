package postgres

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/scope"
)

// AddGrant gives a station one.
func (t grantsTx) AddGrant(station string, g scope.Grant, at time.Time) error {
	t.later(`INSERT INTO grants VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, station, string(g), at)
	return nil
}

// DropGrant takes one.
func (t grantsTx) DropGrant(station string, g scope.Grant) (bool, error) {
	return t.touched(`DELETE FROM grants WHERE station = $1 AND what = $2`, station, string(g))
}

// ListGrants are a station's.
func (t grantsTx) ListGrants(station string) (scope.Grants, error) {
	return list(t.conn, func(scan func(...any) error) (g scope.Grant, err error) {
		err = scan(&g)
		return g, err
	}, `SELECT what FROM grants WHERE station = $1 ORDER BY what`, station)
}

// AddAccess records one.
func (t accessesTx) AddAccess(a scope.Access) error {
	t.later(`INSERT INTO accesses (station, officer, kind, result, person, subject, registration, purpose, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, a.Station, a.Officer, string(a.Kind), a.Result, orNull(a.Person), a.Subject,
		a.Registration, a.Purpose, a.At)
	return nil
}

const accessColumns = `station, officer, kind, result, coalesce(person, 0), subject, registration, purpose, at`

func scanAccess(scan func(...any) error) (a scope.Access, err error) {
	var at time.Time
	err = scan(&a.Station, &a.Officer, &a.Kind, &a.Result, &a.Person, &a.Subject, &a.Registration, &a.Purpose, &at)
	a.At = at.UTC()
	return a, err
}

// RecentAccesses are a station's after a time.
func (t accessesTx) RecentAccesses(station string, after time.Time) ([]scope.Access, error) {
	return list(t.conn, scanAccess, `SELECT `+accessColumns+` FROM accesses WHERE station = $1 AND at > $2 ORDER BY at, seq`,
		station, after)
}

// ListAccesses are all of a person or of a subject.
func (t accessesTx) ListAccesses(person int64, subject []byte) ([]scope.Access, error) {
	return list(t.conn, scanAccess, `SELECT `+accessColumns+` FROM accesses WHERE person = $1 OR subject = $2
		UNION ALL SELECT station, '', 'activation', state, person, NULL, registration, '', received
		FROM activations WHERE person = $1 ORDER BY 9`, orNull(person), subject)
}

// AddCopied adds to what a station got.
func (t accessesTx) AddCopied(c scope.Copied) (rowsOfDay int, err error) {
	t.later(`INSERT INTO copied VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (station, day, region, by_file) DO UPDATE SET
		from_seq = least(copied.from_seq, excluded.from_seq), to_seq = greatest(copied.to_seq, excluded.to_seq),
		rows = copied.rows + excluded.rows, last = excluded.last`,
		c.Station, c.Day, string(c.Region), c.ByFile, atMost(c.From), atMost(c.To), c.Rows, c.First, c.Last)
	_, err = t.one([]any{&rowsOfDay}, `SELECT coalesce(sum(rows), 0)::bigint FROM copied WHERE station = $1 AND day = $2 AND NOT by_file`, c.Station, c.Day)
	return rowsOfDay, err
}

// ListCopied are all of a partition.
func (t accessesTx) ListCopied(region siak.Region) ([]scope.Copied, error) {
	return list(t.conn, func(scan func(...any) error) (c scope.Copied, err error) {
		var first, last time.Time
		err = scan(&c.Station, &c.Day, &c.Region, &c.ByFile, &c.From, &c.To, &c.Rows, &first, &last)
		c.First, c.Last = first.UTC(), last.UTC()
		return c, err
	}, `SELECT station, day, region, by_file, from_seq, to_seq, rows, first, last FROM copied WHERE region = $1 ORDER BY first, station`, string(region))
}

// LeftRegions are the partitions that a NIK has left.
func (t accessesTx) LeftRegions(nik siak.NIK) ([]siak.Region, error) {
	return list(t.conn, func(scan func(...any) error) (r siak.Region, err error) {
		err = scan(&r)
		return r, err
	}, `SELECT district FROM tombstones WHERE nik = $1 ORDER BY district`, nik.Digits())
}

// ForgetAccesses forgets what is before a time.
func (t accessesTx) ForgetAccesses(before time.Time) error {
	for _, statement := range []string{
		`DELETE FROM accesses WHERE at < $1`, `DELETE FROM copied WHERE last < $1`, `DELETE FROM alarms WHERE last < $1`,
	} {
		t.later(statement, before)
	}
	return nil
}

// Activated are those of some registrations that a station has activated.
func (t accessesTx) Activated(station string, registrations ...string) (map[string]bool, error) {
	activated := map[string]bool{}
	return activated, t.ask(func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		activated[id] = true
		return err
	}, `SELECT DISTINCT registration FROM activations WHERE registration = ANY ($2) AND station = $1`, station, registrations)
}

// PeopleOfPhone counts who registered a phone's key.
func (t accessesTx) PeopleOfPhone(phones ...siak.Thumbprint) (most int, err error) {
	keys := make([][]byte, len(phones))
	for i := range phones {
		keys[i] = phones[i][:]
	}
	_, err = t.one([]any{&most}, `SELECT coalesce(max(n), 0) FROM (
		SELECT count(DISTINCT person) AS n FROM registrations WHERE thumbprint = ANY ($1) GROUP BY thumbprint) AS each`, keys)
	return most, err
}

// PeopleOfAddress counts who has a corrected address.
func (t accessesTx) PeopleOfAddress(address siak.Email) (n int, err error) {
	_, err = t.one([]any{&n}, `SELECT count(DISTINCT r.person) FROM emails e JOIN registrations r ON r.id = e.registration
		WHERE e.address = $1`, string(address))
	return n, err
}

// RegistrationOfPhone is a person's registration of a phone.
func (t accessesTx) RegistrationOfPhone(person int64, phone siak.Thumbprint) (id string, err error) {
	_, err = t.one([]any{&id}, `SELECT id FROM registrations WHERE person = $1 AND thumbprint = $2 ORDER BY id LIMIT 1`, person, phone[:])
	return id, err
}

// RaiseAlarm counts one more.
func (t alarmsTx) RaiseAlarm(k scope.AlarmKind, station, officer string, at time.Time) error {
	t.later(`INSERT INTO alarms VALUES ($1, $2, $3, $4, 1, $5, $5)
		ON CONFLICT (day, station, officer, kind) DO UPDATE SET
		count = alarms.count + 1, first = least(alarms.first, excluded.first), last = greatest(alarms.last, excluded.last)`,
		string(k), station, officer, scope.Day(at), at)
	return nil
}

// ListAlarms are those since a time.
func (t alarmsTx) ListAlarms(since time.Time) ([]scope.Alarm, error) {
	return list(t.conn, func(scan func(...any) error) (a scope.Alarm, err error) {
		var first, last time.Time
		err = scan(&a.Kind, &a.Station, &a.Officer, &a.Day, &a.Count, &first, &last)
		a.First, a.Last = first.UTC(), last.UTC()
		return a, err
	}, `SELECT kind, station, officer, day, count, first, last FROM alarms WHERE last >= $1 ORDER BY last, station, officer, kind`, since)
}

// AddNotice adds one.
func (t noticesTx) AddNotice(n scope.Notice) error {
	t.later(`INSERT INTO notices (registration, recipient, what, sent) VALUES ($1, $2, $3, $4)`,
		n.Registration, n.To, string(n.What), n.Sent)
	return nil
}

// ListNotices gives those after a sequence.
func (t noticesTx) ListNotices(after uint64, limit int) ([]scope.Notice, error) {
	return list(t.conn, func(scan func(...any) error) (n scope.Notice, err error) {
		var sent time.Time
		err = scan(&n.Seq, &n.Registration, &n.To, &n.What, &sent)
		n.Sent = sent.UTC()
		return n, err
	}, `SELECT seq, registration, recipient, what, sent FROM notices WHERE seq > $1 ORDER BY seq LIMIT $2`, atMost(after), limit)
}
