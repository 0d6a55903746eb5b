package server

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"

	"ikd/station/siak"
)

// importBatch is how many people one transaction takes in.
const importBatch = 1000

// Imported is what became of the people of an import.
type Imported struct{ Added, Changed, Same int }

// Import takes residents in as the register has them today. Who is new is added,
// who is another than before is changed, and stations see either with the next
// pull; an IKD that is active stays so. Their districts must be partitions
// already. Of several rows for one NIK the last one counts. What came before an
// error of residents stands: importing the same again goes on from there. Whose
// record was damaged has a whole one afterwards.
func (r *PopulationService) Import(ctx context.Context, residents iter.Seq2[siak.Resident, error]) (done Imported, err error) {
	batch := make([]siak.Resident, 0, importBatch)
	at := map[siak.NIK]int{} // places in the batch
	for res, err := range residents {
		if err != nil {
			return done, errors.Join(r.importBatch(ctx, batch, &done), err)
		}
		if i, twice := at[res.NIK]; twice {
			batch[i] = res
			continue
		}
		at[res.NIK] = len(batch)
		if batch = append(batch, res); len(batch) < importBatch {
			continue
		}
		if err := r.importBatch(ctx, batch, &done); err != nil {
			return done, err
		}
		batch = batch[:0]
		clear(at)
	}
	return done, r.importBatch(ctx, batch, &done)
}

// importBatch takes in people of different NIKs.
func (r *PopulationService) importBatch(ctx context.Context, batch []siak.Resident, done *Imported) error {
	var now Imported
	err := r.store.Write(ctx, func(tx Tx) error {
		now = Imported{}
		niks := make([]siak.NIK, len(batch))
		for i, res := range batch {
			niks[i] = res.NIK
		}
		known, err := tx.LockPeople(niks...)
		if err != nil {
			return err
		}
		added := map[siak.Region][]Person{}
		for _, res := range batch {
			if p, found := known[res.NIK]; !found {
				added[res.District] = append(added[res.District], Person{Resident: res})
			} else if err := update(tx, p, res, &now); err != nil {
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
func addAll(tx Tx, added map[siak.Region][]Person, now *Imported) error {
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
func update(tx Tx, p Person, res siak.Resident, now *Imported) error {
	res.Version, res.ActivePhone = p.Version, p.ActivePhone
	if res == p.Resident && p.Damage == "" {
		now.Same++
		return nil
	}
	now.Changed++
	before, err := published(tx, p)
	if err != nil {
		return err
	}
	return Publish(tx, before, Person{ID: p.ID, Resident: res})
}

// published is what the copies have of somebody. A damaged record whose partition
// is not there is in none.
func published(tx Tx, p Person) (siak.Resident, error) {
	if p.Damage == "" {
		return p.Resident, nil
	}
	_, found, err := tx.Partition(p.District)
	if !found {
		p.Version = 0
	}
	return p.Resident, err
}

// AddPartitions adds kecamatan to the register; those that are there stay as
// they are.
func (r *PopulationService) AddPartitions(ctx context.Context, partitions ...Partition) error {
	err := r.store.Write(ctx, func(tx Tx) error {
		for _, p := range partitions {
			if err := tx.AddPartition(p); err != nil {
				return err
			}
		}
		return nil
	})
	return at("add partitions", err)
}
