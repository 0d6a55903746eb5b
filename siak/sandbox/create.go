package sandbox

import (
	"context"
	crand "crypto/rand"
	"database/sql"
	"encoding/binary"
	"fmt"
	"time"

	"ikd/station/siak"
)

// MinPeople is the smallest register that has every role.
const MinPeople = 50

// How many people live elsewhere, and how many were newly recorded and are in
// no copy of the register yet.
func elsewhereOf(people int) int { return min(max(people/20, 200), 5000) }
func newcomersOf(people int) int { return min(max(people/100, 32), 256) }

// create fills a new file, in one transaction: a file is whole or empty.
func create(ctx context.Context, tx *sql.Tx, o Options) error {
	now := o.Now()
	if _, err := tx.ExecContext(ctx, schema+schema2); err != nil {
		return err
	}
	if err := makeKeys(ctx, tx, now); err != nil {
		return err
	}
	if err := populate(ctx, tx, o.People, newMaker(o.Seed, 0, newNIKMaker(), now), now); err != nil {
		return err
	}
	err := putMeta(ctx, tx, map[string]any{
		"people": o.People, "seed": int64(o.Seed), "epoch": newEpoch(), "trust_version": 1,
	})
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, indexes); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion))
	return err
}

// newEpoch is never 0.
func newEpoch() int64 {
	var b [4]byte
	_, _ = crand.Read(b[:])
	return int64(binary.LittleEndian.Uint32(b[:])) + 1
}

// populate makes up the people and the partitions they live in.
func populate(ctx context.Context, tx *sql.Tx, people int, m *maker, now time.Time) error {
	k, err := loadKeys(ctx, tx)
	if err != nil {
		return err
	}
	in, err := newInserter(ctx, tx, k, now)
	if err != nil {
		return err
	}
	defer in.close()
	for i := range people {
		if err := in.publish(ctx, m.inhabitant(i, area, true)); err != nil {
			return err
		}
	}
	for i := range elsewhereOf(people) {
		if err := in.publish(ctx, m.inhabitant(i, elsewhere, false)); err != nil {
			return err
		}
	}
	for range newcomersOf(people) {
		if err := in.insert(ctx, m.make(roleNew, pick(m.rand, area), true)); err != nil {
			return err
		}
	}
	return in.partitions(ctx)
}

// inserter writes people into a file that is being made.
type inserter struct {
	tx     *sql.Tx
	people *sql.Stmt
	keys   *keys
	now    time.Time
	seq    map[siak.Region]uint64
}

func newInserter(ctx context.Context, tx *sql.Tx, k *keys, now time.Time) (*inserter, error) {
	people, err := tx.PrepareContext(ctx, `INSERT INTO people
		(id, nik, name, sex, birth, marital, life, recorded, district, village, active_phone, version, role, area)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	return &inserter{tx: tx, people: people, keys: k, now: now, seq: map[siak.Region]uint64{}}, err
}

func (in *inserter) close() { _ = in.people.Close() }

// publish gives a person the next sequence of the partition.
func (in *inserter) publish(ctx context.Context, p person) error {
	in.seq[p.resident.District]++
	p.resident.Version = in.seq[p.resident.District]
	return in.insert(ctx, p)
}

func (in *inserter) insert(ctx context.Context, p person) error {
	if p.role == roleActiveOther {
		_, _ = crand.Read(p.resident.ActivePhone[:]) // a phone that nobody shows
	}
	if err := in.row(ctx, p); err != nil || !p.role.prepared() {
		return err
	}
	prepared, err := in.keys.register(ctx, in.tx, p, in.now)
	if err != nil {
		return err
	}
	return in.prepare(ctx, p, prepared)
}

// prepare lets the register know of what the person's phone will show.
func (in *inserter) prepare(ctx context.Context, p person, r *registration) (err error) {
	switch p.role {
	case roleActiveThis:
		_, err = in.tx.ExecContext(ctx, `UPDATE people SET active_phone = ? WHERE id = ?`, r.thumbprint[:], p.id)
	case roleUsed:
		_, err = in.tx.ExecContext(ctx, `INSERT INTO presentations VALUES (?, NULL, '', ?)`, r.used[:], in.now.UnixNano())
	}
	return err
}

func (in *inserter) row(ctx context.Context, p person) error {
	r := p.resident
	_, err := in.people.ExecContext(ctx, p.id, r.NIK.Digits(), r.Name, r.Sex, r.Birth.Compact(), r.Marital, r.Life, r.Recorded,
		string(r.District), r.Village, phoneValue(r.ActivePhone), r.Version, p.role, p.inArea)
	return err
}

// phoneValue is NULL for no phone.
func phoneValue(t siak.Thumbprint) any {
	if t.IsZero() {
		return nil
	}
	return t[:]
}

func (in *inserter) partitions(ctx context.Context) error {
	for inArea, places := range map[bool][]place{true: area, false: elsewhere} {
		for _, p := range places {
			_, err := in.tx.ExecContext(ctx, `INSERT INTO partitions VALUES (?, ?, ?, ?, ?)`,
				string(p.region), p.name, inArea, in.seq[p.region], in.seq[p.region])
			if err != nil {
				return err
			}
		}
	}
	return nil
}
