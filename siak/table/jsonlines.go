package table

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strings"
)

// openJSONLines opens lines with an object each. Its headings are the columns
// that the caller knows: each line has those that it has.
func openJSONLines(f file, o Options) (*Table, error) {
	open, encoding, err := f.text(o.Encoding)
	if err != nil {
		return nil, err
	}
	t := &Table{Format: JSONLines, Encoding: encoding, Separator: ',', places: map[string]int{}}
	for i, c := range o.Columns {
		t.Headings = append(t.Headings, c.Name)
		t.places[c.Name] = i
	}
	t.source = &jsonLines{open: open, known: knownHeadings(o), places: t.places}
	return t, nil
}

type jsonLines struct {
	open   func() io.Reader
	known  known
	places map[string]int
}

func (j *jsonLines) rows() iter.Seq2[rawRow, error] {
	return func(yield func(rawRow, error) bool) {
		lines := &lines{in: bufio.NewReaderSize(j.open(), 1<<16)}
		for number := 1; ; number++ {
			text, err := lines.line(0)
			if errors.Is(err, io.EOF) {
				return
			}
			raw := rawRow{number: number}
			switch {
			case errors.Is(err, errLong):
				raw.broken, err = "a line of more than a million characters is no row", nil
			case err == nil:
				raw.cells, raw.broken = j.cells(text)
			}
			if !yield(raw, err) || err != nil {
				return
			}
			lines.drop(1)
		}
	}
}

// cells reads one object.
func (j *jsonLines) cells(text string) (cells []Cell, broken string) {
	if strings.TrimSpace(text) == "" {
		return nil, ""
	}
	whole := []Cell{{Text: text}}
	fields := map[string]any{}
	in := json.NewDecoder(strings.NewReader(text))
	in.UseNumber()
	if in.Decode(&fields) != nil || in.Decode(new(any)) != io.EOF {
		return whole, "not one object in its line"
	}
	cells = make([]Cell, len(j.places))
	for key, v := range fields {
		name, is := j.known[folded(key)]
		if !is {
			return whole, "the object has a column that is not known"
		}
		if name == "" {
			continue
		}
		switch v := v.(type) {
		case string:
			cells[j.places[name]].Text = v
		case json.Number:
			cells[j.places[name]].Text = v.String()
		case bool:
			cells[j.places[name]].Text = map[bool]string{true: "ya", false: "tidak"}[v]
		case nil:
		default:
			return whole, "a value is neither a text nor a number"
		}
	}
	return cells, ""
}
