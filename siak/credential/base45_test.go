package credential

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// The examples of RFC 9285 sections 4.3 and 4.4.
var base45Examples = []struct{ plain, encoded string }{
	{"", ""},
	{"AB", "BB8"},
	{"Hello!!", "%69 VD92EX0"},
	{"base-45", "UJCLQE7W581"},
	{"ietf!", "QED8WEX0"},
}

func TestBase45Examples(t *testing.T) {
	for _, x := range base45Examples {
		if got := encodeBase45([]byte(x.plain)); got != x.encoded {
			t.Errorf("encode %q: got %q, want %q", x.plain, got, x.encoded)
		}
		if got, err := decodeBase45(x.encoded); err != nil || string(got) != x.plain {
			t.Errorf("decode %q: got %q (%v), want %q", x.encoded, got, err, x.plain)
		}
	}
}

func TestBase45Edges(t *testing.T) {
	for text, want := range map[string][]byte{
		"FGW":  {0xff, 0xff}, // the largest group of three (RFC 9285 section 6)
		"GGW":  nil,          // one more: 65536
		":::":  nil,
		"U5":   {0xff}, // the largest group of two
		"V5":   nil,    // one more: 256
		"::":   nil,
		"B":    nil, // a group of one does not exist
		"BB8B": nil,
		"bb8":  nil,
		"BB\n": nil,
		"BB8é": nil,
	} {
		got, err := decodeBase45(text)
		if (err == nil) != (want != nil) || !bytes.Equal(got, want) {
			t.Errorf("decode %q: got %x (%v), want %x", text, got, err, want)
		}
	}
}

func TestBase45RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOf(rapid.Byte()).Draw(t, "data")
		got, err := decodeBase45(encodeBase45(data))
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("got %x (%v), want %x", got, err, data)
		}
	})
}
