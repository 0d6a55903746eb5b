package credential

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"

	"ikd/station/siak"
)

// vector169 is a file of the Claim 169 test vectors.
type vector169 struct {
	Category string `json:"category"`
	Text     string `json:"qr_data"`
	Signing  *struct {
		Public string `json:"public_key_hex"`
	} `json:"signing_key"`
	Encryption *struct {
		Key string `json:"symmetric_key_hex"`
	} `json:"encryption_key"`
	Claim map[string]any `json:"expected_claim169"`
	Meta  struct {
		Issuer    string `json:"issuer"`
		Subject   string `json:"subject"`
		ExpiresAt int64  `json:"expiresAt"`
		NotBefore int64  `json:"notBefore"`
		IssuedAt  int64  `json:"issuedAt"`
	} `json:"expected_cwt_meta"`
	Error string `json:"expected_error"`
}

func TestClaim169Vectors(t *testing.T) {
	for category, check := range map[string]func(*testing.T, vector169){
		"valid": readsVector, "edge": readsVector, "invalid": refusesVector,
	} {
		for _, file := range vectors(t, "claim169/test-vectors/"+category) {
			t.Run(category+"/"+strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
				check(t, readJSON[vector169](t, file))
			})
		}
	}
}

func readsVector(t *testing.T, v vector169) {
	got, cose := readVector(t, v)
	want := identityOf(v.Claim)
	want.Issuer, want.Subject = v.Meta.Issuer, v.Meta.Subject
	want.ExpiresAt = numericDate(v.Meta.ExpiresAt).timeOrZero()
	want.NotBefore = numericDate(v.Meta.NotBefore).timeOrZero()
	want.IssuedAt = numericDate(v.Meta.IssuedAt).timeOrZero()
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if v.Signing != nil {
		s, err := openSign1(cose)
		if err != nil || !s.verify(vectorKey(t, v.Signing.Public)) {
			t.Errorf("signature not verified (%v)", err)
		}
	}
	wantVerdict := siak.KindStaticCode
	if v.Encryption != nil {
		wantVerdict = siak.KindNotIKD
	}
	_, err := Verifier{}.Verify(v.Text, time.Unix(1_750_000_000, 0))
	wantKind(t, err, wantVerdict)
}

// readVector reads the identity and the COSE_Sign1, if need be from under the
// encryption: the product reads no encrypted codes.
func readVector(t *testing.T, v vector169) (Identity, []byte) {
	t.Helper()
	data, err := unpack(v.Text)
	if err != nil {
		t.Fatal(err)
	}
	if v.Encryption == nil {
		identity, err := ParseClaim169(v.Text)
		if err != nil {
			t.Fatal(err)
		}
		return identity, data
	}
	_, err = ParseClaim169(v.Text)
	wantKind(t, err, siak.KindMalformed)
	inner := decrypt0(t, data, unhex(t, v.Encryption.Key))
	cwt := inner
	if s, err := openSign1(inner); err == nil {
		cwt = s.payload
	}
	identity, err := readIdentity(cwt)
	if err != nil {
		t.Fatal(err)
	}
	return identity, inner
}

// decrypt0 opens a COSE_Encrypt0 with AES-GCM (RFC 9052 section 5.3, RFC 9053
// section 4.1).
func decrypt0(t *testing.T, data, key []byte) []byte {
	t.Helper()
	const encrypt0Tag = 0xc0 | 16
	var e struct {
		_           struct{} `cbor:",toarray"`
		Protected   []byte
		Unprotected struct {
			IV []byte `cbor:"5,keyasint"`
		}
		Ciphertext []byte
	}
	if data[0] != encrypt0Tag {
		t.Fatal("no COSE_Encrypt0")
	}
	if err := cbor.Unmarshal(data[1:], &e); err != nil {
		t.Fatal(err)
	}
	aad, err := encoding.Marshal([]any{"Encrypt0", e.Protected, []byte{}})
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := gcm.Open(nil, e.Unprotected.IV, e.Ciphertext, aad)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// identityOf takes the members that [Identity] has from the vector's JSON;
// photograph and biometrics are left out on both sides.
func identityOf(m map[string]any) Identity {
	text := func(name string) string { s, _ := m[name].(string); return s }
	number := func(name string) int { f, _ := m[name].(float64); return int(f) }
	id := Identity{
		ID: text("id"), Version: text("version"), Language: text("language"),
		FullName: text("fullName"), FirstName: text("firstName"), MiddleName: text("middleName"), LastName: text("lastName"),
		Birth: text("dateOfBirth"), Gender: number("gender"), Address: text("address"), Email: text("email"),
		Phone: text("phone"), Nationality: text("nationality"), MaritalStatus: number("maritalStatus"),
		Guardian: text("guardian"), PhotoFormat: number("photoFormat"),
		SecondaryFullName: text("secondaryFullName"), SecondaryLanguage: text("secondaryLanguage"),
		LocationCode: text("locationCode"), LegalStatus: text("legalStatus"), CountryOfIssuance: text("countryOfIssuance"),
	}
	fingers, _ := m["bestQualityFingers"].([]any)
	for _, f := range fingers {
		id.BestQualityFingers = append(id.BestQualityFingers, int(f.(float64)))
	}
	return id
}

func vectorKey(t *testing.T, hexadecimal string) crypto.PublicKey {
	t.Helper()
	raw := unhex(t, hexadecimal)
	if len(raw) == ed25519.PublicKeySize {
		return ed25519.PublicKey(raw)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// refusesVector wants the failure at the step that the vector names.
func refusesVector(t *testing.T, v vector169) {
	want, known := map[string]error{
		"Base45Decode": errBase45, "Decompress": errZlib, "CoseParse": errNotSign1, "Claim169NotFound": errNoPerson,
	}[v.Error]
	if !known {
		t.Fatalf("the vector wants an unknown error %q", v.Error)
	}
	_, err := ParseClaim169(v.Text)
	wantKind(t, err, siak.KindMalformed)
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
	_, err = Verifier{}.Verify(v.Text, testNow)
	wantKind(t, err, siak.KindNotIKD)
}

// Our own registration is a Claim 169 code like any other.
func TestRegistrationIsAClaim169(t *testing.T) {
	w := newFixture(t, ES256, ES256)
	got, err := ParseClaim169(StaticText(w.issue(t, nil)))
	if err != nil {
		t.Fatal(err)
	}
	r := w.registration()
	want := Identity{
		ID: testNIK, FullName: testName, Birth: "19900315", Gender: 2,
		Issuer: testIssuer, Subject: "reg-0001",
		ExpiresAt: r.ExpiresAt.UTC(), IssuedAt: r.IssuedAt.UTC(),
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestClaim169Refused(t *testing.T) {
	w := newFixture(t, EdDSA, EdDSA)
	identity := map[int]any{1: "ID-1", 4: "Somebody"}
	for name, claims := range map[string]map[int]any{
		"no map":           {169: "text"},
		"name a number":    {169: map[int]any{4: 4}},
		"expiry too late":  {169: identity, 4: uint64(1) << 60},
		"expiry a text":    {169: identity, 4: "tomorrow"},
		"nested too deep":  {169: identity, 5000: nested(maxNesting)},
		"fingers too many": {169: map[int]any{18: make([]int, maxElements+1)}},
	} {
		if _, err := ParseClaim169(pack(handMade(t, w.issuer, claims))); siak.KindOf(err) != siak.KindMalformed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Other issuers may order their claims as they like, but say each thing once.
func TestClaim169Encodings(t *testing.T) {
	w := newFixture(t, EdDSA, EdDSA)
	for name, x := range map[string]struct {
		payload string
		want    siak.Kind
	}{
		"in any order":         {"a2 18a9a10461 41 01 61 42", ""},
		"with longer numbers":  {"a1 1900a9a11804 61 41", ""},
		"one claim twice":      {"a2 18a9a10461 41 18a9a10461 42", siak.KindMalformed},
		"one member twice":     {"a1 18a9a2046141 046142", siak.KindMalformed},
		"of indefinite length": {"bf 18a9a1046141 ff", siak.KindMalformed},
		"a text in pieces":     {"a1 18a9a104 7f 6141 6142 ff", siak.KindMalformed},
		"with a tag":           {"a1 18a9 c1 a1046141", siak.KindMalformed},
		"with a tail":          {"a1 18a9a1046141 00", siak.KindMalformed},
		"not UTF-8":            {"a1 18a9a10461 ff", siak.KindMalformed},
	} {
		payload := unhex(t, strings.ReplaceAll(x.payload, " ", ""))
		_, err := ParseClaim169(pack(sealRaw(t, w.issuer, payload, "")))
		if got := siak.KindOf(err); got != x.want {
			t.Errorf("%s: got %v, want %q", name, err, x.want)
		}
	}
}
