package postgres

import (
	"iter"

	"github.com/jackc/pgx/v5"

	"ikd/station/siak/registry/server"
)

// copied is how many people one COPY takes.
const copied = 5000

// AddPeople adds many at once with COPY.
func (t peopleTx) AddPeople(people iter.Seq[server.Person]) error {
	batch := make([]server.Person, 0, copied)
	for p := range people {
		if batch = append(batch, p); len(batch) == copied {
			if err := t.copyPeople(batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	return t.copyPeople(batch)
}

func (t peopleTx) copyPeople(batch []server.Person) error {
	if len(batch) == 0 {
		return nil
	}
	if err := t.giveIDs(batch); err != nil {
		return err
	}
	_, err := t.pg.CopyFrom(t.ctx, pgx.Identifier{"niks"}, []string{"nik", "id", "regency"},
		pgx.CopyFromSlice(len(batch), func(i int) ([]any, error) {
			return []any{batch[i].NIK.Digits(), batch[i].ID, string(batch[i].District.City())}, nil
		}))
	if err != nil {
		return clean(err)
	}
	_, err = t.pg.CopyFrom(t.ctx, pgx.Identifier{"people"}, []string{
		"regency", "id", "nik", "name", "sex", "birth", "marital", "life", "recorded", "district", "village", "active_phone", "version",
	}, pgx.CopyFromSlice(len(batch), func(i int) ([]any, error) { return personRow(batch[i]), nil }))
	return clean(err)
}

// giveIDs gives an id to those who have none.
func (t peopleTx) giveIDs(batch []server.Person) error {
	var without []int
	for i, p := range batch {
		if p.ID == 0 {
			without = append(without, i)
		}
	}
	next := 0
	return t.ask(func(scan func(...any) error) error {
		err := scan(&batch[without[next]].ID)
		next++
		return err
	}, `SELECT nextval('people_id') FROM generate_series(1, $1)`, len(without))
}
