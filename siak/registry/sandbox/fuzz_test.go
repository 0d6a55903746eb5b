package sandbox_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry/sandbox"
)

// Nothing that a station can invent is ever accepted, and nothing makes the
// registry panic: neither a statement of unknown bytes, nor a well signed
// statement over a presentation of unknown bytes.
func FuzzSubmit(f *testing.F) {
	s := open(f, sandbox.Options{People: sandbox.MinPeople})
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	signer, err := credential.NewSigner(key, nil)
	if err != nil {
		f.Fatal(err)
	}
	for _, o := range []siak.Outcome{siak.UntrustedIssuer, siak.BadSignature, siak.Expired, siak.Revoked} {
		code, _ := show(f, s, sandbox.PhoneRequest{Outcome: o})
		f.Add([]byte("no statement"), unpack(f, code), true)
		f.Add([]byte("no statement"), unpack(f, code), false)
	}
	f.Fuzz(func(t *testing.T, statement, presentation []byte, sign bool) {
		id := siak.NewActivationID()
		if sign {
			now := time.Now()
			if statement, err = credential.SignStatement(siak.Statement{
				ID: id, RegistrationID: "R-0", PresentationDigest: sha256.Sum256(presentation),
				Outcome: siak.Eligible, Officer: "petugas", ReadAt: now, ConfirmedAt: now,
			}, signer); err != nil {
				t.Fatal(err)
			}
		}
		vs, err := s.SubmitAs(t.Context(), "S-1", public, sandbox.Submission{ID: id, Statement: statement, Presentation: presentation})
		if err != nil {
			t.Fatal(err)
		}
		if vs[0].State != siak.Rejected && vs[0].State != siak.Held || vs[0].Reason == "" {
			t.Errorf("%s %q", vs[0].State, vs[0].Reason)
		}
	})
}
