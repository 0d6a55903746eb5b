package cache

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// partition is one kecamatan of the cache.
type partition struct {
	id         int64
	region     siak.Region
	epoch, seq uint64
	residents  int64
}

// proof is the keyed hash of a partition's row: a cursor that was changed on the
// disk would have the cache miss changes without a word.
func (p partition) proof(k *seal.Keys) []byte {
	b := binary.BigEndian.AppendUint64([]byte(p.region), uint64(p.id))
	b = binary.BigEndian.AppendUint64(b, p.epoch)
	b = binary.BigEndian.AppendUint64(b, p.seq)
	b = binary.BigEndian.AppendUint64(b, uint64(p.residents))
	return k.CacheIndex.Mark("cursor", string(b))
}

// isNew reports whether nothing was ever applied to the partition.
func (p partition) isNew() bool { return p.epoch == 0 && p.seq == 0 && p.residents == 0 }

// cursor is how far the partition is.
func (p partition) cursor() siak.Cursor {
	return siak.Cursor{Partition: p.region, Epoch: p.epoch, Seq: p.seq}
}

const partitionColumns = `id, region, epoch, seq, residents, proof`

// scanPartition reads partitionColumns. It fails with [siak.KindDamaged] where
// the row is not what was written.
func scanPartition(row sqlitedb.Scanner, k *seal.Keys) (partition, error) {
	var p partition
	var region string
	var epoch, seq int64
	var proof []byte
	if err := row.Scan(&p.id, &region, &epoch, &seq, &p.residents, &proof); err != nil {
		return p, err
	}
	p.region, p.epoch, p.seq = siak.Region(region), uint64(epoch), uint64(seq)
	if len(proof) == 0 && p.isNew() {
		return p, nil
	}
	if !bytes.Equal(proof, p.proof(k)) {
		return p, fault.Damaged("read a cursor", "it is not what was written")
	}
	return p, nil
}

// partitions reads all rows, by region.
func partitions(ctx context.Context, db sqlitedb.RowsQuerier, k *seal.Keys) (all []partition, err error) {
	rows, err := db.QueryContext(ctx, `SELECT `+partitionColumns+` FROM partitions ORDER BY region`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p, err := scanPartition(rows, k)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// partitionOf finds the partition or begins it.
func partitionOf(ctx context.Context, tx *sql.Tx, k *seal.Keys, region siak.Region) (partition, error) {
	p, err := scanPartition(tx.QueryRowContext(ctx, `INSERT INTO partitions (region) VALUES (?)
		ON CONFLICT (region) DO UPDATE SET region = region RETURNING `+partitionColumns, string(region)), k)
	if err == nil && p.id > MaxPartition {
		return p, errTooManyPartitions
	}
	return p, err
}

var errTooManyPartitions = siak.E("begin a partition", fault.KindAreaTooBig, errors.New("too many partitions"))

// write writes the partition down.
func (p partition) write(ctx context.Context, tx *sql.Tx, k *seal.Keys) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO partitions (`+partitionColumns+`) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, residents = excluded.residents, proof = excluded.proof`,
		p.id, string(p.region), int64(p.epoch), int64(p.seq), p.residents, p.proof(k))
	return err
}

type position int

const (
	pageNext  position = iota // continues from the cursor, or overlaps with it
	pageOld                   // was applied before
	pageAhead                 // something between is missing
)

var errPageAhead = siak.E("apply a page", fault.KindBadReply, errors.New("the page does not continue from the cursor"))

func (p partition) position(page siak.Page) position {
	switch {
	case page.StartOver && page.To.Epoch == p.epoch && page.From.Epoch != p.epoch:
		return pageOld // that new epoch has begun
	case page.StartOver:
		return pageNext
	case page.From.Epoch != p.epoch && page.To.Epoch != p.epoch, page.From.Seq > p.seq:
		return pageAhead
	case page.To.Epoch == p.epoch && page.To.Seq <= p.seq:
		return pageOld
	default:
		return pageNext
	}
}
