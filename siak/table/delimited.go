package table

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"
)

// Limits of text.
const (
	maxLine = 1 << 20 // bytes of one line
	maxSpan = 10      // lines that a text in quotation marks may go over
)

// openDelimited opens text with separators.
func openDelimited(f file, o Options) (*Table, error) {
	open, encoding, err := f.text(o.Encoding)
	if err != nil {
		return nil, err
	}
	candidates := separators
	if o.Separator != 0 {
		candidates = []rune{o.Separator}
	}
	if said, is := saidSeparator(open()); is && o.Separator == 0 {
		candidates = []rune{said}
	}
	k := knownHeadings(o)
	t := &Table{Format: Delimited, Encoding: encoding}
	var best found
	for _, sep := range candidates {
		s := &delimited{open: open, separator: string(sep)}
		if !isSeparator(sep) {
			return nil, refuse("no separator: %q", sep)
		}
		got, err := k.find(s, o)
		if err != nil {
			return nil, err
		}
		if t.source == nil || got.good() > best.good() {
			best, t.source, t.Separator = got, s, sep
		}
	}
	if err := best.wrong(o); err != nil {
		return nil, err
	}
	best.take(t)
	t.source.(*delimited).columns = len(t.Headings)
	return t, nil
}

// saidSeparator reads the line that some spreadsheets write above the headings:
// sep=;
func saidSeparator(in io.Reader) (rune, bool) {
	var head [6]byte
	n, _ := io.ReadFull(in, head[:])
	text := strings.TrimRight(string(head[:n]), "\r\n")
	if len(text) == 5 && strings.EqualFold(text[:4], "sep=") {
		return rune(text[4]), true
	}
	return 0, false
}

// delimited is text with a separator between cells, as RFC 4180 has it: cells in
// quotation marks may hold the separator and line breaks, a quotation mark is
// written twice there.
type delimited struct {
	open      func() io.Reader
	separator string
	columns   int // of the headings; 0 while they are looked for
}

// rows reads the rows. A quotation mark that is never closed costs its own row
// alone: the lines below it are read as rows again.
func (d *delimited) rows() iter.Seq2[rawRow, error] {
	return func(yield func(rawRow, error) bool) {
		lines := &lines{in: bufio.NewReaderSize(d.open(), 1<<16)}
		for number := 1; ; number++ {
			raw, err := d.next(lines)
			if errors.Is(err, io.EOF) {
				return
			}
			raw.number = number
			if !yield(raw, err) || err != nil {
				return
			}
		}
	}
}

// next reads one row.
func (d *delimited) next(l *lines) (rawRow, error) {
	text, err := l.line(0)
	if err != nil {
		if errors.Is(err, errLong) {
			l.drop(1)
			return rawRow{broken: "a line of more than a million characters is no row"}, nil
		}
		return rawRow{}, err
	}
	fields, how := d.split(text)
	if how != unclosed {
		l.drop(1)
		return rawRow{cells: cells(fields), broken: string(how)}, nil
	}
	joined := text
	for n := 1; n < maxSpan; n++ {
		more, err := l.line(n)
		if err != nil {
			break
		}
		joined += "\n" + more
		fields, how := d.split(joined)
		if how == stray || d.columns > 0 && len(fields) > d.columns {
			break
		}
		if how == "" {
			l.drop(n + 1)
			return rawRow{cells: cells(fields)}, nil
		}
	}
	l.drop(1)
	return rawRow{cells: cells(fields), broken: string(unclosed)}, nil
}

// quoting is what is wrong with a line's quotation marks, "" for nothing.
type quoting string

const (
	unclosed quoting = "a quotation mark is not closed"
	stray    quoting = "a quotation mark within a text in quotation marks must be written twice"
)

func cells(fields []string) []Cell {
	all := make([]Cell, len(fields))
	for i, f := range fields {
		all[i].Text = f
	}
	return all
}

// split cuts a line into cells.
func (d *delimited) split(line string) (fields []string, how quoting) {
	for {
		trimmed := strings.TrimLeft(line, " ")
		if !strings.HasPrefix(trimmed, `"`) {
			field, rest, more := strings.Cut(line, d.separator)
			fields = append(fields, field)
			if !more {
				return fields, how
			}
			line = rest
			continue
		}
		field, rest, closed := unquote(trimmed[1:])
		tail, after, more := strings.Cut(rest, d.separator)
		fields = append(fields, field+strings.TrimRight(tail, " "))
		switch {
		case !closed:
			return fields, unclosed
		case strings.TrimLeft(tail, " ") != "":
			how = stray
		}
		if !more {
			return fields, how
		}
		line = after
	}
}

// unquote reads to the end of a text in quotation marks.
func unquote(s string) (field, rest string, closed bool) {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			b.WriteString(s)
			return b.String(), "", false
		}
		b.WriteString(s[:i])
		if s = s[i+1:]; !strings.HasPrefix(s, `"`) {
			return b.String(), s, true
		}
		b.WriteByte('"')
		s = s[1:]
	}
}

// errLong is the error of a line that is too long. It was read to its end.
var errLong = errors.New("too long a line")

// lines are the lines of a text, whose ends are LF, CR LF or CR. Some may be
// looked at before they are taken.
type lines struct {
	in   *bufio.Reader
	read []line
}

type line struct {
	text string
	err  error
}

// line is the i-th that was not dropped.
func (l *lines) line(i int) (string, error) {
	for len(l.read) <= i {
		text, err := l.scan()
		l.read = append(l.read, line{text, err})
		if err != nil && !errors.Is(err, errLong) {
			break
		}
	}
	if i >= len(l.read) {
		return "", l.read[len(l.read)-1].err
	}
	return l.read[i].text, l.read[i].err
}

func (l *lines) drop(n int) { l.read = append(l.read[:0], l.read[n:]...) }

// scan reads one line.
func (l *lines) scan() (string, error) {
	var b strings.Builder
	any, long := false, false
	for {
		c, err := l.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF) && any:
			return ended(b.String(), long)
		case errors.Is(err, io.EOF):
			return "", io.EOF
		case err != nil:
			return "", refuse("the file cannot be read to its end")
		case c == '\n':
			return ended(b.String(), long)
		case c == '\r':
			if next, err := l.in.Peek(1); err == nil && next[0] == '\n' {
				_, _ = l.in.Discard(1)
			}
			return ended(b.String(), long)
		}
		if any = true; b.Len() < maxLine {
			b.WriteByte(c)
		} else {
			long = true
		}
	}
}

func ended(text string, long bool) (string, error) {
	if long {
		return "", errLong
	}
	return text, nil
}
