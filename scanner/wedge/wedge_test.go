package wedge

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"ikd/station/scanner"
)

const ms = time.Millisecond

var start = time.Unix(1_700_000_000, 0)

// code is a text with the form of a code of ours.
var code = func() string {
	data := make([]byte, 360)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	if b.Len()%2 == 1 {
		panic("the code's last group is a short one, which formOf does not know")
	}
	return prefix + encode(b.Bytes())
}()

func encode(data []byte) string {
	var b strings.Builder
	for ; len(data) >= 2; data = data[2:] {
		n := int(data[0])<<8 | int(data[1])
		b.WriteString(string([]byte{base45[n%45], base45[n/45%45], base45[n/2025]}))
	}
	if len(data) == 1 {
		b.WriteString(string([]byte{base45[data[0]%45], base45[data[0]/45]}))
	}
	return b.String()
}

// formOf is the form as package credential tells it.
func formOf(text string) Form {
	packed, ours := strings.CutPrefix(text, prefix)
	if !ours {
		return Foreign
	}
	var data []byte
	for i := 0; i+2 < len(packed); i += 3 {
		n := strings.IndexByte(base45, packed[i]) + 45*strings.IndexByte(base45, packed[i+1]) + 2025*strings.IndexByte(base45, packed[i+2])
		if strings.ContainsFunc(packed[i:i+3], func(r rune) bool { return !strings.ContainsRune(base45, r) }) || n > 0xffff {
			return Foreign
		}
		data = append(data, byte(n>>8), byte(n))
	}
	source := bytes.NewReader(data)
	r, err := zlib.NewReader(source)
	if err == nil {
		_, err = io.ReadAll(r)
	}
	switch {
	case err == nil && source.Len() == 0 && len(packed)%3 == 0:
		return Whole
	case err == io.ErrUnexpectedEOF, err == io.EOF:
		return Cut
	}
	return Foreign
}

// typist types at a wedge.
type typist struct {
	w   *Wedge
	now time.Time
	gap time.Duration
	at  Place
}

func newTypist(gap time.Duration) *typist {
	return &typist{w: &Wedge{Form: formOf}, now: start, gap: gap}
}

func (y *typist) moment() Moment { return Moment{At: y.now} }

func (y *typist) types(text string) *typist {
	for _, r := range text {
		if y.at != Nowhere {
			y.w.Key(0, y.at, y.moment())
		}
		y.w.Rune(r, y.at, y.moment())
		y.now = y.now.Add(y.gap)
	}
	return y
}

func (y *typist) waits(d time.Duration) *typist { y.now = y.now.Add(d); return y }

func (y *typist) enters() (Scan, bool) { return y.w.End(ByEnter, y.moment()) }

func (y *typist) pauses() (Scan, bool) { return y.waits(EndPause).w.Pause(y.moment()) }

// french and german are a text as it comes out under those layouts.
func under(l KeyboardLayout, text string) string {
	var b strings.Builder
	for _, r := range text {
		if out, differs := layouts[l][r]; differs {
			b.WriteString(out)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestWhatComesOfAScan(t *testing.T) {
	ticket := "ANTREAN-0012"
	tests := []struct {
		name  string
		typed string
		gap   time.Duration
		want  Result
		text  string
	}{
		{"a code", code, 2 * ms, Read, code},
		{"slowly", code, 40 * ms, Read, code},
		{"all in one bunch", code, 0, Read, code},
		{"Caps Lock", swapCase(code), 2 * ms, Read, code},
		{"small letters", strings.ToLower(code), 2 * ms, Read, code},
		{"AIM identifier", "]Q1" + code, 2 * ms, Read, code},
		{"AIM identifier, Caps Lock", swapCase("]Q1" + code), 2 * ms, Read, code},
		{"a prefix", "QR>" + code, 2 * ms, Read, code},
		{"blank behind", code + " ", 2 * ms, Read, code},
		{"suffix", code + "#7/7", 2 * ms, Read, code},
		{"control character", code + "\x1d", 2 * ms, Read, code},
		{"French layout", under(French, code), 2 * ms, Read, code},
		{"French layout, Caps Lock", swapCase(under(French, code)), 2 * ms, Read, code},
		{"German layout, dead key alone", under(German, code), 2 * ms, Read, code},
		{"the layout of nobody", strings.Map(func(r rune) rune {
			if r == ':' || r == '-' {
				return 'Ñ'
			}
			return r
		}, code), 2 * ms, Layout, ""},
		{"a colon that is lost on the way", strings.ReplaceAll(code, ":", "~"), 2 * ms, Layout, ""},
		{"cut", code[:len(code)-20], 2 * ms, Stopped, ""},
		{"damaged itself", "IKD1:HELLO", 2 * ms, Read, "IKD1:HELLO"},
		{"damaged, Caps Lock", swapCase("IKD1:HELLO"), 2 * ms, CapsLock, ""},
		{"a queue ticket", "A012", 3 * ms, NotOurs, "A012"},
		{"a queue ticket, slowly", "A012", 40 * ms, NotOurs, "A012"},
		{"another text", ticket, 3 * ms, Read, ticket},
		{"the set-up card", SetupText, 3 * ms, Card, SetupText},
		{"the set-up card in France", under(French, SetupText), 3 * ms, Card, SetupText},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, is := newTypist(tt.gap).types(tt.typed).enters()
			if !is || s.Result != tt.want || s.Text != tt.text {
				t.Fatalf("scan %v, %s %.20q", is, s.Result, s.Text)
			}
			s, is = newTypist(tt.gap).types(tt.typed).pauses()
			if want := tt.want; !is || want != Stopped && s.Result != want || s.Text != tt.text {
				t.Errorf("without a terminator: scan %v, %s %.20q", is, s.Result, s.Text)
			}
		})
	}
}

func swapCase(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, text)
}

func TestPeopleAreNotScanners(t *testing.T) {
	tests := []struct {
		name, text string
		gap        time.Duration
		at         Place
	}{
		{"a letter", "x", 0, Nowhere},
		{"letters at a counter", "abc", 100 * ms, Nowhere},
		{"a passphrase", "kuda empat warna biru", 20 * ms, Secret},
		{"a passphrase in capitals", "KUDA EMPAT", 90 * ms, Secret},
		{"a passphrase, in a bunch", "kuda empat warna biru", 0, Secret},
		{"a PIN", "483920", 20 * ms, Secret},
		{"a NIK in the search", "3276065203919012", 20 * ms, Open},
		{"an enrolment code", "ABCD-EFGH-JKLM", 20 * ms, Open},
		{"our beginning by hand", "ikd1:", 160 * ms, Open},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			y := newTypist(tt.gap)
			y.at = tt.at
			if s, is := y.types(tt.text).enters(); is {
				t.Errorf("taken for a scanner: %s", s.Result)
			}
			if s, is := y.types(tt.text).pauses(); is {
				t.Errorf("after a pause: %s", s.Result)
			}
		})
	}
}

// What was typed while the program stood still arrives all at once: that is no
// scanner's pace.
func TestABusyProgramMakesNoScanner(t *testing.T) {
	w := &Wedge{Form: formOf}
	for i, r := range "4839201757720" {
		m := Moment{At: start}
		if i == 0 {
			m.Blind = 600 * ms
		}
		w.Key(0, Secret, m)
		w.Rune(r, Secret, m)
	}
	if _, is := w.End(ByEnter, Moment{At: start}); is {
		t.Error("a PIN was taken for a scan")
	}
}

// A queue ticket that arrives while the program stands still goes into no field for a
// secret, wherever in it the program stood; a hand that had Caps Lock on does.
func TestATicketIsNoPassphrase(t *testing.T) {
	for _, c := range []struct {
		at   int // the character at which the program had stood still
		gap  time.Duration
		scan bool
	}{{0, 2 * ms, true}, {1, 2 * ms, true}, {3, 2 * ms, true}, {0, 80 * ms, false}, {1, 120 * ms, false}} {
		w, now := &Wedge{Form: formOf}, start
		for i, r := range "A012" {
			m := Moment{At: now}
			if i == c.at {
				m.Blind = 220 * ms
			}
			w.Key(0, Secret, m)
			w.Rune(r, Secret, m)
			if now = now.Add(c.gap); i == c.at-1 {
				now = now.Add(200 * ms)
			}
		}
		if _, is := w.End(ByEnter, Moment{At: now}); is != c.scan {
			t.Errorf("%d ms a character, a stall at number %d: scan %v", c.gap/ms, c.at, is)
		}
	}
}

func TestPiecesArePutTogether(t *testing.T) {
	y := newTypist(2 * ms).types(code[:len(code)-5])
	s, is := y.pauses()
	if !is || s.Result != "" {
		t.Fatalf("first piece: %v %q", is, s.Result)
	}
	if s, is = y.types(code[len(code)-5:]).enters(); !is || s.Result != Read || s.Text != code {
		t.Errorf("together: %v %s", is, s.Result)
	}
	// In three, the last without a terminator, long after it was told.
	y = newTypist(2 * ms).types(code[:100])
	y.pauses()
	y.types(code[100:200])
	if s, is = y.pauses(); !is || s.Result != "" {
		t.Fatalf("second piece: %v %q", is, s.Result)
	}
	y.waits(TellPause)
	if s, is = y.w.Pause(y.moment()); !is || s.Result != Stopped {
		t.Fatalf("not told: %v %q", is, s.Result)
	}
	if s, is = y.w.Pause(y.moment()); is {
		t.Error("told twice")
	}
	y.types(code[200:])
	if s, is = y.pauses(); !is || s.Result != Read || s.Text != code {
		t.Errorf("together: %v %s", is, s.Result)
	}
	// Somebody types a passphrase behind a piece: that is no part of it.
	y = newTypist(2 * ms).types(code[:100])
	y.pauses()
	y.at, y.gap = Secret, 60*ms
	if _, is = y.types("kuda empat").enters(); is {
		t.Error("a passphrase was swallowed by a piece")
	}
}

// The beginning of a code may be torn as well.
func TestATornBeginning(t *testing.T) {
	for n := 1; n < len(prefix); n++ {
		y := newTypist(2 * ms).types(code[:n])
		y.pauses()
		if s, is := y.types(code[n:]).enters(); !is || s.Text != code {
			t.Errorf("torn after %d: scan %v, %s", n, is, s.Result)
		}
	}
}

// A program that stands still in the middle of a text reads it all the same.
func TestAStallIsNoPause(t *testing.T) {
	y := newTypist(2 * ms).types(code[:100]).waits(600 * ms)
	if _, is := y.w.Pause(Moment{At: y.now, Blind: 590 * ms}); is {
		t.Fatal("the stall ended the text")
	}
	y.w.Rune(rune(code[100]), Nowhere, Moment{At: y.now, Blind: 590 * ms})
	if s, is := y.types(code[101:]).enters(); !is || s.Text != code {
		t.Errorf("%v %s", is, s.Result)
	}
}

// What a hand typed into a field before the scan stays there.
func TestWhatAHandTypedBefore(t *testing.T) {
	for _, tt := range []struct {
		hand, scan, prefix string
		gap                time.Duration
		want               int
	}{
		{"", code, "", 0, 0},
		{"kuda", code, "", 40 * ms, 4},
		{"kuda", "]Q1" + code, "", 40 * ms, 4},
		{"kuda", "QR" + code, "QR", 0, 4},
		{"", "QR" + code, "", 0, 0},
	} {
		y := newTypist(100 * ms)
		y.w.Prefix, y.at = tt.prefix, Secret
		y.types(tt.hand)
		y.now, y.gap = y.now.Add(tt.gap-100*ms), 2*ms
		s, is := y.types(tt.scan).enters()
		if !is || s.Text != code || len(s.Before) != tt.want {
			t.Errorf("%q before %.6q: scan %v, %s, %d by hand", tt.hand, tt.scan, is, s.Result, len(s.Before))
		}
	}
}

// The keys tell the text whatever layout and Caps Lock make of it.
func TestKeysTellTheTextUnderAnyLayout(t *testing.T) {
	y := newTypist(2 * ms)
	for _, r := range "\\Q1" + code {
		y.w.Key(r, Nowhere, y.moment())
		if r != '+' && r != ':' { // dead keys
			y.w.Rune('Ж', Nowhere, y.moment())
		}
		y.now = y.now.Add(y.gap)
	}
	if s, is := y.enters(); !is || s.Result != Read || s.Text != code {
		t.Errorf("scan %v, %s %.20q", is, s.Result, s.Text)
	}
}

func TestUSKey(t *testing.T) {
	for scanCode, want := range map[int]string{2: "1!", 11: "0)", 13: "=+", 16: "qQ", 39: ";:", 50: "mM", 53: "/?", 57: "  "} {
		plain, _ := USKey(scanCode, false)
		shifted, known := USKey(scanCode, true)
		if got := string([]rune{plain, shifted}); got != want || !known {
			t.Errorf("key %d types %q", scanCode, got)
		}
	}
	if _, known := USKey(28, false); known {
		t.Error("Enter types a character")
	}
}

// Each layout leads back from every character of ours.
func TestLayoutsLeadBack(t *testing.T) {
	for l := range layouts {
		for _, r := range base45 {
			if got := fromLayout(l, []rune(under(l, string(r)))); got != string(r) {
				t.Errorf("%s: %q comes back as %q", l, r, got)
			}
		}
	}
	if got := fromLayout(German, []rune("IKD1ÖÀ")); got != "IKD1:+A" {
		t.Errorf("the dead key joined with a letter is %q", got)
	}
}

func TestRubbishIsBounded(t *testing.T) {
	y := newTypist(0)
	y.types(strings.Repeat("é", 1<<17))
	if len(y.w.run.runes) > scanner.MaxText {
		t.Errorf("keeps %d characters", len(y.w.run.runes))
	}
	if s, is := y.enters(); !is || len(s.Text) > scanner.MaxText {
		t.Errorf("read %v, %d bytes", is, len(s.Text))
	}
}

func TestExamine(t *testing.T) {
	s, _ := newTypist(3 * ms).types("]Q1" + SetupText + "#").enters()
	f, whole := Examine(s.Typed)
	if want := (Findings{Prefix: "]Q1", Suffix: "#", By: ByEnter, Layout: US, PerCharacter: 3 * ms}); !whole || f != want || !f.Well() {
		t.Errorf("found %+v, %v", f, whole)
	}
	s, _ = newTypist(30 * ms).types(swapCase(SetupText)).pauses()
	f, whole = Examine(s.Typed)
	if !whole || !f.Lower || !f.Slow() || f.By != ByPause || f.Well() {
		t.Errorf("found %+v, %v", f, whole)
	}
	s, _ = newTypist(3 * ms).types(under(French, SetupText)).enters()
	if f, whole = Examine(s.Typed); !whole || f.Layout != French || f.Well() {
		t.Errorf("found %+v, %v", f, whole)
	}
	y := newTypist(3 * ms)
	y.enters()
	y.waits(3 * ms)
	s, _ = y.types(SetupText).enters()
	if f, whole = Examine(s.Typed); !whole || !f.EnterFirst || f.Well() {
		t.Errorf("found %+v, %v", f, whole)
	}
	if n := len(SetupCode()); n < 21 || len(SetupCode()[0]) != n {
		t.Errorf("the card has %d modules", n)
	}
}

// Whatever is typed, what is read is bounded and was typed.
func TestScansHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := newTypist(0)
		typed := ""
		for range rapid.IntRange(0, 40).Draw(t, "keys") {
			r := rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune(prefix+base45))).Draw(t, "rune")
			typed += string(r)
			y.types(string(r)).waits(time.Duration(rapid.IntRange(-5, 90).Draw(t, "gap")) * ms)
		}
		if s, is := y.enters(); is && s.Result == Read && (len(s.Text) > scanner.MaxText || len(s.Text) > 2*len(typed)) {
			t.Fatalf("read %q of %q", s.Text, typed)
		}
	})
}

// However a code is broken into pieces of five characters and more, it is read once and
// never taken for anything else.
func TestPiecesHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := newTypist(time.Duration(rapid.IntRange(0, 45).Draw(t, "pace")) * ms)
		read := 0
		count := func(s Scan, is bool) {
			if is && s.Result == Read {
				read++
				if s.Text != code {
					t.Fatalf("read %q", s.Text)
				}
			} else if is && s.Result != "" && s.Result != Stopped {
				t.Fatalf("told %s", s.Result)
			}
		}
		rest := code
		for range rapid.IntRange(0, 3).Draw(t, "pauses") {
			n := rapid.IntRange(len(prefix), 150).Draw(t, "characters")
			y.types(rest[:n])
			rest = rest[n:]
			count(y.waits(time.Duration(rapid.IntRange(0, 2000).Draw(t, "pause")) * ms).w.Pause(y.moment()))
		}
		y.types(rest)
		count(y.enters())
		if read != 1 {
			t.Fatalf("read %d times", read)
		}
	})
}
