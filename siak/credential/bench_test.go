package credential

import "testing"

// BenchmarkVerify judges a good code; it reports the sizes of the design too.
func BenchmarkVerify(b *testing.B) {
	for _, c := range combinations {
		b.Run(c.name, func(b *testing.B) {
			w := newFixture(b, c.issuer, c.phone)
			text, presentation := w.good(b)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := w.verifier.Verify(text, testNow); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(presentation)), "COSE-bytes")
			b.ReportMetric(float64(len(text)), "characters")
		})
	}
}

// BenchmarkRefuse judges what a camera in a hall reads most: codes of others.
func BenchmarkRefuse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (Verifier{}).Verify("https://dukcapil.example/ikd?x=1", testNow); err == nil {
			b.Fatal("accepted")
		}
	}
}
