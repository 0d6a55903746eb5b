package credential

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ikd/station/siak"
)

func TestInspectAGoodCode(t *testing.T) {
	w := newFixture(t, ES256, EdDSA)
	text, presentation := w.good(t)
	got := w.verifier.Inspect(text, testNow, true)
	if got.Format != "presentation" || got.Verdict != "valid" {
		t.Errorf("got %s, %s", got.Format, got.Verdict)
	}
	var steps []string
	for _, s := range got.Steps {
		steps = append(steps, s.Name)
		if !s.OK || s.Detail != "" {
			t.Errorf("%s: %s", s.Name, s.Detail)
		}
	}
	want := "prefix base45 zlib presentation registration issuer issuer-signature phone-signature " +
		"registration-period presentation-period not-revoked first-use"
	if d := cmp.Diff(strings.Fields(want), steps); d != "" {
		t.Error(d)
	}
	r := w.registration()
	wantFields := &Fields{
		Issuer: testIssuer, RegistrationID: "reg-0001", NIK: testNIK, Name: testName, Birth: "1990-03-15",
		Sex: "female", Face: "matched", IssuerAlg: "ES256", PhoneAlg: "EdDSA", Phone: got.Fields.Phone,
		RegisteredAt: r.IssuedAt.UTC(), RegisteredTo: r.ExpiresAt.UTC(),
		PresentationID: "07000000000000000000000000000009",
		PresentedAt:    testNow.Add(-10 * time.Second).UTC(), PresentedTo: testNow.Add(80 * time.Second).UTC(),
		Bytes: len(presentation),
	}
	if d := cmp.Diff(wantFields, got.Fields); d != "" {
		t.Error(d)
	}
}

// Whoever does not ask for personal data does not get it, whatever the code.
func TestInspectMasks(t *testing.T) {
	for _, x := range everyWrong() {
		w := newFixture(t, ES256, ES256)
		encoded, err := json.Marshal(w.verifier.Inspect(x.make(t, w), testNow, false))
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{testNIK, "Rahayu", "Somebody", "19900315", "1990-03-15"} {
			if strings.Contains(string(encoded), word) {
				t.Errorf("%s: %q is in %s", x.name, word, encoded)
			}
		}
	}
}

// All that is wrong is told, not only the first thing.
func TestInspectTellsAll(t *testing.T) {
	w := newFixture(t, EdDSA, EdDSA)
	revoke(t, w)
	use(t, w)
	w.verifier.Trust.Issuers = nil
	got := w.verifier.Inspect(aged(time.Hour)(t, w), testNow, false)
	if got.Verdict != string(siak.KindUntrustedIssuer) || got.Fields == nil {
		t.Errorf("got %s, fields %v", got.Verdict, got.Fields)
	}
	var failing []string
	for _, s := range got.Steps {
		if !s.OK {
			failing = append(failing, s.Name)
			if s.Detail == "" {
				t.Errorf("%s: no reason", s.Name)
			}
		}
	}
	want := []string{"issuer", "issuer-signature", "presentation-period", "not-revoked", "first-use"}
	if d := cmp.Diff(want, failing); d != "" {
		t.Error(d)
	}
}

func TestInspectOtherCodes(t *testing.T) {
	w := newFixture(t, ES256, ES256)
	static := StaticText(w.issue(t, nil))
	for _, x := range []struct {
		name, text      string
		reveal          bool
		format, verdict string
		nik             string
	}{
		{"static", static, false, "claim-169", "static-code", hidden},
		{"static, revealed", static, true, "claim-169", "static-code", testNIK},
		{"rubbish", "rubbish", true, "unknown", "not-an-ikd-code", ""},
		{"cut", "IKD1:BB8", true, "presentation", "malformed", ""},
	} {
		got := w.verifier.Inspect(x.text, testNow, x.reveal)
		nik := ""
		if got.Fields != nil {
			nik = got.Fields.NIK
		}
		if got.Format != x.format || got.Verdict != x.verdict || nik != x.nik {
			t.Errorf("%s: got %s, %s, %q", x.name, got.Format, got.Verdict, nik)
		}
	}
}

func TestMaskName(t *testing.T) {
	for name, want := range map[string]string{
		"Siti Aisyah": "S••• A•••", "Élise": "É•••", "": "", "  A ": "A•••",
	} {
		if got := maskName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
