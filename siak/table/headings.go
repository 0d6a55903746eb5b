package table

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// soonest is how many rows may stand above the headings and be read on the way to
// them: a title, the office, the date.
const soonest = 40

// folded is a heading as headings are compared: letters and digits in small
// letters, nothing of what stands in brackets ("Tgl. Lahir (dd/mm/yyyy)").
func folded(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(' || r == '[':
			depth++
		case r == ')' || r == ']':
			depth = max(0, depth-1)
		case depth == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// known leads from a folded heading to a column's name, "" for one that is not
// used.
type known map[string]string

func knownHeadings(o Options) known {
	k := known{}
	for _, c := range o.Columns {
		k[folded(c.Name)] = c.Name
		for _, title := range c.Titles {
			k[folded(title)] = c.Name
		}
	}
	for _, title := range o.Ignored {
		k[folded(title)] = ""
	}
	return k
}

// found is a row that was judged as the headings.
type found struct {
	row      int
	headings []string
	places   map[string]int
	twice    []string // headings of a column that has another one
	missing  []string
	unused   []string
}

// complete is what speaks for a row at the least that has every column.
const complete = 1000

// good is how much speaks for the row: its columns, and most of all that none is
// missing.
func (f found) good() int {
	if len(f.missing) == 0 && len(f.places) > 0 {
		return complete + len(f.places)
	}
	return len(f.places)
}

// judge takes a row for the headings.
func (k known) judge(raw rawRow, o Options) found {
	f := found{row: raw.number, places: map[string]int{}}
	for i, c := range raw.cells {
		f.headings = append(f.headings, strings.TrimSpace(Readable(c.Text)))
		name, is := k[folded(c.Text)]
		switch _, has := f.places[name]; {
		case !is && !c.Empty():
			f.unused = append(f.unused, strings.TrimSpace(c.Text))
		case !is || name == "":
		case has:
			f.twice = append(f.twice, strings.TrimSpace(c.Text))
		default:
			f.places[name] = i
		}
	}
	for len(f.headings) > 0 && f.headings[len(f.headings)-1] == "" {
		f.headings = f.headings[:len(f.headings)-1]
	}
	f.missing = lacking(f.places, o.Columns)
	return f
}

// lacking are the required columns that no heading is of.
func lacking(places map[string]int, columns []Column) (missing []string) {
	for _, c := range columns {
		_, has := places[c.Name]
		_, other := places[c.Or]
		if c.Required && !has && !other {
			missing = append(missing, c.Name)
		}
	}
	return missing
}

// find is the best of the first rows.
func (k known) find(s source, o Options) (best found, err error) {
	seen := 0
	for raw, err := range s.rows() {
		if err != nil {
			return best, err
		}
		if f := k.judge(raw, o); len(f.places) > 0 && f.good() > best.good() {
			best = f
		}
		if seen++; seen >= soonest || best.good() >= complete {
			break
		}
	}
	return best, nil
}

// wrong is why a row cannot be the headings, or nil. Unless some are known nothing
// of the file is quoted: a file without headings begins with a person.
func (f found) wrong(o Options) error {
	var names []string
	for _, c := range o.Columns {
		if c.Required {
			names = append(names, c.Name)
		}
	}
	switch {
	case len(f.places) == 0:
		return refuse("no row with headings was found; it needs %s", strings.Join(names, ", "))
	case len(f.twice) > 0:
		return refuse("row %d: more than one heading for the same column: %s", f.row, quoted(f.twice))
	case len(f.missing) > 0 && len(f.unused) > 0:
		return refuse("row %d: there is no heading for %s; there is a column that is not known: %s",
			f.row, strings.Join(f.missing, ", "), quoted(f.unused))
	case len(f.missing) > 0:
		return refuse("row %d: there is no heading for %s", f.row, strings.Join(f.missing, ", "))
	}
	return nil
}

func quoted(all []string) string {
	const most = 12
	var b []string
	for _, s := range all[:min(most, len(all))] {
		b = append(b, strconv.Quote(Shown(s)))
	}
	return strings.Join(b, ", ")
}

// take makes a row the headings of a table.
func (f found) take(t *Table) {
	t.row, t.Headings, t.places, t.Unused = f.row, f.headings, f.places, f.unused
}

// isRepeated reports whether a row below the headings is no person: the headings
// once more, as at the top of each printed page, or the columns' numbers, which
// forms have below them.
func (t *Table) isRepeated(raw rawRow) bool {
	if raw.broken != "" || len(raw.cells) == 0 || len(raw.cells) < len(t.Headings) {
		return false
	}
	numbers, again := true, true
	for i, h := range t.Headings {
		text := strings.TrimSpace(raw.cells[i].Text)
		again = again && text == h
		numbers = numbers && strings.Trim(text, "()") == strconv.Itoa(i+1)
	}
	return again || numbers && len(t.Headings) > 1
}

// separators are those that are looked for.
var separators = []rune{',', ';', '\t', '|'}

// isSeparator reports whether a separator can be one: nothing that quotes or ends
// a row.
func isSeparator(r rune) bool { return !slices.Contains([]rune{'"', '\n', '\r', 0}, r) }
