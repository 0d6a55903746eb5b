package credential

import (
	"bytes"
	"crypto/rand"
	"slices"
	"testing"

	"github.com/veraison/go-cose"

	"ikd/station/siak"
)

// spoiltEnvelopes have good claims and good signatures in a COSE_Sign1 that is
// not as we want it. Some are spoilt before signing, some after.
func spoiltEnvelopes() []wrong {
	return []wrong{
		signedWith("as it should be", "", func(*cose.Headers) {}),
		signedWith("key identifier", "", func(h *cose.Headers) { h.Protected[int64(4)] = []byte("phone") }),
		signedWith("unknown header", "", func(h *cose.Headers) { h.Protected[int64(99)] = 1 }),
		signedWith("unknown critical header", siak.KindMalformed, func(h *cose.Headers) {
			h.Protected[int64(99)] = 1
			h.Protected[cose.HeaderLabelCritical] = []any{int64(99)}
		}),
		signedWith("known critical header", siak.KindMalformed, func(h *cose.Headers) {
			h.Protected[cose.HeaderLabelCritical] = []any{cose.HeaderLabelAlgorithm}
		}),
		signedWith("something unprotected", siak.KindMalformed, func(h *cose.Headers) {
			h.Unprotected[int64(4)] = []byte("phone")
		}),
		signedWith("headers in another order", siak.KindMalformed, func(h *cose.Headers) {
			algo, _ := h.Protected.Algorithm()
			// {4: h'01', 1: algo}, where 0x1f-algo encodes the negative number.
			h.RawProtected = []byte{0x46, 0xa2, 4, 0x41, 1, 1, byte(0x1f - algo)}
			h.Protected[int64(4)] = []byte{1}
		}),
		signedWith("algorithm in a longer encoding", siak.KindMalformed, func(h *cose.Headers) {
			algo, _ := h.Protected.Algorithm()
			h.RawProtected = []byte{0x44, 0xa1, 1, 0x38, byte(-1 - algo)}
		}),

		payloadWith("claims in another order", func(b []byte) []byte {
			return slices.Concat(b[:1], b[7:13], b[1:7], b[13:]) // exp and iat changed about
		}),
		payloadWith("a claim twice", func(b []byte) []byte {
			return slices.Concat([]byte{b[0] + 1}, b[1:7], b[1:7], b[7:])
		}),
		payloadWith("a number in a longer encoding", func(b []byte) []byte {
			return slices.Concat(b[:1], []byte{0x18, b[1]}, b[2:])
		}),
		payloadWith("claims of indefinite length", func(b []byte) []byte {
			return slices.Concat([]byte{0xbf}, b[1:], []byte{0xff})
		}),
		payloadWith("claims with a tail", func(b []byte) []byte { return append(b, 0) }),
		payloadWith("a tagged time", func(b []byte) []byte { return slices.Concat(b[:2], []byte{0xc1}, b[2:]) }),
		payloadWith("no claims", func([]byte) []byte { return []byte{} }),

		rewritten("without its tag", func(b []byte) []byte { return b[1:] }),
		rewritten("under another tag", func(b []byte) []byte { return append([]byte{0xd1}, b[1:]...) }),
		rewritten("tagged twice", func(b []byte) []byte { return append([]byte{sign1Tag}, b...) }),
		rewritten("tag in a longer encoding", func(b []byte) []byte { return append([]byte{0xd8, 18}, b[1:]...) }),
		rewritten("of indefinite length", func(b []byte) []byte {
			return append(append([]byte{b[0], 0x9f}, b[2:]...), 0xff)
		}),
		rewritten("length in a longer encoding", func(b []byte) []byte {
			return append([]byte{b[0], 0x98, 4}, b[2:]...)
		}),
		rewritten("unprotected null", func(b []byte) []byte { return bytes.Replace(b, []byte{0xa0}, []byte{0xf6}, 1) }),
		rewritten("signature cut", func(b []byte) []byte {
			i := len(b) - signatureLength
			return append(append(bytes.Clone(b[:i-1]), signatureLength-1), b[i+1:]...)
		}),
		rewritten("algorithm not allowed", func(b []byte) []byte { // ES384
			return append([]byte{b[0], b[1], 0x44, 0xa1, 1, 0x38, 34}, b[6:]...)
		}),
		rewritten("algorithm by name", func(b []byte) []byte {
			return append([]byte{b[0], b[1], 0x44, 0xa1, 1, 0x61, 'E'}, b[6:]...)
		}),
		rewritten("no algorithm", func(b []byte) []byte { return append([]byte{b[0], b[1], 0x41, 0xa0}, b[6:]...) }),
		rewritten("no header", func(b []byte) []byte { return append([]byte{b[0], b[1], 0x40}, b[6:]...) }),
		rewritten("algorithm twice", func(b []byte) []byte {
			return append([]byte{b[0], b[1], 0x45, 0xa2, 1, b[5], 1, b[5]}, b[6:]...)
		}),
	}
}

// signedWith signs the claims of a good presentation under other headers.
func signedWith(name string, want siak.Kind, change func(*cose.Headers)) wrong {
	return wrong{"envelope: " + name, want, func(tb testing.TB, w *fixture) string {
		_, presentation := w.good(tb)
		s, err := openSign1(presentation)
		if err != nil {
			tb.Fatal(err)
		}
		h := cose.Headers{
			Protected:   cose.ProtectedHeader{cose.HeaderLabelAlgorithm: cose.Algorithm(w.phone.algo)},
			Unprotected: cose.UnprotectedHeader{},
		}
		change(&h)
		signed, err := cose.Sign1(rand.Reader, w.phone.key, h, s.payload, nil)
		if err != nil {
			tb.Fatal(err)
		}
		return PresentationText(signed)
	}}
}

// payloadWith signs changed claims, {4: exp, 6: iat, 7: cti, -70002: …} in bytes:
//
//	a4 04 1a exp… 06 1a iat… 07 50 cti… 3a …
func payloadWith(name string, change func([]byte) []byte) wrong {
	return wrong{"envelope: " + name, siak.KindMalformed, func(tb testing.TB, w *fixture) string {
		_, presentation := w.good(tb)
		s, err := openSign1(presentation)
		if err != nil {
			tb.Fatal(err)
		}
		return PresentationText(sealRaw(tb, w.phone, change(s.payload), ""))
	}}
}

// rewritten changes the bytes of a good presentation:
//
//	d2 84 43 a1 01 alg a0 59 … payload 58 40 signature
func rewritten(name string, change func([]byte) []byte) wrong {
	return wrong{"envelope: " + name, siak.KindMalformed, func(tb testing.TB, w *fixture) string {
		_, presentation := w.good(tb)
		changed := change(bytes.Clone(presentation))
		if bytes.Equal(changed, presentation) {
			tb.Fatal("nothing was changed")
		}
		return PresentationText(changed)
	}}
}
