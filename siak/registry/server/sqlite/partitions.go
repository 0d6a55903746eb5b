package sqlite

import (
	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

const partitionColumns = `region, name, area, seq, total`

func scanPartition(scan func(...any) error) (server.Partition, error) {
	var r server.PartitionRow
	var area, seq, total any
	err := scan(text{&r.Region}, text{&r.Name}, &area, &seq, &total)
	r.Area, r.Seq, r.Total = number(area) == 1, number(seq), number(total)
	return r.Partition(), err
}

// AddPartition adds one; one that is there is left as it is.
func (t partitionsTx) AddPartition(p server.Partition) error {
	return t.exec(`INSERT INTO partitions VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		string(p.Region), p.Name, p.Area, p.Seq, p.Total)
}

// Partition finds one.
func (t partitionsTx) Partition(region siak.Region) (p server.Partition, found bool, err error) {
	all, err := list(t.conn, scanPartition, `SELECT `+partitionColumns+` FROM partitions WHERE region = ?`, string(region))
	if err != nil || len(all) == 0 {
		return p, false, err
	}
	return all[0], true, nil
}

// ListPartitions are all, by region.
func (t partitionsTx) ListPartitions() ([]server.Partition, error) {
	return list(t.conn, scanPartition, `SELECT `+partitionColumns+` FROM partitions ORDER BY region`)
}

// NextSeqs takes the next n sequences of a partition.
func (t partitionsTx) NextSeqs(region siak.Region, n, more int) (last uint64, found bool, err error) {
	found, err = t.one([]any{&last},
		`UPDATE partitions SET seq = seq + ?, total = total + ? WHERE region = ? RETURNING seq`, n, more, string(region))
	return last, found, err
}

// AddTombstone says that somebody left.
func (t partitionsTx) AddTombstone(region siak.Region, s siak.Tombstone) error {
	return t.exec(`INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?)`, string(region), s.NIK.Digits(), s.Version)
}

// DropTombstone says that they are back.
func (t partitionsTx) DropTombstone(region siak.Region, nik siak.NIK) error {
	return t.exec(`DELETE FROM tombstones WHERE district = ? AND nik = ?`, string(region), nik.Digits())
}

// Tombstones are those after a sequence, in order.
func (t partitionsTx) Tombstones(region siak.Region, after uint64, limit int) ([]siak.Tombstone, error) {
	return list(t.conn, func(scan func(...any) error) (s siak.Tombstone, err error) {
		var nik string
		var version any
		err = scan(text{&nik}, &version)
		s.NIK, _ = siak.RegisteredNIK(nik)
		s.Version = uint64(max(0, number(version)))
		return s, err
	}, `SELECT nik, version FROM tombstones WHERE district = ? AND version > ? ORDER BY version LIMIT ?`,
		string(region), atMost(after), limit)
}
