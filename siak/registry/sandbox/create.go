package sandbox

import (
	"cmp"
	"time"

	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/server/sqlite"

	crand "crypto/rand"
	"ikd/station/siak"
)

// MinPeople is the smallest register that has every role.
const MinPeople = 50

// serverName is the fixed name in the sandbox's certificate (RFC 6761 section
// 6.4: .invalid never resolves), so that it can be reached at any address.
const serverName = "registry.sandbox.ikd.invalid"

// How many people live elsewhere, and how many were newly recorded and are in
// no copy of the register yet.
func elsewhereOf(people int) int { return min(max(people/20, 200), 5000) }
func newcomersOf(people int) int { return min(max(people/100, 32), 256) }

// schema makes the sandbox's own tables, beside the registry's.
const schema = `
CREATE TABLE training_people (
	person INTEGER PRIMARY KEY, role INTEGER NOT NULL, area INTEGER NOT NULL, shown INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE training_phones ( -- PKCS #8: made-up phones live here
	registration TEXT PRIMARY KEY, phone_key BLOB NOT NULL, credential BLOB NOT NULL,
	used_cti BLOB -- a presentation of it that went through another station
) WITHOUT ROWID;
`

// indexes come after the people: it is faster. Who moves into the stations' area
// is in it.
const indexes = `
CREATE INDEX training_roles ON training_people (role, area, shown, person);
CREATE TRIGGER training_moved AFTER UPDATE OF district ON people WHEN NEW.district <> OLD.district BEGIN
	UPDATE training_people SET area = (SELECT area FROM partitions WHERE region = NEW.district) WHERE person = NEW.id;
END;
`

// create fills a new file.
func create(tx *sqlite.Tx, o Options, wrap *keys.Wrapping) error {
	now := o.Now()
	ring, err := server.Create(tx, server.Setup{
		ServerName: serverName, Authority: "Otoritas registri latihan", IssuerPrefix: "latihan", Wrapping: wrap, Now: now,
	})
	if err != nil {
		return err
	}
	if _, err := tx.SQL().ExecContext(tx.Context(), schema); err != nil {
		return err
	}
	if err := populate(tx, o.People, ring, newMaker(o.Seed, 0, newNIKMaker(), now), now); err != nil {
		return err
	}
	if err := tx.SetNumber("people", int64(o.People)); err != nil {
		return err
	}
	if err := tx.SetNumber("seed", int64(o.Seed)); err != nil {
		return err
	}
	_, err = tx.SQL().ExecContext(tx.Context(), indexes)
	return err
}

// populate makes up the people and the partitions they live in.
func populate(tx *sqlite.Tx, people int, k *keys.Ring, m *maker, now time.Time) error {
	in := &inserter{tx: tx, keys: k, now: now, seq: map[siak.Region]uint64{}}
	err := in.insert(func(yield func(person) bool) {
		for i := range people {
			if !yield(in.published(m.inhabitant(i, area, true))) {
				return
			}
		}
		for i := range elsewhereOf(people) {
			if !yield(in.published(m.inhabitant(i, elsewhere, false))) {
				return
			}
		}
		for range newcomersOf(people) {
			if !yield(m.make(roleNew, pick(m.rand, area), true)) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	return in.partitions()
}

// inserter writes people into the registry and into the sandbox's own tables.
type inserter struct {
	tx   *sqlite.Tx
	keys *keys.Ring
	now  time.Time
	seq  map[siak.Region]uint64
}

// published gives a person the next sequence of the partition.
func (in *inserter) published(p person) person {
	in.seq[p.District]++
	p.Version = in.seq[p.District]
	return p
}

// insert adds people as they are made, and then the phones of those who have one
// from the beginning: they are few.
func (in *inserter) insert(people func(yield func(person) bool)) error {
	roles := in.tx.Bulk(`INSERT INTO training_people (person, role, area) VALUES`, `(?, ?, ?)`)
	var prepared []person
	var failed error
	err := in.tx.AddPeople(func(yield func(server.Person) bool) {
		for p := range people {
			if p.role.prepared() {
				prepared = append(prepared, p)
			}
			if p.role == roleActiveOther {
				_, _ = crand.Read(p.ActivePhone[:]) // a phone that nobody shows
			}
			if failed = roles.Add(p.ID, p.role, p.inArea); failed != nil || !yield(p.Person) {
				return
			}
		}
	})
	if err := cmp.Or(failed, err, roles.Flush()); err != nil {
		return err
	}
	for _, p := range prepared {
		if err := in.prepare(p); err != nil {
			return err
		}
	}
	return nil
}

// prepare lets the register know of what the person's phone will show.
func (in *inserter) prepare(p person) error {
	r, err := register(in.tx, in.keys, p, in.now)
	if err != nil {
		return err
	}
	switch p.role {
	case roleActiveThis:
		p.ActivePhone = r.thumbprint
		return in.tx.UpdatePerson(p.Person)
	case roleUsed:
		_, err = in.tx.UsePresentations(server.Presentation{ID: *r.used, Used: in.now})
	}
	return err
}

func (in *inserter) partitions() error {
	for inArea, places := range map[bool][]place{true: area, false: elsewhere} {
		for _, p := range places {
			err := in.tx.AddPartition(server.Partition{
				Region: p.region, Name: p.name, Area: inArea, Seq: in.seq[p.region], Total: in.seq[p.region],
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
