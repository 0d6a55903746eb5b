package population

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"maps"
	"slices"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/row"
)

// importBatch is how many people one transaction takes in.
const importBatch = 1000

// Imported is what became of the people of an import.
type Imported struct{ Added, Changed, Same int }

// Import takes residents in as the register has them today. Who is new is added,
// who is another than before is changed, and stations see either with the next
// pull; an IKD that is active stays so. Their districts must be partitions
// already. Each is taken in as [siak.Resident.Canonical] gives it, whose errors end
// the import. Of several rows for one NIK the last one counts. What came before an
// error of residents stands: importing the same again goes on from there. Whose
// record was damaged has a whole one afterwards.
func (s *Service) Import(ctx context.Context, residents iter.Seq2[siak.Resident, error]) (done Imported, err error) {
	batch := make([]siak.Resident, 0, importBatch)
	at := map[siak.NIK]int{} // places in the batch
	for res, err := range residents {
		if err == nil {
			res, err = res.Canonical()
		}
		if err != nil {
			return done, errors.Join(s.importBatch(ctx, batch, &done), err)
		}
		if i, twice := at[res.NIK]; twice {
			batch[i] = res
			continue
		}
		at[res.NIK] = len(batch)
		if batch = append(batch, res); len(batch) < importBatch {
			continue
		}
		if err := s.importBatch(ctx, batch, &done); err != nil {
			return done, err
		}
		batch = batch[:0]
		clear(at)
	}
	return done, s.importBatch(ctx, batch, &done)
}

// importBatch takes in people of different NIKs.
func (s *Service) importBatch(ctx context.Context, batch []siak.Resident, done *Imported) error {
	var now Imported
	err := s.o.Write(ctx, func(tx Tx) error {
		now = Imported{}
		niks := make([]siak.NIK, len(batch))
		for i, res := range batch {
			niks[i] = res.NIK
		}
		known, err := tx.LockPeople(niks...)
		if err != nil {
			return err
		}
		added := map[siak.Region][]row.Person{}
		heads := map[siak.Region]uint64{}
		for _, res := range batch {
			if p, found := known[res.NIK]; !found {
				added[res.District] = append(added[res.District], row.Person{Resident: res})
			} else if err := update(tx, heads, p, res, &now); err != nil {
				return err
			}
		}
		return addAll(tx, added, &now)
	})
	if err == nil {
		done.Added, done.Changed, done.Same = done.Added+now.Added, done.Changed+now.Changed, done.Same+now.Same
	}
	return at("import people", err)
}

// addAll adds people who are new, with the next sequences of where they live.
func addAll(tx Tx, added map[siak.Region][]row.Person, now *Imported) error {
	for _, region := range slices.Sorted(maps.Keys(added)) { // the order of locks
		people := added[region]
		last, err := nextSeqs(tx, region, len(people), len(people))
		if err != nil {
			return err
		}
		for i := range people {
			people[i].Version = last - uint64(len(people)-1-i)
		}
		if err := tx.AddPeople(slices.Values(people)); err != nil {
			return err
		}
		now.Added += len(people)
	}
	return nil
}

// update changes somebody who is there already, if there is anything to change.
func update(tx Tx, heads map[siak.Region]uint64, p row.Person, res siak.Resident, now *Imported) error {
	if err := judgeVersion(tx, heads, &p); err != nil {
		return err
	}
	res.Version, res.ActivePhone = p.Version, p.ActivePhone
	if res == p.Resident && p.Damage == "" {
		now.Same++
		return nil
	}
	now.Changed++
	return Publish(tx, p.Resident, row.Person{ID: p.ID, Resident: res})
}

// judgeVersion marks a record whose version its partition never gave, and makes
// it one of no copy where there is no such partition. heads are where partitions
// stand, as far as they were asked for.
func judgeVersion(tx Tx, heads map[siak.Region]uint64, p *row.Person) error {
	head, known := heads[p.District]
	if !known {
		partition, found, err := tx.Partition(p.District)
		if err != nil {
			return err
		}
		if head = partition.Seq; found {
			heads[p.District] = head
		}
	}
	if p.Version > head {
		p.Damage = "version"
	}
	if head == 0 {
		p.Version = 0
	}
	return nil
}

// AddPartitions adds kecamatan to the register; those that are there stay as
// they are. It fails with bad-text for a name, see [siak.CanonicalName].
func (s *Service) AddPartitions(ctx context.Context, partitions ...row.Partition) error {
	partitions = slices.Clone(partitions)
	for i, p := range partitions {
		name, err := siak.CanonicalName("district_name", p.Name)
		if err != nil && p.Name != string(p.Region) { // its digits where it has no name
			return siak.E("add partitions", siak.KindBadText, err)
		}
		partitions[i].Name = cmp.Or(name, p.Name)
	}
	err := s.o.Write(ctx, func(tx Tx) error {
		for _, p := range partitions {
			if err := tx.AddPartition(p); err != nil {
				return err
			}
		}
		return nil
	})
	return at("add partitions", err)
}
