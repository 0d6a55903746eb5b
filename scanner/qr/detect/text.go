package detect

import (
	"bytes"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// texts turns data codewords into text; those it turned lately, as a camera
// sees them again and again, cost nothing.
type texts struct {
	lately [4]known
	next   int
}

// known is data and its text.
type known struct {
	data    []byte
	version int
	text    string
}

// hints are none: characters are told from each other by what they are.
var hints map[gozxing.DecodeHintType]any

func (t *texts) decode(data []byte, l *layout, level int) (text string, ok bool) {
	for i := range t.lately {
		if k := &t.lately[i]; k.version == l.version && bytes.Equal(k.data, data) {
			return k.text, true
		}
	}
	text, ok = parse(data, l, level)
	if ok {
		k := &t.lately[t.next]
		k.data, k.version, k.text = append(k.data[:0], data...), l.version, text
		t.next = (t.next + 1) % len(t.lately)
	}
	return text, ok
}

// parse reads the segments of text.
func parse(data []byte, l *layout, level int) (text string, ok bool) {
	defer func() {
		if recover() != nil { // odd segments in a code that was made by hand
			text, ok = "", false
		}
	}()
	result, err := decoder.DecodedBitStreamParser_Decode(data, l.numbers, levels[level], hints)
	if err != nil {
		return "", false
	}
	return strings.ToValidUTF8(result.GetText(), "\uFFFD"), true
}
