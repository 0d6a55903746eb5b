package credential

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/hex"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"ikd/station/siak"
)

func unhex(tb testing.TB, s string) []byte {
	tb.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func unbase64(tb testing.TB, s string) []byte {
	tb.Helper()
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// The key and thumbprint of RFC 9679 section 6.
func TestThumbprintOfRFC9679(t *testing.T) {
	key, err := coseKey{
		Type: 2, Curve: 1,
		X: cbor.ByteString(unhex(t, "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d")),
		Y: cbor.ByteString(unhex(t, "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c")),
	}.public()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Thumbprint(key)
	if err != nil {
		t.Fatal(err)
	}
	const want = "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec"
	if hex.EncodeToString(got[:]) != want {
		t.Errorf("got %x, want %s", got, want)
	}
}

func TestCOSEKeyRoundTrip(t *testing.T) {
	for _, algo := range []Algorithm{ES256, EdDSA} {
		pub := fixedSigner(t, algo, "round trip", "").Public()
		k, err := newCOSEKey(pub)
		if err != nil {
			t.Fatal(err)
		}
		got, err := k.public()
		if err != nil {
			t.Fatal(err)
		}
		if !got.(interface{ Equal(crypto.PublicKey) bool }).Equal(pub) {
			t.Errorf("%v: another key came back", algo)
		}
	}
}

func TestBadCOSEKeys(t *testing.T) {
	good, err := newCOSEKey(fixedSigner(t, ES256, "bad keys", "").Public())
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*coseKey){
		"symmetric":       func(k *coseKey) { k.Type = 4 },
		"P-384":           func(k *coseKey) { k.Curve = 2 },
		"X25519":          func(k *coseKey) { k.Type, k.Curve, k.Y = 1, 4, "" },
		"Ed25519 with y":  func(k *coseKey) { k.Type, k.Curve = 1, 6 },
		"no y":            func(k *coseKey) { k.Y = "" },
		"short x":         func(k *coseKey) { k.X = k.X[1:] },
		"not on curve":    func(k *coseKey) { k.X, k.Y = k.Y, k.X },
		"the point 0 0":   func(k *coseKey) { k.X = cbor.ByteString(make([]byte, 32)); k.Y = k.X },
		"nothing at all":  func(k *coseKey) { *k = coseKey{} },
		"coordinate long": func(k *coseKey) { k.Y = "\x00" + k.Y },
	} {
		k := good
		change(&k)
		if _, err := k.public(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestUnsupportedKeys(t *testing.T) {
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []crypto.Signer{p384, rsaKey} {
		_, err := NewSigner(key, nil)
		wantKind(t, err, siak.KindBadKey)
	}
	for _, pub := range []crypto.PublicKey{
		p384.Public(), rsaKey.Public(), nil, (*ecdsa.PublicKey)(nil), &ecdsa.PublicKey{},
		ed25519.PublicKey("short"),
	} {
		_, err := Thumbprint(pub)
		wantKind(t, err, siak.KindBadKey)
		w := newFixture(t, ES256, ES256)
		w.verifier.Trust.Issuers[0].Key = pub
		text, _ := w.good(t)
		_, err = w.verifier.Verify(text, testNow)
		wantKind(t, err, siak.KindBadSignature)
	}
	long, err := GenerateKey(EdDSA)
	if err != nil {
		t.Fatal(err)
	}
	_, err = NewSigner(long, make([]byte, maxKeyID+1))
	wantKind(t, err, siak.KindBadKey)
	_, err = GenerateKey(-47) // ES256K
	wantKind(t, err, siak.KindBadKey)
}

// hardware is a key that only signs, as one in a TPM does.
type hardware struct{ crypto.Signer }

func TestKeysMadeAndInHardware(t *testing.T) {
	for _, algo := range []Algorithm{ES256, EdDSA} {
		key, err := GenerateKey(algo)
		if err != nil {
			t.Fatal(err)
		}
		s, err := NewSigner(hardware{key}, []byte("station-1"))
		if err != nil {
			t.Fatal(err)
		}
		if s.Algorithm() != algo || string(s.KeyID()) != "station-1" {
			t.Errorf("got %v %q", s.Algorithm(), s.KeyID())
		}
		signed := handMade(t, s, map[int]int{1: 1})
		if o, err := openStrict(signed); err != nil || !o.verify(key.Public()) {
			t.Errorf("%v: %v", algo, err)
		}
	}
}
