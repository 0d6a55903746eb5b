package words

import (
	"testing"

	"ikd/station/siak"
)

// TestLearn: a district outside Kota Depok has the name that the registry sent,
// and its code before.
func TestLearn(t *testing.T) {
	const place = siak.Region("319999") // of no other test
	w := For(ID)
	if got := w.Place("", place); got != w.Text("region.code", "31.99.99") {
		t.Errorf("before: %q", got)
	}
	Learn(map[siak.Region]string{place: "Contoh"})
	Learn(map[siak.Region]string{"319998": "Lain"})
	if got := w.Place("", place); got != "Kec. Contoh" {
		t.Errorf("%q", got)
	}
}
