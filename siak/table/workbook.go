package table

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// Limits of a workbook. A few kilobytes of a ZIP archive can stand for gigabytes,
// so what is kept in memory is bounded, and what is read through is as well.
const (
	maxParts   = 4096
	maxSmall   = 16 << 20  // bytes of a part that lists sheets
	maxStrings = 256 << 20 // bytes of the texts that cells share
	maxSheet   = 4 << 30   // bytes of a sheet, which is read row by row
	maxToken   = 1 << 20   // bytes of one element or text: a cell has 32,767 characters
	maxRows    = 1 << 20   // of a sheet, as spreadsheets have them
	maxColumns = 1 << 14
)

// workbook is an XLSX file (ISO/IEC 29500-1, SpreadsheetML). It is read here and
// not by a library because three things must not be lost that the usual ones drop
// while they stream: whether a cell is a number or a text, which tells a NIK that
// lost its digits from one that ends in 0; the error of a file that is damaged
// half-way, which would end the list early without a word; and that nothing of it
// is laid down in a temporary file. Tests hold it against what excelize writes and
// reads.
type workbook struct {
	parts    map[string]*zip.File
	sheets   []sheetPart
	strings  []string
	from1904 bool
}

type sheetPart struct {
	name, part string
	hidden     bool
}

// openWorkbook opens a workbook and finds its sheet.
func openWorkbook(f file, o Options) (*Table, error) {
	b, err := readWorkbook(f)
	if err != nil {
		return nil, err
	}
	k := knownHeadings(o)
	var best found
	var whole []string
	t := &Table{Format: XLSX, Encoding: UTF8, Separator: ';'}
	for _, s := range b.sheets {
		if !s.wanted(o.Sheet) {
			continue
		}
		source := &sheet{book: b, part: s.part}
		got, err := k.find(source, o)
		if err != nil {
			return nil, err
		}
		if got.good() >= complete {
			whole = append(whole, s.name)
		}
		if t.source == nil || got.good() > best.good() {
			best, t.source, t.Sheet = got, source, s.name
		}
	}
	switch {
	case t.source == nil:
		return nil, refuse("the workbook has no such sheet that is shown; it has %s", b.names())
	case len(whole) > 1:
		return nil, refuse("more than one sheet has the headings, say which: %s", quoted(whole))
	}
	if err := best.wrong(o); err != nil {
		return nil, refuse("sheet %q: %v", t.Sheet, err)
	}
	best.take(t)
	return t, nil
}

// wanted reports whether a sheet is one to look at: the one that was named, or
// all that are shown.
func (s sheetPart) wanted(name string) bool {
	if name == "" {
		return !s.hidden
	}
	return strings.EqualFold(strings.TrimSpace(s.name), strings.TrimSpace(name))
}

func (b *workbook) names() string {
	var names []string
	for _, s := range b.sheets {
		names = append(names, s.name)
	}
	return quoted(names)
}

var errWorkbook = refuse("the workbook is damaged: open it in a spreadsheet and save it anew")

func readWorkbook(f file) (*workbook, error) {
	archive, err := zip.NewReader(f.in, f.size)
	if err != nil {
		return nil, errWorkbook
	}
	if len(archive.File) > maxParts {
		return nil, refuse("the workbook has too many parts")
	}
	b := &workbook{parts: map[string]*zip.File{}}
	for _, p := range archive.File {
		b.parts[strings.ToLower(path.Clean(strings.ReplaceAll(p.Name, `\`, "/")))] = p
	}
	main, err := b.mainPart()
	if err != nil {
		return nil, err
	}
	targets, err := b.relations(main)
	if err != nil {
		return nil, err
	}
	if err := b.readSheets(main, targets); err != nil {
		return nil, err
	}
	for _, r := range targets {
		if strings.HasSuffix(r.kind, "/sharedStrings") {
			return b, b.readStrings(r.part)
		}
	}
	return b, nil
}

// relation is a part that another one leads to.
type relation struct{ part, kind string }

// relations are those of a part, by id.
func (b *workbook) relations(of string) (map[string]relation, error) {
	var list struct {
		Relationships []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	dir, name := path.Split(of)
	if err := b.small(path.Join(dir, "_rels", name+".rels"), &list); err != nil {
		return nil, err
	}
	all := map[string]relation{}
	for _, r := range list.Relationships {
		target := strings.ReplaceAll(r.Target, `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		all[r.ID] = relation{strings.ToLower(strings.TrimPrefix(path.Clean(target), "/")), r.Type}
	}
	return all, nil
}

// mainPart is the workbook's part.
func (b *workbook) mainPart() (string, error) {
	if _, opendocument := b.parts["content.xml"]; opendocument {
		return "", refuse("the file is an OpenDocument spreadsheet: save it as XLSX")
	}
	if _, binary := b.parts["xl/workbook.bin"]; binary {
		return "", refuse("the file is a binary workbook (.xlsb): save it as XLSX")
	}
	all, err := b.relations("")
	if err != nil {
		return "", refuse("the file is a ZIP archive and no XLSX workbook")
	}
	for _, r := range all {
		if strings.HasSuffix(r.kind, "/officeDocument") && strings.Contains(r.part, "workbook") {
			return r.part, nil
		}
	}
	return "", refuse("the file is no XLSX workbook")
}

// readSheets lists the sheets with rows, in their order.
func (b *workbook) readSheets(main string, targets map[string]relation) error {
	var book struct {
		Properties struct {
			From1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := b.small(main, &book); err != nil {
		return err
	}
	b.from1904 = slices.Contains([]string{"1", "true", "on"}, book.Properties.From1904)
	for _, s := range book.Sheets {
		for _, a := range s.Attrs {
			if r, is := targets[a.Value]; a.Name.Local == "id" && is && strings.HasSuffix(r.kind, "/worksheet") {
				b.sheets = append(b.sheets, sheetPart{s.Name, r.part, s.State != "" && s.State != "visible"})
			}
		}
	}
	return nil
}

// open begins to read a part.
func (b *workbook) open(part string, most int64) (*tokens, io.Closer, error) {
	p, found := b.parts[part]
	if !found {
		return nil, nil, errWorkbook
	}
	in, err := p.Open()
	if err != nil {
		return nil, nil, errWorkbook
	}
	t := &tokens{in: in, left: most, budget: maxToken}
	t.xml = xml.NewDecoder(t)
	return t, in, nil
}

// small reads a part as a whole.
func (b *workbook) small(part string, into any) error {
	t, in, err := b.open(part, maxSmall)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	t.budget = maxSmall
	if err := t.xml.Decode(into); err != nil {
		return errWorkbook
	}
	return nil
}

// readStrings reads the texts that cells share.
func (b *workbook) readStrings(part string) error {
	t, in, err := b.open(part, maxSheet)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	kept := 0
	for {
		token, err := t.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if start, is := token.(xml.StartElement); is && start.Name.Local == "si" {
			text, err := t.text(start)
			if err != nil {
				return err
			}
			if kept += len(text); kept > maxStrings {
				return refuse("the workbook has more than %d MB of text: save the list as CSV", maxStrings>>20)
			}
			b.strings = append(b.strings, text)
		}
	}
}

// tokens are a part's elements and texts. No single one takes more memory than
// maxToken, however large the part pretends to be.
type tokens struct {
	in     io.Reader
	xml    *xml.Decoder
	left   int64 // bytes that may still be read
	budget int   // bytes that the next token may take
}

var (
	errPart  = refuse("a part of the workbook is too large")
	errToken = refuse("a cell of the workbook is too large")
)

// Read is for the decoder.
func (t *tokens) Read(p []byte) (int, error) {
	switch {
	case t.left <= 0:
		return 0, errPart
	case t.budget <= 0:
		return 0, errToken
	}
	n, err := t.in.Read(p[:min(len(p), t.budget, int(min(t.left, 1<<20)))])
	t.left, t.budget = t.left-int64(n), t.budget-n
	return n, err
}

// next is the next token, io.EOF behind the last.
func (t *tokens) next() (xml.Token, error) {
	t.budget = maxToken
	token, err := t.xml.RawToken()
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return token, err
	case errors.Is(err, errPart), errors.Is(err, errToken):
		return nil, err
	}
	return nil, errWorkbook
}

// inside calls f for each element until the one of that name ends.
func (t *tokens) inside(name string, f func(xml.StartElement) error) error {
	for {
		token, err := t.next()
		if errors.Is(err, io.EOF) {
			return errWorkbook
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == name {
				return nil
			}
		case xml.StartElement:
			if err := f(e); err != nil {
				return err
			}
		}
	}
}

// text is all text of an element, but how it is pronounced (rPh).
func (t *tokens) text(start xml.StartElement) (string, error) {
	var b strings.Builder
	depth, spoken, inText := 1, 0, 0
	for depth > 0 {
		token, err := t.next()
		if errors.Is(err, io.EOF) {
			return "", errWorkbook
		}
		if err != nil {
			return "", err
		}
		switch e := token.(type) {
		case xml.StartElement:
			depth++
			spoken += count(e.Name.Local == "rPh")
			inText += count(e.Name.Local == "t")
		case xml.EndElement:
			depth--
			spoken -= count(e.Name.Local == "rPh")
			inText -= count(e.Name.Local == "t")
		case xml.CharData:
			if spoken == 0 && (inText > 0 || start.Name.Local == "v") {
				b.Write(e)
			}
		}
		if b.Len() > maxToken {
			return "", errToken
		}
	}
	return unescaped(b.String()), nil
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}
