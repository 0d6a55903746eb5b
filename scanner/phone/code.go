package phone

import (
	"errors"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"
)

// maxText is what the largest code, version 40-M, holds of digits (ISO/IEC
// 18004, table 7): the encoder takes its time over what is far too long.
const maxText = 5596

// quiet is the width of the quiet zone in modules (ISO/IEC 18004, 5.3.8).
const quiet = 4

var (
	errEmpty = errors.New("phone: no text to show")
	// The encoder's own error is not passed on: it may quote the text.
	errTooLong = errors.New("phone: the text does not fit into a QR code")
)

// code is the modules of a QR code without its quiet zone.
type code struct {
	rows [][]int8 // 1 is dark
}

func encode(text string) (code, error) {
	if text == "" {
		return code{}, errEmpty
	}
	if len(text) > maxText {
		return code{}, errTooLong
	}
	qr, err := encoder.Encoder_encode(text, decoder.ErrorCorrectionLevel_M, nil)
	if err != nil {
		return code{}, errTooLong
	}
	return code{rows: qr.GetMatrix().GetArray()}, nil
}

// side is the number of modules along a side, quiet zone included.
func (c code) side() int { return len(c.rows) + 2*quiet }
