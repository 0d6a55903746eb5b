package population

import (
	"context"
	"errors"
	"iter"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/row"
)

// errDamaged is why a record is not changed: what cannot be read of it would be
// lost.
var errDamaged = errors.New("the record is damaged")

// People of the register.
type People interface {
	PersonByNIK(siak.NIK) (row.Person, bool, error)
	// LockPerson and LockPersonByNIK read somebody, and let nobody else lock or
	// change them until the transaction ends.
	LockPerson(id int64) (row.Person, bool, error)
	LockPersonByNIK(siak.NIK) (row.Person, bool, error)
	// LockPeople does so with several, each named once; who is not there is left
	// out.
	LockPeople(...siak.NIK) (map[siak.NIK]row.Person, error)
	// AddPeople adds many at once, with the versions that they have. An id of 0
	// is given by the storage.
	AddPeople(iter.Seq[row.Person]) error
	// UpdatePerson writes somebody's record anew, with its version; the NIK stays.
	UpdatePerson(row.Person) error
	// ChangedPeople are the people of a partition after a sequence, in order,
	// damaged records among them.
	ChangedPeople(region siak.Region, after uint64, limit int) ([]row.Person, error)
	// EachPerson calls f with who has a version in a partition, damaged records
	// among them, in no order.
	EachPerson(region siak.Region, f func(row.Person)) error
}

// Resident is what the register says today of the person of a registration;
// false where it knows neither.
func (s *Service) Resident(ctx context.Context, registrationID string) (res siak.Resident, found bool, err error) {
	err = s.o.Read(ctx, func(tx Tx) error {
		var p row.Person
		p, found, err = tx.PersonOf(registrationID)
		res = p.Resident
		found = found && s.o.Rows.Whole(p)
		return err
	})
	return res, found, at("read resident", err)
}

// Change changes a person's record as the register's staff would; a change of
// the district is a move. Stations see it with the next pull. NIK and version
// stay what they are. It fails with not-found, with damaged, and with bad-text for a
// record that [siak.Resident.Canonical] refuses.
func (s *Service) Change(ctx context.Context, nik siak.NIK, change func(*siak.Resident)) error {
	const op = "change resident"
	return s.change(ctx, op, func(tx Tx) (bool, error) {
		p, found, err := tx.LockPersonByNIK(nik)
		if err != nil || !found {
			return found, err
		}
		if p.Damage != "" {
			return true, siak.E(op, siak.KindDamaged, errDamaged)
		}
		before := p.Resident
		change(&p.Resident)
		if p.Resident, err = p.Canonical(); err != nil {
			return true, siak.E(op, siak.KindBadText, err)
		}
		p.NIK, p.Version = nik, before.Version
		return true, Publish(tx, before, p)
	})
}

// Publish writes a changed record down with the next sequence of its partition.
// Who moves leaves a tombstone; who was in no copy of the register yet, or comes
// from elsewhere, is one more in the partition. The person must be locked. A
// damaged record is refused with [siak.KindDamaged].
func Publish(tx Tx, before siak.Resident, p row.Person) error {
	if p.Damage != "" {
		return siak.E("change resident", siak.KindDamaged, errDamaged)
	}
	arrives := before.Version == 0
	if !arrives && before.District != p.District {
		seq, err := nextSeq(tx, before.District, -1)
		if err != nil {
			return err
		}
		if err := tx.AddTombstone(before.District, siak.Tombstone{NIK: p.NIK, Version: seq}); err != nil {
			return err
		}
		arrives = true
	}
	more := 0
	if arrives {
		more = 1
	}
	var err error
	if p.Version, err = nextSeq(tx, p.District, more); err != nil {
		return err
	}
	if arrives {
		if err := tx.DropTombstone(p.District, p.NIK); err != nil {
			return err
		}
	}
	return tx.UpdatePerson(p)
}

func nextSeq(tx Tx, region siak.Region, more int) (uint64, error) {
	return nextSeqs(tx, region, 1, more)
}

func nextSeqs(tx Tx, region siak.Region, n, more int) (last uint64, err error) {
	last, found, err := tx.NextSeqs(region, n, more)
	if err == nil && !found {
		err = siak.E("change resident", siak.KindNotFound, errors.New("no such partition"))
	}
	return last, err
}

// EachDamaged calls f with every record that is left out of what stations get, and
// the partition that it is of.
func (s *Service) EachDamaged(ctx context.Context, f func(siak.Region, row.Person) error) error {
	var damaged []row.Person
	err := s.o.Read(ctx, func(tx Tx) error {
		damaged = nil
		all, err := tx.ListPartitions()
		if err != nil {
			return err
		}
		for _, partition := range all {
			if partition.Damage != "" {
				continue
			}
			err := tx.EachPerson(partition.Region, func(p row.Person) {
				if one := placed([]row.Person{p}, partition.Seq)[0]; !s.o.Rows.Whole(one) {
					one.District = partition.Region
					damaged = append(damaged, one)
				}
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, p := range damaged {
		err = errors.Join(err, f(p.District, p))
	}
	return at("check people", err)
}

// Stats are the registry's numbers.
type Stats struct {
	People      int // of the area, as stations know it
	Elsewhere   int
	Newcomers   int // newly recorded, in no copy of the register yet
	Stations    int
	LookUps     int
	Activations map[siak.State]int
}

// Statistics counts.
type Statistics interface {
	Stats() (Stats, error)
}

// Stats counts.
func (s *Service) Stats(ctx context.Context) (st Stats, err error) {
	err = s.o.Read(ctx, func(tx Tx) error {
		st, err = tx.Stats()
		return err
	})
	return st, at("count", err)
}
