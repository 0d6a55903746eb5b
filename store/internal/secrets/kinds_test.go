package secrets

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// refused reports whether a secret of somebody else's account is refused.
func refused(method Method, text string) bool {
	return CheckSecret("Dewi Anjani", Secret{method, []byte(text)}) != nil
}

// What strangers tried, and more of the same kinds.
func TestKindsOfWeakSecrets(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"surabaya", "muhammad", "siti1990", "Pangkalpinang", "lhokseumawe", "nurhidayah", "Nurhidayah1990", "nurhidayah17081945",
		"17081945nurhidayah", "cianjur123", "manokwari1", "Manokwari-2024!", "rahmawati99", "s4r4sw4t1", "k0mput3r2024", "tokopedia2025",
		"17agustus1945", "agustus1945", "1qaz2wsx", "qazwsxedc", "zxcvbnm1990", "asdfghjkl1", "poiuytrewq", "081234567890", "0812-3456-7890",
		"+62 812 3456 7890", "3276061703929001", "327606 570392 9001", "dewianjani1988", "anjani159753", "dewi170845", "persib1933", "bandungbandung",
		"budi santoso", "dewi anjani", "tanjungpinang2024", "sulistyowati123456", "17-08-1945", "19900101", "qwerty12345",
	} {
		if !refused(MethodPassphrase, text) {
			t.Errorf("%q is taken", text)
		}
	}
	for _, pin := range []string{
		"159753", "112233", "159357", "147258", "258369", "741852", "963852", "147369", "357159", "789456", "123789", "147896", "321456", "102030",
		"101112", "998877", "123321", "135791", "246802", "123123", "122112", "110110", "100001", "081990", "199008", "851990", "1781945",
		"451708", "081745", "14789632", "159357", "0852147", "96321478",
	} {
		if !refused(MethodPIN, pin) {
			t.Errorf("%q is taken", pin)
		}
	}
}

// What is good stays good: three words, eight random letters, random digits, words
// with much beside them.
func TestGoodSecretsStayGood(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"pagi yang cerah", "kuda makan sate", "latihan di loket satu", "kucing makan ikan bakar", "kata sandi untuk uji coba", "xkqvbwzt",
		"Rp15.000/kilo!", "surabaya hujan terus sejak senin", "siti beli tiga mangga", "manokwari 739104 becak", "petugas lupa sarapan pagi", "ꦲꦤꦕꦫꦏꦢꦠꦱ",
		"hujan-Bulan-Juni-Sapardi", "7 ekor itik berenang", "tukang becak ngebut", "wjx9-pelabuhan", "kopi tubruk tanpa gula",
	} {
		if refused(MethodPassphrase, text) {
			t.Errorf("%q is refused", text)
		}
	}
	for _, pin := range []string{"739104", "582039", "58203917", "604817", "928471", "5820391", "4095382716"} {
		if refused(MethodPIN, pin) {
			t.Errorf("%q is refused", pin)
		}
	}
}

// Of random PINs at least 3 of 4 are taken, so that the rules take no more than they
// must from who draws one.
func TestMostRandomPINsAreGood(t *testing.T) {
	t.Parallel()
	taken, n := 0, 4_000
	for i := range n {
		if !refused(MethodPIN, fmt.Sprintf("%06d", i*611_953%1_000_000)) {
			taken++
		}
	}
	if taken < n*3/4 {
		t.Errorf("%d of %d are taken", taken, n)
	}
}

// word draws what a guesser knows.
func word(t *rapid.T, label string) string {
	words, _ := guessed()
	return rapid.SampledFrom(words).Draw(t, label)
}

func day(t *rapid.T) time.Time {
	return time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 35_000).Draw(t, "day"))
}

// dateLayouts are the orders of a date of people here, with and without zeros.
var dateLayouts = []string{"020106", "010206", "060102", "060201", "02012006", "01022006", "20060102", "20060201", "212006", "122006", "012006", "200601"}

// A word or a name with a number, however it is written, is no passphrase.
func TestNoWordWithANumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, d := word(t, "word"), day(t)
		number := rapid.OneOf(
			rapid.Just(""), rapid.StringMatching(`[0-9]{1,5}`), rapid.Just(d.Format("2006")),
			rapid.Map(rapid.SampledFrom(dateLayouts[:8]), d.Format), rapid.SampledFrom([]string{"159753", "147258", "123456", "112233"}),
		).Draw(t, "number")
		if rapid.Bool().Draw(t, "capital") {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		if rapid.Bool().Draw(t, "leet") {
			w = strings.NewReplacer("a", "4", "e", "3", "o", "0", "i", "1").Replace(w)
		}
		between := rapid.SampledFrom([]string{"", " ", "-", "_", ".", "@", "#"}).Draw(t, "between")
		text := w + between + number
		if rapid.Bool().Draw(t, "before") {
			text = number + between + w
		}
		text += rapid.SampledFrom([]string{"", "!", ".", "!!"}).Draw(t, "end")
		if !refused(MethodPassphrase, text) {
			t.Fatalf("%q is taken", text)
		}
	})
}

// Two known words are never enough.
func TestNoTwoWords(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		if text := word(t, "one") + rapid.SampledFrom([]string{"", " "}).Draw(t, "between") + word(t, "two"); !refused(MethodPassphrase, text) {
			t.Fatalf("%q is taken", text)
		}
	})
}

// A run along a keyboard's rows or columns, there and back, is no passphrase.
func TestNoKeyboardWalk(t *testing.T) {
	t.Parallel()
	rows := []string{"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm"}
	rapid.Check(t, func(t *rapid.T) {
		var text string
		for len(text) < 8 {
			row := rapid.SampledFrom(rows).Draw(t, "row")
			begin := rapid.IntRange(0, len(row)-4).Draw(t, "begin")
			piece := []byte(row[begin:rapid.IntRange(begin+4, min(len(row), begin+9)).Draw(t, "end")])
			if rapid.Bool().Draw(t, "back") {
				slices.Reverse(piece)
			}
			if text += string(piece); rapid.Bool().Draw(t, "twice") {
				text += string(piece)
			}
		}
		if len(text) <= 12 && !refused(MethodPassphrase, text) {
			t.Fatalf("%q is taken", text)
		}
	})
}

// A date in any order is no PIN.
func TestNoDateInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		if pin := day(t).Format(rapid.SampledFrom(dateLayouts).Draw(t, "order")); len(pin) >= shortestPIN && !refused(MethodPIN, pin) {
			t.Fatalf("%s is taken", pin)
		}
	})
}

// What a finger draws on the keys is no PIN: lines of three after one another, or a
// walk from key to key, on a telephone's pad and on a keyboard's.
func TestNoWalkOnThePad(t *testing.T) {
	t.Parallel()
	lines := []string{"123", "456", "789", "147", "258", "369", "159", "357", "321", "654", "987", "741", "852", "963", "951", "753", "2580", "0852"}
	rapid.Check(t, func(t *rapid.T) {
		var pin string
		for len(pin) < shortestPIN {
			pin += rapid.SampledFrom(lines).Draw(t, "line")
		}
		if !refused(MethodPIN, pin) {
			t.Fatalf("the lines %s are taken", pin)
		}
		walk := []byte{byte(rapid.IntRange('1', '9').Draw(t, "from"))}
		for n := rapid.IntRange(shortestPIN, 10).Draw(t, "length"); len(walk) < n; {
			var near []byte
			for d := byte('1'); d <= '9'; d++ {
				if m := move(pads[0], walk[len(walk)-1], d); m != (key{}) && m.x*m.x <= 1 && m.y*m.y <= 1 {
					near = append(near, d)
				}
			}
			walk = append(walk, rapid.SampledFrom(near).Draw(t, "to"))
		}
		if !refused(MethodPIN, string(walk)) {
			t.Fatalf("the walk %s is taken", walk)
		}
	})
}

// A PIN that repeats itself is none, whatever it repeats.
func TestNoRepeatedPIN(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		block := rapid.StringMatching(`[0-9]{1,5}`).Draw(t, "block")
		pin := strings.Repeat(block, 2+(shortestPIN-1)/len(block))
		mirror := []byte(block)
		slices.Reverse(mirror)
		for _, text := range []string{pin, pin[:max(shortestPIN, 2*len(block))], block + string(mirror)} {
			if len(text) >= shortestPIN && !refused(MethodPIN, text) {
				t.Fatalf("%s is taken", text)
			}
		}
	})
}
