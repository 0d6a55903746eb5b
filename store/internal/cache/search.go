package cache

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"ikd/station/store/internal/seal"

	"ikd/station/siak"
	"ikd/station/siak/personname"
)

// Search finds people by name and birth date, the best matches first: those of
// whom at least half of the words that were asked for are a word of their name
// (see [personname.Query]). Nobody is found by a part of a word. Where nobody has
// all of the words it looks once more, for what else they may be written as, and
// together or apart.
//
// What a thief of the file can learn from the index: how many words people's
// names have, and how many people share a word and a birth date, without knowing
// the word, the date or the people. In a city of 1.4 million some fifty people
// share a birth date, and at most a handful of those a word.
func (c *Cache) Search(ctx context.Context, name string, birth siak.Date) (found []siak.Resident, err error) {
	words := personname.Normalize(name)
	err = c.file.Read("search by name", func(db *sql.DB) error {
		all := make(map[int64]match)
		look := func(words []string) error {
			for _, token := range newBulkSealer(c.keys).tokens(words, birth) {
				if err := candidates(ctx, db, c.keys, token, all); err != nil {
					return err
				}
			}
			return nil
		}
		if err := look(words[:min(len(words), mostWords)]); err != nil {
			return err
		}
		query := personname.NewQuery(name)
		good, whole := agreeing(all, query, birth)
		if !whole {
			if err := look(personname.Variants(name)); err != nil {
				return err
			}
			good, _ = agreeing(all, query, birth)
		}
		found = best(good)
		return nil
	})
	return found, c.markIfDamaged(err)
}

// agreeing are those of whom enough agrees, and whether all does of somebody. It
// compares in the open: a token may be one of a name that the person no longer
// has.
func agreeing(all map[int64]match, query personname.Query, birth siak.Date) (good []match, whole bool) {
	for _, m := range all {
		if m.Birth != birth {
			continue
		}
		agree, of := query.Agreement(m.Name)
		if m.words = agree; agree > 0 && agree*2 >= of {
			good = append(good, m)
			whole = whole || agree == of
		}
	}
	return good, whole
}

// What bounds the work of one search: the words that are looked for, and the
// people that one of them may lead to.
const (
	mostWords      = 10
	mostCandidates = 100
)

// match is a person with the number of words that agree.
type match struct {
	siak.Resident
	words int
}

// candidates opens the people that a token leads to.
func candidates(ctx context.Context, db *sql.DB, k *seal.Keys, token int64, all map[int64]match) error {
	rows, err := db.QueryContext(ctx, `SELECT key, version, sealed FROM people WHERE key IN (SELECT key FROM words WHERE token = ?) LIMIT ?`, token, mostCandidates)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		key, r, err := ScanResident(rows, k)
		if err != nil {
			return err
		}
		all[key] = match{Resident: r}
	}
	return rows.Err()
}

// best puts the best first and gives of a person who stands in two partitions
// the newer record.
func best(all []match) []siak.Resident {
	slices.SortStableFunc(all, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.words, a.words), cmp.Compare(a.Name, b.Name), cmp.Compare(b.Version, a.Version), cmp.Compare(a.NIK.Digits(), b.NIK.Digits()))
	})
	var found []siak.Resident
	newest := make(map[siak.NIK]uint64, len(all))
	for _, m := range all {
		newest[m.NIK] = max(newest[m.NIK], m.Version)
	}
	for _, m := range all {
		if newest[m.NIK] == m.Version && !slices.ContainsFunc(found, func(r siak.Resident) bool { return r.NIK == m.NIK }) {
			found = append(found, m.Resident)
		}
	}
	return found
}
