package qr_test

import (
	"strings"
	"testing"
	"time"

	"ikd/station/scanner"
	"ikd/station/scanner/phone"
	"ikd/station/scanner/qr"
)

// A webcam's frame with a code of 600 characters (version 15), and the same
// place without: the common case.
func BenchmarkDecode720p(b *testing.B) {
	text := strings.Repeat("IKD1:7C3$*+%-./", 40)
	held, err := phone.Draw(text, phone.Options{Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	for name, frame := range map[string]*scanner.Frame{
		"code":    scanner.NewFrame(held, time.Now()),
		"no-code": scanner.NewFrame(phone.Empty(phone.Options{Seed: 1}), time.Now()),
	} {
		for kind, still := range map[string]bool{"live": false, "still": true} {
			b.Run(name+"/"+kind, func(b *testing.B) {
				d := qr.New()
				for range 16 { // warm, and through every turn of the stages
					d.Decode(frame, still)
				}
				b.ReportAllocs()
				for b.Loop() {
					if _, ok := d.Decode(frame, still); ok != (name == "code") {
						b.Fatal("read:", ok)
					}
				}
			})
		}
	}
}
