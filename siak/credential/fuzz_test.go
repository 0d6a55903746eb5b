package credential

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/veraison/go-cose"

	"ikd/station/siak"
)

// codeKinds are all that Verify may answer.
var codeKinds = []siak.Kind{
	"", siak.KindNotIKD, siak.KindMalformed, siak.KindUntrustedIssuer, siak.KindBadSignature,
	siak.KindExpired, siak.KindNotYetValid, siak.KindStaticCode, siak.KindRevoked, siak.KindReplayed,
}

// FuzzVerify reads any text. What is accepted must come out of its parts
// again, byte for byte, by another encoder than the one that checked it.
func FuzzVerify(f *testing.F) {
	w := newFixture(f, EdDSA, EdDSA)
	for _, x := range everyWrong() {
		if text := x.make(f, newFixture(f, EdDSA, EdDSA)); len(text) < 2000 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		claim, err := w.verifier.Verify(text, testNow)
		kind := siak.KindOf(err)
		if !slices.Contains(codeKinds, kind) {
			t.Fatalf("kind %q: %v", kind, err)
		}
		if report := w.verifier.Inspect(text, testNow, true); err != nil && report.Verdict != string(kind) {
			t.Fatalf("inspected as %q, verified as %q", report.Verdict, kind)
		}
		if err != nil {
			return
		}
		wantReencoded(t, claim.Presentation)
		again, err := w.verifier.Verify(PresentationText(claim.Presentation), testNow)
		if err != nil || again.Digest != claim.Digest {
			t.Fatalf("made again it is another code: %v", err)
		}
	})
}

// wantReencoded takes a COSE_Sign1 and what is in it apart and puts it together
// with go-cose and our types.
func wantReencoded(t *testing.T, presentation []byte) {
	t.Helper()
	var m cose.Sign1Message
	if err := m.UnmarshalCBOR(presentation); err != nil {
		t.Fatal(err)
	}
	m.Headers.RawProtected, m.Headers.RawUnprotected = nil, nil
	again, err := m.MarshalCBOR()
	if err != nil || !bytes.Equal(again, presentation) {
		t.Fatalf("%x comes out as %x (%v)", presentation, again, err)
	}
	var claims map[any]any
	if err := decoding.Unmarshal(m.Payload, &claims); err != nil {
		t.Fatal(err)
	}
	if again, err := encoding.Marshal(claims); err != nil || !bytes.Equal(again, m.Payload) {
		t.Fatalf("%x comes out as %x (%v)", m.Payload, again, err)
	}
}

// FuzzClaims signs any bytes as the claims of a registration and of a
// presentation, so that fuzzing gets past the signatures. What is accepted as
// a registration can be issued again as it is.
func FuzzClaims(f *testing.F) {
	w := newFixture(f, EdDSA, EdDSA)
	registration := w.issue(f, nil)
	s, err := openSign1(registration)
	if err != nil {
		f.Fatal(err)
	}
	_, presentation := w.good(f)
	p, err := openSign1(presentation)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.payload, p.payload)
	f.Fuzz(func(t *testing.T, registrationClaims, presentationClaims []byte) {
		direct := sealRaw(t, w.phone, presentationClaims, "")
		if claim, err := w.verifier.VerifyPresentation(direct, testNow); err == nil {
			wantReencoded(t, claim.Presentation)
		}
		registration := sealRaw(t, w.issuer, registrationClaims, "")
		claim, err := w.verifier.VerifyPresentation(handMade(t, w.phone, map[int]any{
			4: testNow.Add(MaxLifetime).Unix(), 6: testNow.Unix(), 7: testID[:], -70002: registration,
		}), testNow)
		if err != nil {
			return
		}
		r, err := openRegistration(registration)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Issue(r.Registration, w.issuer); err != nil {
			t.Fatalf("registration %q: %v", claim.RegistrationID, err)
		}
	})
}

// sealRaw signs bytes that need not be CBOR.
func sealRaw(tb testing.TB, s *Signer, payload []byte, contentType string) []byte {
	tb.Helper()
	signed, err := s.sealBytes(append([]byte{}, payload...), contentType) // never nil
	if err != nil {
		tb.Fatal(err)
	}
	return signed
}

// FuzzBase45 decodes any text. What is accepted encodes to the same text.
func FuzzBase45(f *testing.F) {
	for _, x := range base45Examples {
		f.Add(x.encoded)
	}
	for _, text := range []string{"FGW", "GGW", "U5", "V5", ":::", "B", "bb8", "BB8B"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		data, err := decodeBase45(text)
		if err != nil {
			return
		}
		if again := encodeBase45(data); again != text {
			t.Fatalf("%q comes out as %q", text, again)
		}
	})
}

// FuzzParseClaim169 reads any text as a Claim 169 code.
func FuzzParseClaim169(f *testing.F) {
	w := newFixture(f, EdDSA, EdDSA)
	f.Add(StaticText(w.issue(f, nil)))
	f.Add(pack(handMade(f, w.issuer, map[int]any{1: testIssuer})))
	for _, x := range slices.Concat(notOurs, notWanted) {
		if text := x.make(f, newFixture(f, EdDSA, EdDSA)); len(text) < 2000 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		identity, err := ParseClaim169(text)
		if err != nil {
			if siak.KindOf(err) != siak.KindMalformed {
				t.Fatal(err)
			}
			return
		}
		for _, at := range []time.Time{identity.ExpiresAt, identity.NotBefore, identity.IssuedAt} {
			if !at.IsZero() && (at.Year() < 1970 || at.Year() > 9999) {
				t.Fatalf("a time in the year %d", at.Year())
			}
		}
		if len(text) > MaxText {
			t.Fatal("longer than any code")
		}
	})
}

// FuzzStatement signs any bytes as a statement. What is accepted is signed
// again to the same bytes (Ed25519 signatures are deterministic).
func FuzzStatement(f *testing.F) {
	station := fixedSigner(f, EdDSA, "station", "station-1")
	signed, err := SignStatement(goodStatement(), station)
	if err != nil {
		f.Fatal(err)
	}
	s, err := openSign1(signed)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.payload, false)
	f.Add(signed, true)
	f.Fuzz(func(t *testing.T, data []byte, whole bool) {
		signed := data
		if !whole {
			signed = sealRaw(t, station, data, statementType)
		}
		st, err := VerifyStatement(signed, station.Public())
		if err != nil {
			if kind := siak.KindOf(err); kind != siak.KindMalformed && kind != siak.KindBadSignature {
				t.Fatalf("kind %q: %v", kind, err)
			}
			return
		}
		again, err := SignStatement(st, station)
		if err != nil || !bytes.Equal(again, signed) {
			t.Fatalf("%x comes out as %x (%v)", signed, again, err)
		}
	})
}
