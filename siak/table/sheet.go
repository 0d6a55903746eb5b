package table

import (
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
)

// sheet is the rows of one sheet.
type sheet struct {
	book *workbook
	part string
}

// errStop ends the reading of rows that nobody wants any more.
var errStop = errors.New("enough")

// rows reads the sheet from its beginning.
func (s *sheet) rows() iter.Seq2[rawRow, error] {
	return func(yield func(rawRow, error) bool) {
		t, in, err := s.book.open(s.part, maxSheet)
		if err != nil {
			yield(rawRow{}, err)
			return
		}
		defer func() { _ = in.Close() }()
		last := 0
		err = t.inside("sheetData", func(start xml.StartElement) error {
			if start.Name.Local != "row" {
				return nil
			}
			raw, err := s.row(t, start, last+1)
			if err == nil && (raw.number <= last || raw.number > maxRows) {
				err = errWorkbook
			}
			if last = raw.number; err == nil && !yield(raw, nil) {
				err = errStop
			}
			return err
		})
		for err == nil { // to the end of the part, where its checksum is
			_, err = t.next()
		}
		if !errors.Is(err, io.EOF) && !errors.Is(err, errStop) {
			yield(rawRow{}, err)
		}
	}
}

// attribute is one of an element, "" where it has none.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// row reads one row; next is its number where it says none.
func (s *sheet) row(t *tokens, start xml.StartElement, next int) (rawRow, error) {
	raw := rawRow{number: next, hidden: attribute(start, "hidden") == "1" || attribute(start, "hidden") == "true"}
	if r := attribute(start, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil {
			return raw, errWorkbook
		}
		raw.number = n
	}
	err := t.inside("row", func(e xml.StartElement) error {
		if e.Name.Local != "c" {
			return nil
		}
		place := columnOf(attribute(e, "r"), len(raw.cells))
		if place < len(raw.cells) || place >= maxColumns {
			return errWorkbook
		}
		cell, err := s.cell(t, e)
		if err != nil || cell == (Cell{}) && attribute(e, "r") != "" {
			return err // one with a border and nothing in it
		}
		for len(raw.cells) < place {
			raw.cells = append(raw.cells, Cell{})
		}
		raw.cells = append(raw.cells, cell)
		return nil
	})
	return raw, err
}

// columnOf is the place of a cell by its reference, AB12; next where it has none.
func columnOf(reference string, next int) int {
	letters := strings.TrimRight(reference, "0123456789")
	if reference == "" {
		return next
	}
	n := 0
	for _, c := range []byte(strings.ToUpper(letters)) {
		if c < 'A' || c > 'Z' || n > maxColumns {
			return -1
		}
		n = n*26 + int(c-'A'+1)
	}
	return n - 1
}

// cell reads one cell.
func (s *sheet) cell(t *tokens, start xml.StartElement) (Cell, error) {
	var value, inline string
	waiting := false // for a value: a formula came
	err := t.inside("c", func(e xml.StartElement) (err error) {
		switch e.Name.Local {
		case "v":
			waiting = false
			value, err = t.text(e)
		case "is":
			inline, err = t.text(e)
		case "f":
			waiting = true
		}
		return err
	})
	if err != nil {
		return Cell{}, err
	}
	if waiting {
		return Cell{Broken: "a formula stands there that was not calculated: open the file in a spreadsheet and save it"}, nil
	}
	return s.value(attribute(start, "t"), value, inline)
}

// value is a cell by its type (ISO/IEC 29500-1, 18.18.11).
func (s *sheet) value(kind, value, inline string) (Cell, error) {
	switch kind {
	case "s":
		if value == "" {
			return Cell{}, nil
		}
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(s.book.strings) {
			return Cell{}, errWorkbook
		}
		return Cell{Text: s.book.strings[i]}, nil
	case "inlineStr":
		return Cell{Text: inline}, nil
	case "e":
		return Cell{Text: value, Broken: "a formula that gives no value stands there"}, nil
	case "b":
		return Cell{Text: map[string]string{"1": "ya", "0": "tidak"}[value]}, nil
	case "str", "d":
		return Cell{Text: value}, nil
	}
	value = strings.TrimSpace(value)
	return Cell{Text: value, Number: value != "", from1904: value != "" && s.book.from1904}, nil
}

// unescaped reads the characters that XML cannot have, as spreadsheets write
// them: _x000D_ (ISO/IEC 29500-1, 22.9.2.19).
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 || len(s) < i+7 {
			break
		}
		code, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
		if err != nil || s[i+6] != '_' {
			b.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		b.WriteString(s[:i])
		b.WriteRune(rune(code))
		s = s[i+7:]
	}
	return b.String() + s
}
