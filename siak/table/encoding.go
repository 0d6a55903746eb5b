package table

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Encoding is how a file's text is written.
type Encoding string

// The encodings.
const (
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	Windows1252 Encoding = "windows-1252" // of the WHATWG's list, with ISO 8859-1
)

// Encodings lists the closed set.
func Encodings() []Encoding { return []Encoding{UTF8, UTF16LE, UTF16BE, Windows1252} }

// marks are how files of an encoding may begin (Unicode 23.8, byte order mark).
// UTF-32 has no reader here and would be taken for UTF-16.
var marks = []struct {
	mark     string
	encoding Encoding
}{
	{"\xff\xfe\x00\x00", "utf-32"},
	{"\x00\x00\xfe\xff", "utf-32"},
	{"\xef\xbb\xbf", UTF8},
	{"\xff\xfe", UTF16LE},
	{"\xfe\xff", UTF16BE},
}

// file is what is read.
type file struct {
	in   io.ReaderAt
	size int64
}

func (f file) reader() io.Reader { return io.NewSectionReader(f.in, 0, f.size) }

// looked is how much of a file tells what it is.
const looked = 64 << 10

func (f file) head() ([]byte, error) {
	head, err := io.ReadAll(io.LimitReader(f.reader(), looked))
	if err != nil {
		return nil, refuse("the file cannot be read")
	}
	return head, nil
}

// strangers are files that are taken for tables, by how they begin.
var strangers = []struct{ begins, what string }{
	{"\xd0\xcf\x11\xe0", "an old workbook (.xls), or one with a password: save it as XLSX without one"},
	{"%PDF", "a PDF: ask for the list itself, as XLSX or CSV"},
	{"{\\rtf", "a text document: save the table as XLSX or CSV"},
	{"<html", "a web page, whatever its name ends in: open it in a spreadsheet and save it as XLSX"},
	{"<table", "a web page, whatever its name ends in: open it in a spreadsheet and save it as XLSX"},
	{"<!doctype", "a web page, whatever its name ends in: open it in a spreadsheet and save it as XLSX"},
	{"<?xml", "XML: open it in a spreadsheet and save it as XLSX"},
}

// format tells what the file is.
func (f file) format(said Format) (Format, error) {
	head, err := f.head()
	if err != nil {
		return "", err
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, s := range strangers {
		if begins := text[:min(len(text), len(s.begins))]; string(begins) == s.begins || strings.EqualFold(string(begins), s.begins) {
			return "", refuse("the file is %s", s.what)
		}
	}
	zipped := bytes.HasPrefix(head, []byte("PK\x03\x04"))
	switch {
	case len(text) == 0:
		return "", refuse("the file is empty")
	case said == XLSX && !zipped:
		return "", refuse("the file is no XLSX workbook")
	case said != "":
		return said, nil
	case zipped:
		return XLSX, nil
	case text[0] == '{':
		return JSONLines, nil
	}
	return Delimited, nil
}

// text is the file as UTF-8, as far as it is one: the bytes of a file that turns
// out not to be UTF-8 come as they are.
func (f file) text(said Encoding) (func() io.Reader, Encoding, error) {
	head, err := f.head()
	if err != nil {
		return nil, "", err
	}
	found, mark := told(head)
	switch {
	case found == "utf-32":
		return nil, "", refuse("the file is UTF-32: save it as UTF-8")
	case mark > 0 && said != "" && said != found:
		return nil, "", refuse("the file begins with the mark of %s and is not %s", found, said)
	case said != "":
		found = said
	}
	open := func() io.Reader { return io.NewSectionReader(f.in, int64(mark), f.size-int64(mark)) }
	switch found {
	case UTF8:
		return open, found, nil
	case UTF16LE:
		return decoded(open, xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM).NewDecoder), found, nil
	case UTF16BE:
		return decoded(open, xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM).NewDecoder), found, nil
	case Windows1252:
		return decoded(open, charmap.Windows1252.NewDecoder), found, nil
	}
	return nil, "", refuse("no encoding that is known: %q", said)
}

func decoded[D transform.Transformer](open func() io.Reader, decoder func() D) func() io.Reader {
	return func() io.Reader { return transform.NewReader(open(), decoder()) }
}

// told is the encoding that a file's beginning tells, and the length of its mark.
// Without a mark UTF-16 is known by the zero bytes beside its Latin letters.
func told(head []byte) (Encoding, int) {
	for _, m := range marks {
		if strings.HasPrefix(string(head[:min(len(head), 4)]), m.mark) {
			return m.encoding, len(m.mark)
		}
	}
	var zero [2]int
	for i, b := range head {
		if b == 0 {
			zero[i%2]++
		}
	}
	switch many := len(head) / 5; {
	case len(head) < 4:
	case zero[1] > many && zero[0] < many/4+1:
		return UTF16LE, 0
	case zero[0] > many && zero[1] < many/4+1:
		return UTF16BE, 0
	}
	return UTF8, 0
}

// Readable is a text as UTF-8: one that is none is read as what it seems to be.
func Readable(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return seems(s)
}

// seems is what a text seems to be that is not UTF-8, decoded.
func seems(s string) string {
	text, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return ""
	}
	return text
}

// twice is the text that somebody took for Windows-1252 when it was UTF-8, and
// saved so ("JosÃ©"); false for nearly every other. A text of which every letter
// beyond ASCII is one byte of Windows-1252 and which is UTF-8 then was never meant
// as it stands.
func twice(s string) (string, bool) {
	if isASCII(s) {
		return "", false
	}
	once, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil || !utf8.ValidString(once) || isASCII(once) {
		return "", false
	}
	return once, true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// printable reports whether a screen shows a character as it is.
func printable(r rune) bool {
	return unicode.IsPrint(r) && !unicode.Is(unicode.Bidi_Control, r) && r != utf8.RuneError
}
