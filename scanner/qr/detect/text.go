package detect

import (
	"bytes"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// texts turns data codewords into text; the same ones as last time, as a
// camera sees them, cost nothing.
type texts struct {
	data    []byte
	version int
	text    string
	known   bool
}

// hints are none: characters are told from each other by what they are.
var hints map[gozxing.DecodeHintType]any

func (t *texts) decode(data []byte, l *layout, level int) (text string, ok bool) {
	if t.known && t.version == l.version && bytes.Equal(t.data, data) {
		return t.text, true
	}
	defer func() {
		if recover() != nil { // odd segments in a code that was made by hand
			text, ok = "", false
		}
	}()
	result, err := decoder.DecodedBitStreamParser_Decode(data, l.numbers, levels[level], hints)
	if err != nil {
		return "", false
	}
	t.data, t.version, t.known = append(t.data[:0], data...), l.version, true
	t.text = strings.ToValidUTF8(result.GetText(), "\uFFFD")
	return t.text, true
}
