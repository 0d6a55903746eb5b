package credential

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ikd/station/siak"
)

func TestVerifyAcceptsEveryCombinationOfKeys(t *testing.T) {
	for _, c := range combinations {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, c.issuer, c.phone)
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
			if d := cmp.Diff(want, got, cmp.AllowUnexported(siak.NIK{})); d != "" {
				t.Error(d)
			}
			again, err := w.verifier.VerifyPresentation(presentation, testNow)
			if d := cmp.Diff(got, again, cmp.AllowUnexported(siak.NIK{})); err != nil || d != "" {
				t.Error(err, d)
			}
			t.Logf("registration %d bytes, presentation %d bytes, text %d characters",
				len(w.issue(t, nil)), len(presentation), len(text))
		})
	}
}
