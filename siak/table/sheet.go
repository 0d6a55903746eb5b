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

// rows reads the sheet from its beginning.
func (s *sheet) rows() iter.Seq2[rawRow, error] {
	return func(yield func(rawRow, error) bool) {
		t, in, err := s.book.open(s.part, maxSheet)
		if err != nil {
			yield(rawRow{}, err)
			return
		}
		defer func() { _ = in.Close() }()
		ended := false // the rows are
		last := 0
		for {
			token, err := t.next()
			if errors.Is(err, io.EOF) {
				if !ended { // a sheet has an element for its rows, and that ends
					yield(rawRow{}, errWorkbook)
				}
				return
			}
			if err != nil {
				yield(rawRow{}, err)
				return
			}
			start, is := token.(xml.StartElement)
			if !is || start.Name.Local != "row" {
				end, is := token.(xml.EndElement)
				ended = ended || is && end.Name.Local == "sheetData"
				continue
			}
			raw, err := s.row(t, start, last+1)
			if err == nil && (raw.number <= last || raw.number > maxRows) {
				err = errWorkbook
			}
			if last = raw.number; !yield(raw, err) || err != nil {
				return
			}
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
	for {
		token, err := t.next()
		if errors.Is(err, io.EOF) {
			return raw, errWorkbook
		}
		if err != nil {
			return raw, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "row" {
				return raw, nil
			}
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			place := columnOf(attribute(e, "r"), len(raw.cells))
			if place < 0 || place >= maxColumns {
				return raw, errWorkbook
			}
			cell, err := s.cell(t, e)
			if err != nil {
				return raw, err
			}
			if place < len(raw.cells) {
				return raw, errWorkbook
			}
			if cell == (Cell{}) {
				continue // one with a border and nothing in it
			}
			for len(raw.cells) < place {
				raw.cells = append(raw.cells, Cell{})
			}
			raw.cells = append(raw.cells, cell)
		}
	}
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
func (s *sheet) cell(t *tokens, start xml.StartElement) (c Cell, err error) {
	var value, inline string
	formula := false
	for {
		token, err := t.next()
		if errors.Is(err, io.EOF) {
			return c, errWorkbook
		}
		if err != nil {
			return c, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "c" {
				return s.value(attribute(start, "t"), value, inline, formula)
			}
		case xml.StartElement:
			switch e.Name.Local {
			case "v":
				value, err = t.text(e)
			case "is":
				inline, err = t.text(e)
			case "f":
				formula = true
			}
			if err != nil {
				return c, err
			}
		}
	}
}

// value is a cell by its type (ISO/IEC 29500-1, 18.18.11).
func (s *sheet) value(kind, value, inline string, formula bool) (Cell, error) {
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
	if value = strings.TrimSpace(value); value == "" && formula {
		return Cell{Broken: "a formula stands there that was not calculated: open the file in a spreadsheet and save it"}, nil
	}
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
