package secrets

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/store/internal/storetest"
)

func TestCheckSecret(t *testing.T) {
	for _, c := range []struct {
		text   string
		method Method
		good   bool
	}{
		{"pagi yang cerah", MethodPassphrase, true},
		{"kuda makan sate", MethodPassphrase, true},
		{"Rp15.000/kilo!", MethodPassphrase, true},
		{"pendek", MethodPassphrase, false},
		{"password", MethodPassphrase, false},
		{"P4ssw0rd123", MethodPassphrase, false},
		{"rahasia rahasia rahasia", MethodPassphrase, false},
		{"aaaaaaaaaaaaaaaa", MethodPassphrase, false},
		{"abcabcabcabcabc", MethodPassphrase, false},
		{"abcdefghijklmnop", MethodPassphrase, false},
		{"9876543210987654", MethodPassphrase, false},
		{"qwertyuiopasdfghjkl", MethodPassphrase, false},
		{"siti rahmawati", MethodPassphrase, false},
		{"SitiRahmawati12", MethodPassphrase, false},
		{"indonesia merdeka", MethodPassphrase, false},
		{"        ", MethodPassphrase, false},
		{"739104", MethodPIN, true},
		{"58203917", MethodPIN, true},
		{"582039", MethodPIN, true},
		{"482482", MethodPIN, false},
		{"73910", MethodPIN, false},
		{"73910a", MethodPIN, false},
		{"111111", MethodPIN, false},
		{"123456", MethodPIN, false},
		{"654321", MethodPIN, false},
		{"121212", MethodPIN, false},
		{"123123", MethodPIN, false},
		{"170845", MethodPIN, false},   // DDMMYY
		{"900112", MethodPIN, false},   // YYMMDD
		{"17081945", MethodPIN, false}, // DDMMYYYY
		{"112233", MethodPIN, false},
		{"159753", MethodPIN, false},
		{"xkqvbwzt", MethodPassphrase, true}, // 8 random letters
		{"budi santoso", MethodPassphrase, false},
		{"", MethodPassphrase, false},
		{"", MethodPIN, false},
	} {
		err := CheckSecret("Siti Rahmawati", Secret{c.method, []byte(c.text)})
		if c.good != (err == nil) {
			t.Errorf("%s %q: %v", c.method, c.text, err)
		}
		if err != nil && siak.KindOf(err) != siak.KindWeakPassphrase {
			t.Errorf("%q: kind %s", c.text, siak.KindOf(err))
		}
		if err != nil && len(c.text) > 3 && strings.Contains(err.Error(), c.text) {
			t.Errorf("the error says the secret: %v", err)
		}
	}
	storetest.WantKind(t, CheckSecret("a", Secret{"telepathy", []byte("pagi yang cerah")}), siak.KindBadValue)
}

// Letters beyond ASCII are counted like others: repeating them is worth nothing, and
// a text of different ones is worth its letters.
func TestStrengthBeyondASCII(t *testing.T) {
	for text, want := range map[string]int{"aaaaaé": 4, "aaaaaéaaaaaé": 4, "漢漢漢漢漢漢漢漢": 1, "ꦲꦤꦕꦫꦏꦢꦠꦱ": 8} {
		if got := strength("siti", []byte(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// Repeating a secret, or writing it in capitals, does not make it stronger, and
// no text whatever breaks the count.
func TestStrengthHasNoCheapTricks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(1, 40, -1).Draw(t, "text")
		once, upper := strength("siti", []byte(text)), strength("siti", []byte(strings.ToUpper(text)))
		if twice := strength("siti", []byte(strings.ToLower(text)+strings.ToLower(text))); twice > 2*once+2 {
			t.Fatalf("%d, twice %d", once, twice)
		}
		lower, back := strings.ToLower(text), strings.ToLower(strings.ToUpper(text))
		if back == lower && once != upper {
			t.Fatalf("%d, in capitals %d", once, upper)
		}
		if once > len([]rune(strings.ToLower(text))) {
			t.Fatalf("%d of %d letters", once, len([]rune(text)))
		}
	})
}

// No date of this or the last century is a PIN, in any of its usual orders.
func TestNoDateIsAPIN(t *testing.T) {
	for day := time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2026; day = day.AddDate(0, 0, 37) {
		for _, layout := range []string{"020106", "060102", "02012006", "20060102"} {
			if pin := day.Format(layout); CheckSecret("a", Secret{MethodPIN, []byte(pin)}) == nil {
				t.Errorf("%s is taken as a PIN", pin)
			}
		}
	}
}
