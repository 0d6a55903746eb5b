package codec

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
)

// One value has one form, so that a row's hash can be made again.
func TestEncodeHasOneForm(t *testing.T) {
	want, err := Encode(map[string]int{"b": 1, "a": 2, "aa": 3})
	if err != nil {
		t.Fatal(err)
	}
	if text := "\xa3\x61a\x02\x61b\x01\x62aa\x03"; string(want) != text {
		t.Fatalf("% x", want)
	}
	for range 20 { // Go's maps have an order of their own each time
		if got, _ := Encode(map[string]int{"aa": 3, "b": 1, "a": 2}); !bytes.Equal(got, want) {
			t.Fatalf("% x, and % x before", got, want)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":           "",
		"a key twice":       "\xa2\x61a\x01\x61a\x02",
		"an open end":       "\xbf\x61a\x01\xff",
		"more behind":       "\xa1\x61a\x01\x00",
		"a cut form":        "\xa1\x61a",
		"a string, no map":  "\x67RAHASIA",
		"a string as value": "\xa1\x61a\x67RAHASIA",
	} {
		var into map[string]int
		err := Decode("read a test", []byte(text), &into)
		if siak.KindOf(err) != siak.KindDamaged {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "RAHASIA") {
			t.Errorf("%s: the error tells what was read: %v", name, err)
		}
	}
}

// A name that is no UTF-8 comes back byte for byte: what was taken in is kept.
func TestDecodeKeepsInvalidText(t *testing.T) {
	var into map[string]string
	if err := Decode("read a test", []byte("\xa1\x61a\x62\xff\xfe"), &into); err != nil || into["a"] != "\xff\xfe" {
		t.Errorf("%q, error %v", into["a"], err)
	}
}

func TestTimesComeBack(t *testing.T) {
	wit := time.FixedZone("WIT", 9*60*60)
	for _, at := range []time.Time{{}, time.Date(2026, 3, 2, 8, 0, 0, 1, wit), time.Date(1945, 8, 17, 10, 0, 0, 0, wit)} {
		got := FromUnixNano(UnixNano(at))
		if !got.Equal(at) || got.Location() != time.UTC {
			t.Errorf("%v came back as %v", at, got)
		}
	}
	if UnixNano(time.Time{}) != 0 {
		t.Error("no time is a number")
	}
}
