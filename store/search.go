package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"ikd/station/siak"
)

// Search finds people by name and birth date, the best matches first: those of
// whom at least half of the words that were asked for are a word of their name,
// after both were folded (see foldWords). Nobody is found by a part of a word.
//
// What a thief of the file can learn from the index: how many words people's
// names have, and how many people share a word and a birth date, without knowing
// the word, the date or the people. In a city of 1.4 million some fifty people
// share a birth date, and at most a handful of those a word.
func (c *Cache) Search(ctx context.Context, name string, birth siak.Date) (found []siak.Resident, err error) {
	words := foldWords(name)
	err = c.file.read("search by name", func(db *sql.DB) error {
		keys, err := c.candidates(ctx, db, words, birth)
		if err != nil {
			return err
		}
		var all []match
		for _, key := range keys {
			m, err := c.match(ctx, db, key, words, birth)
			if err != nil {
				return err
			}
			if m.words*2 >= len(words) && m.words > 0 {
				all = append(all, m)
			}
		}
		found = best(all)
		return nil
	})
	return found, c.noted(err)
}

// mostCandidates bounds the work of one search.
const mostCandidates = 500

// candidates are the keys that any of the words leads to.
func (c *Cache) candidates(ctx context.Context, db *sql.DB, words []string, birth siak.Date) ([]int64, error) {
	var all []int64
	for _, token := range c.newBulkSealer().tokens(words[:min(len(words), 10)], birth) {
		keys, err := column[int64](ctx, db, `SELECT key FROM names WHERE token = ? LIMIT ?`, token, mostCandidates)
		if err != nil {
			return nil, err
		}
		all = append(all, keys...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), mostCandidates)], nil
}

// match is a person with the number of words that agree.
type match struct {
	siak.Resident
	words int
}

// match opens a candidate and compares in the open: a token may be one of a name
// that the person no longer has.
func (c *Cache) match(ctx context.Context, db *sql.DB, key int64, words []string, birth siak.Date) (match, error) {
	rows, err := db.QueryContext(ctx, `SELECT key, version, sealed FROM residents WHERE key = ?`, key)
	if err != nil {
		return match{}, err
	}
	defer rows.Close()
	if !rows.Next() {
		return match{}, rows.Err()
	}
	r, err := scanResident(rows, c.keys)
	if err != nil || r.Birth != birth {
		return match{}, err
	}
	m := match{Resident: r}
	for _, word := range foldWords(r.Name) {
		if slices.Contains(words, word) {
			m.words++
		}
	}
	return m, rows.Err()
}

// best puts the best first and gives of a person who stands in two partitions
// the newer record.
func best(all []match) []siak.Resident {
	slices.SortStableFunc(all, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.words, a.words), cmp.Compare(a.Name, b.Name), cmp.Compare(b.Version, a.Version))
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
