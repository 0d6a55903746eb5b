package words

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"ikd/station/siak"
)

func TestParseDate(t *testing.T) {
	for text, want := range map[string]string{
		"12-03-1991": "1991-03-12", "12/3/1991": "1991-03-12", "12 3 1991": "1991-03-12", " 12.03.1991 ": "1991-03-12",
		"12031991": "1991-03-12", "1991-03-12": "1991-03-12", "12 Maret 1991": "1991-03-12", "12 mar 1991": "1991-03-12",
		"5 Agustus 2001": "2001-08-05", "5 August 2001": "2001-08-05", "29-2-2004": "2004-02-29", "31 Des 1999": "1999-12-31",
		"": "", "1991": "", "12-3-91": "", "29-2-2003": "", "31-4-2000": "", "0-3-1991": "", "12-13-1991": "", "12 ma 1991": "",
		"12-3-1991-1": "", "12 bulan 1991": "", "1203199": "", "012031991": "", "12345678901": "", "12-99999999999999999999-1991": "",
	} {
		got, ok := ParseDate(text)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%q is read as %v, %t", text, got, ok)
		}
	}
}

// What is written is read, and nothing that is no day.
func TestParseDateReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := siak.DateOf(time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 60000).Draw(t, "days")))
		for _, l := range Langs() {
			if got, ok := ParseDate(For(l).Date(day)); !ok || got != day {
				t.Fatalf("%q is read as %v", For(l).Date(day), got)
			}
		}
		if got, ok := ParseDate(rapid.String().Draw(t, "anything")); ok && !got.Before(siak.Date{Year: 10000}) {
			t.Fatalf("%v is a day", got)
		}
	})
}
