package cli

import (
	"bytes"
	"image"
	"image/gif"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/webp"
)

// testdata/code.webp is a made-up code as a chat passes it on: nothing here can write
// that format.
func TestReadTakesWhatChatsSend(t *testing.T) {
	dir := t.TempDir()
	data, err := os.ReadFile(filepath.Join("testdata", "code.webp"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := webp.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	heic := put("IMG_0001.HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"))
	got := command(t, "read", put("a.webp", data), put("b.gif", gifOf(t, img)), heic)
	if strings.Count(got.out, `"text":"IKD1:CONTOH"`) != 2 || got.code != 1 {
		t.Errorf("%d, %s, %s", got.code, got.out, got.err)
	}
	if strings.Count(got.err, "HEIC") < 2 || !strings.Contains(got.err, "JPEG") {
		t.Errorf("of a picture in HEIC it says %q", got.err)
	}
}

func gifOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
