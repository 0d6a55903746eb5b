package credential

import (
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"testing"
	"time"

	"ikd/station/siak"
)

// The made-up data of these tests: one registry, one citizen of Depok with a
// serial that no real NIK reaches, one phone, one moment.
const (
	testIssuer = "registry.example"
	testKID    = "issuer-1"
	testNIK    = "3276055503909001"
	testName   = "Made-up Citizen Rahayu"
)

var (
	testNow   = time.Date(2026, 3, 2, 9, 30, 0, 0, siak.WIB)
	testBirth = siak.Date{Year: 1990, Month: time.March, Day: 15}
	testID    = siak.PresentationID{0: 7, 15: 9}
)

// algorithms in all four combinations of issuer and phone.
var combinations = []struct {
	name          string
	issuer, phone Algorithm
}{
	{"ES256-ES256", ES256, ES256},
	{"ES256-EdDSA", ES256, EdDSA},
	{"EdDSA-ES256", EdDSA, ES256},
	{"EdDSA-EdDSA", EdDSA, EdDSA},
}

// fixture holds the keys of one test.
type fixture struct {
	issuer, phone *Signer
	verifier      Verifier
}

// newFixture has the same keys each time, so that sizes and seeds are stable.
func newFixture(tb testing.TB, issuer, phone Algorithm) *fixture {
	tb.Helper()
	w := &fixture{
		issuer: fixedSigner(tb, issuer, "issuer", testKID),
		phone:  fixedSigner(tb, phone, "phone", ""),
	}
	w.verifier.Trust = siak.Trust{
		Version: 3,
		Issuers: []siak.IssuerKey{{
			ID: []byte(testKID), Issuer: testIssuer, Key: w.issuer.Public(),
			From: testNow.AddDate(-1, 0, 0), To: testNow.AddDate(1, 0, 0),
		}},
		Revoked: map[string]bool{},
		Used:    map[siak.PresentationID]bool{},
	}
	return w
}

// fixedSigner derives a test key from a name.
func fixedSigner(tb testing.TB, algo Algorithm, name, kid string) *Signer {
	tb.Helper()
	seed := sha256.Sum256([]byte(name))
	var key crypto.Signer = ed25519.NewKeyFromSeed(seed[:])
	if algo == ES256 {
		k, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), seed[:])
		if err != nil {
			tb.Fatal(err)
		}
		key = k
	}
	s, err := NewSigner(key, []byte(kid))
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func (w *fixture) registration() Registration {
	nik, err := siak.ParseNIK(testNIK)
	if err != nil {
		panic(err)
	}
	return Registration{
		ID: "reg-0001", Issuer: testIssuer,
		NIK: nik, Name: testName, Birth: testBirth, Sex: siak.Female,
		Face: siak.FaceMatched, PhoneKey: w.phone.Public(),
		IssuedAt: testNow.Add(-24 * time.Hour), ExpiresAt: testNow.Add(30 * 24 * time.Hour),
	}
}

func (w *fixture) issue(tb testing.TB, change func(*Registration)) []byte {
	tb.Helper()
	r := w.registration()
	if change != nil {
		change(&r)
	}
	signed, err := Issue(r, w.issuer)
	if err != nil {
		tb.Fatal(err)
	}
	return signed
}

// present shows a registration from age ago for 90 seconds.
func (w *fixture) present(tb testing.TB, registration []byte, age time.Duration) string {
	tb.Helper()
	iat := testNow.Add(-age)
	text, err := Present(registration, w.phone, testID, iat, iat.Add(MaxLifetime))
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// good is a code with nothing wrong, and its COSE bytes.
func (w *fixture) good(tb testing.TB) (text string, presentation []byte) {
	tb.Helper()
	text = w.present(tb, w.issue(tb, nil), 10*time.Second)
	packed, _ := cutPrefix(text)
	presentation, err := unpack(packed)
	if err != nil {
		tb.Fatal(err)
	}
	return text, presentation
}

// handMade signs claims that the API would not make.
func handMade(tb testing.TB, key *Signer, claims any) []byte {
	tb.Helper()
	signed, err := key.seal(claims, "")
	if err != nil {
		tb.Fatal(err)
	}
	return signed
}

func wantKind(tb testing.TB, err error, want siak.Kind) {
	tb.Helper()
	if got := siak.KindOf(err); got != want {
		tb.Errorf("got %q (%v), want %q", got, err, cmp.Or(want, "no error"))
	}
}
