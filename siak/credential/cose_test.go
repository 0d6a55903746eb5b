package credential

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// coseVector is a file of the COSE working group's examples with one signer.
type coseVector struct {
	Input struct {
		Sign0 struct {
			Key map[string]string `json:"key"`
		} `json:"sign0"`
	} `json:"input"`
	Output struct {
		CBOR string `json:"cbor"`
	} `json:"output"`
}

// What each example is to us. The examples go beyond what our codes may be, so
// some that are right by the RFC are refused here.
const (
	verified    = "verified"
	badlySigned = "badly signed"
	refused     = "refused"
)

var coseExamples = map[string]map[string]string{
	"cose/sign1-tests": {
		"sign-pass-01": refused,     // the algorithm stands unprotected
		"sign-pass-02": badlySigned, // data outside the message was signed too
		"sign-pass-03": refused,     // no tag
		"sign-fail-01": refused,     // another tag
		"sign-fail-02": badlySigned, // another signature
		"sign-fail-03": refused,     // an algorithm that does not exist
		"sign-fail-04": refused,     // an algorithm that is a text
		"sign-fail-06": badlySigned, // a header was added
		"sign-fail-07": badlySigned, // a header was removed
	},
	"cose/ecdsa-examples": {
		"ecdsa-sig-01": verified,
		"ecdsa-sig-02": refused, // P-384
		"ecdsa-sig-03": refused, // P-521
		"ecdsa-sig-04": refused, // P-256 with SHA-512
		"ecdsa-01":     refused, // COSE_Sign with several signers
		"ecdsa-02":     refused,
		"ecdsa-03":     refused,
		"ecdsa-04":     refused,
	},
	"cose/eddsa-examples": {
		"eddsa-sig-01": verified,
		"eddsa-sig-02": badlySigned, // Ed448: no key of ours
		"eddsa-01":     refused,     // COSE_Sign
		"eddsa-02":     refused,
	},
	"cose/CWT": {
		"A_3": verified,
		"A_4": refused, // a MAC
		"A_5": refused, // encrypted
		"A_6": refused, // signed and encrypted
		"A_7": refused, // a MAC
	},
}

func TestCOSEExamples(t *testing.T) {
	for folder, want := range coseExamples {
		t.Run(folder, func(t *testing.T) {
			files := vectors(t, folder)
			if len(files) != len(want) {
				t.Errorf("%d files, %d of them expected", len(files), len(want))
			}
			for _, file := range files {
				name := strings.TrimSuffix(filepath.Base(file), ".json")
				if got := tryExample(t, readJSON[coseVector](t, file)); got != want[name] {
					t.Errorf("%s: got %s, want %s", name, got, want[name])
				}
			}
		})
	}
}

func tryExample(t *testing.T, v coseVector) string {
	t.Helper()
	s, err := openSign1(unhex(t, strings.ToLower(v.Output.CBOR)))
	if err != nil {
		return refused
	}
	key, err := exampleKey(t, v.Input.Sign0.Key).public()
	if err != nil || !s.verify(key) {
		return badlySigned
	}
	return verified
}

// exampleKey is the key of an example, its coordinates in hexadecimal or in
// Base64.
func exampleKey(t *testing.T, key map[string]string) coseKey {
	t.Helper()
	k := coseKey{Type: 1, Curve: 6, X: coordinate(t, key, "x"), Y: coordinate(t, key, "y")}
	if key["kty"] == "EC" {
		k.Type, k.Curve = 2, 1
	}
	return k
}

func coordinate(t *testing.T, key map[string]string, name string) cbor.ByteString {
	t.Helper()
	if s, ok := key[name+"_hex"]; ok {
		return cbor.ByteString(unhex(t, s))
	}
	return cbor.ByteString(unbase64(t, key[name]))
}
