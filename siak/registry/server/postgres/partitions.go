package postgres

import (
	"fmt"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

const partitionColumns = `region, name, area, seq, total`

func scanPartition(scan func(...any) error) (server.Partition, error) {
	var r server.PartitionRow
	err := scan(&r.Region, &r.Name, &r.Area, &r.Seq, &r.Total)
	return r.Partition(), err
}

// AddPartition adds one, and the table of its regency's people where it is the
// first of it.
func (t partitionsTx) AddPartition(p server.Partition) error {
	table, err := tableOf(p.Region)
	if err != nil {
		return err
	}
	t.later(`INSERT INTO partitions VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		string(p.Region), p.Name, p.Area, atMost(p.Seq), atMost(p.Total))
	var there bool
	if _, err := t.one([]any{&there}, `SELECT to_regclass($1) IS NOT NULL`, table); err != nil || there {
		return err
	}
	t.later("SELECT pg_advisory_xact_lock($1)", migrationLock)
	t.later(fmt.Sprintf(`CREATE TABLE IF NOT EXISTS %s PARTITION OF people FOR VALUES IN ('%s')`, table, p.Region.City()))
	return t.flush()
}

// tableOf is the table of the people of a region's regency. It is refused for
// what is no region: the name goes into statements.
func tableOf(region siak.Region) (string, error) {
	city := region.City()
	if len(city) != 4 {
		return "", &failure{code: "22023", constraint: "region"}
	}
	for _, digit := range city {
		if digit < '0' || digit > '9' {
			return "", &failure{code: "22023", constraint: "region"}
		}
	}
	return "people_" + string(city), nil
}

// Partition finds one.
func (t partitionsTx) Partition(region siak.Region) (server.Partition, bool, error) {
	return first(t.conn, scanPartition, `SELECT `+partitionColumns+` FROM partitions WHERE region = $1`, string(region))
}

// ListPartitions are all, by region.
func (t partitionsTx) ListPartitions() ([]server.Partition, error) {
	return list(t.conn, scanPartition, `SELECT `+partitionColumns+` FROM partitions ORDER BY region`)
}

// NextSeqs takes the next n sequences of a partition, under its row's lock.
func (t partitionsTx) NextSeqs(region siak.Region, n, more int) (last uint64, found bool, err error) {
	found, err = t.one([]any{&last},
		`UPDATE partitions SET seq = seq + $1, total = total + $2 WHERE region = $3 RETURNING seq`, n, more, string(region))
	return last, found, err
}

// AddTombstone says that somebody left.
func (t partitionsTx) AddTombstone(region siak.Region, s siak.Tombstone) error {
	t.later(`INSERT INTO tombstones VALUES ($1, $2, $3) ON CONFLICT (district, nik) DO UPDATE SET version = $3`,
		string(region), s.NIK.Digits(), atMost(s.Version))
	return nil
}

// DropTombstone says that they are back.
func (t partitionsTx) DropTombstone(region siak.Region, nik siak.NIK) error {
	t.later(`DELETE FROM tombstones WHERE district = $1 AND nik = $2`, string(region), nik.Digits())
	return nil
}

// Tombstones are those after a sequence, in order.
func (t partitionsTx) Tombstones(region siak.Region, after uint64, limit int) ([]siak.Tombstone, error) {
	return list(t.conn, func(scan func(...any) error) (s siak.Tombstone, err error) {
		var nik string
		var version int64
		err = scan(&nik, &version)
		s.NIK, _ = siak.RegisteredNIK(nik)
		s.Version = uint64(max(0, version))
		return s, err
	}, `SELECT nik, version FROM tombstones WHERE district = $1 AND version > $2 ORDER BY version LIMIT $3`,
		string(region), atMost(after), limit)
}
