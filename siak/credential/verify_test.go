package credential

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"ikd/station/siak"
)

func TestVerifyAcceptsEveryCombinationOfKeys(t *testing.T) {
	for _, c := range combinations {
		t.Run(c.name, func(t *testing.T) {
			w := newFixture(t, c.issuer, c.phone)
			text, presentation := w.good(t)
			got, err := w.verifier.Verify(text, testNow)
			if err != nil {
				t.Fatal(err)
			}
			phone, err := Thumbprint(w.phone.Public())
			if err != nil {
				t.Fatal(err)
			}
			r := w.registration()
			want := siak.Claim{
				Issuer: r.Issuer, RegistrationID: r.ID, NIK: r.NIK, Name: r.Name,
				Birth: r.Birth, Sex: r.Sex, Face: r.Face, Phone: phone,
				RegisteredAt: r.IssuedAt.UTC(), PresentationID: testID,
				PresentedAt:  testNow.Add(-10 * time.Second).UTC(),
				ExpiresAt:    testNow.Add(80 * time.Second).UTC(),
				Presentation: presentation, Digest: sha256.Sum256(presentation),
			}
			if d := gocmp.Diff(want, got, gocmp.AllowUnexported(siak.NIK{})); d != "" {
				t.Error(d)
			}
			again, err := w.verifier.VerifyPresentation(presentation, testNow)
			if d := gocmp.Diff(got, again, gocmp.AllowUnexported(siak.NIK{})); err != nil || d != "" {
				t.Error(err, d)
			}
			t.Logf("registration %d bytes, presentation %d bytes, text %d characters",
				len(w.issue(t, nil)), len(presentation), len(text))
		})
	}
}

// Every way of being wrong has its kind, says nothing of the person, and gives
// no claim; whoever inspects the code is told the same.
func TestEveryWayOfBeingWrong(t *testing.T) {
	for _, c := range combinations {
		t.Run(c.name, func(t *testing.T) {
			for _, x := range everyWrong() {
				t.Run(x.name, func(t *testing.T) {
					w := newFixture(t, c.issuer, c.phone)
					text := x.make(t, w)
					claim, err := w.verifier.Verify(text, testNow)
					wantKind(t, err, x.want)
					if (err == nil) == claim.NIK.IsZero() {
						t.Errorf("claim of %q with error %v", claim.RegistrationID, err)
					}
					wantNothingPersonal(t, err)
					report := w.verifier.Inspect(text, testNow, false)
					if want := cmp.Or(string(x.want), "valid"); report.Verdict != want {
						t.Errorf("inspected: %q, want %q", report.Verdict, want)
					}
				})
			}
		})
	}
}

func wantNothingPersonal(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	for _, word := range []string{testNIK, testNIK[:15], "Rahayu", "19900315", "1990-03-15", "15 Mar", Prefix} {
		if strings.Contains(err.Error(), word) {
			t.Errorf("%q is in the error %q", word, err)
		}
	}
}

// The kinds of this test's table are all the kinds that a code can have.
func TestEveryKindIsShown(t *testing.T) {
	shown := map[siak.Kind]bool{}
	for _, x := range everyWrong() {
		shown[x.want] = true
	}
	for _, kind := range []siak.Kind{
		siak.KindNotIKD, siak.KindMalformed, siak.KindUntrustedIssuer, siak.KindBadSignature, siak.KindExpired,
		siak.KindNotYetValid, siak.KindStaticCode, siak.KindRevoked, siak.KindReplayed,
	} {
		if !shown[kind] {
			t.Errorf("%s is not", kind)
		}
	}
}

// No byte of a presentation can be changed without its being noticed.
func TestEveryByteCounts(t *testing.T) {
	for _, c := range combinations {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newFixture(t, c.issuer, c.phone)
			_, presentation := w.good(t)
			for i := range presentation {
				for _, flip := range []byte{0x01, 0x80, 0xff} {
					changed := bytes.Clone(presentation)
					changed[i] ^= flip
					if _, err := w.verifier.VerifyPresentation(changed, testNow); err == nil {
						t.Fatalf("byte %d may be changed by %#x", i, flip)
					}
				}
			}
		})
	}
}

// The registry is given bytes, not a text: the bound holds for them too.
func TestPresentationBytesAreBounded(t *testing.T) {
	w := newFixture(t, EdDSA, EdDSA)
	claims := map[int]any{
		4: testNow.Add(MaxLifetime).Unix(), 6: testNow.Unix(), 7: testID[:], -70002: w.issue(t, nil),
	}
	_, err := w.verifier.VerifyPresentation(handMade(t, w.phone, claims), testNow)
	wantKind(t, err, "")
	claims[99] = make([]byte, MaxInflated)
	_, err = w.verifier.VerifyPresentation(handMade(t, w.phone, claims), testNow)
	wantKind(t, err, siak.KindMalformed)
	_, err = w.verifier.VerifyPresentation(nil, testNow)
	wantKind(t, err, siak.KindMalformed)
}

// No character can be changed so that the code says something else.
func TestEveryCharacterCounts(t *testing.T) {
	w := newFixture(t, ES256, ES256)
	text, _ := w.good(t)
	good, err := w.verifier.Verify(text, testNow)
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		for _, c := range []byte("0Z: a\x00") {
			changed := text[:i] + string(rune(c)) + text[i+1:]
			got, err := w.verifier.Verify(changed, testNow)
			if err == nil && got.Digest != good.Digest {
				t.Fatalf("%q in place %d gives another claim", c, i)
			}
		}
		if _, err := w.verifier.Verify(text[:i], testNow); err == nil {
			t.Fatalf("the first %d characters are enough", i)
		}
	}
}

func TestIssueRefusesWhatNobodyWouldAccept(t *testing.T) {
	for name, change := range map[string]func(*Registration){
		"no person": func(r *Registration) { r.NIK = siak.NIK{} },
		"no name":   func(r *Registration) { r.Name = "" },
		"no birth":  func(r *Registration) { r.Birth = siak.Date{} },
		"no key":    func(r *Registration) { r.PhoneKey = nil },
		"no time":   func(r *Registration) { r.ExpiresAt = time.Time{} },
		"no issuer": func(r *Registration) { r.Issuer = "" },
	} {
		w := newFixture(t, ES256, EdDSA)
		r := w.registration()
		change(&r)
		_, err := Issue(r, w.issuer)
		if siak.KindOf(err) != siak.KindMalformed {
			t.Errorf("%s: %v", name, err)
		}
		wantNothingPersonal(t, err)
	}
	w := newFixture(t, ES256, EdDSA)
	_, err := Issue(w.registration(), w.phone) // a key without identifier
	wantKind(t, err, siak.KindMalformed)
}

// Codes that phones in the field show stay readable: this one was made by the
// first version of this package with the keys of the tests.
func TestOldCodesStayReadable(t *testing.T) {
	w := newFixture(t, EdDSA, EdDSA)
	text, err := os.ReadFile(filepath.Join("testdata", "presentation-1.txt"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.verifier.Verify(string(text), testNow)
	if err != nil {
		t.Fatal(err)
	}
	// Ed25519 signatures are deterministic, so today's bytes are the same.
	if _, presentation := w.good(t); !bytes.Equal(got.Presentation, presentation) {
		t.Error("today it is made otherwise")
	}
}
