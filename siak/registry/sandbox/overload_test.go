package sandbox_test

import (
	"errors"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// TestOverload: the answer says when to come again.
func TestOverload(t *testing.T) {
	_, s, d := world(t, sandbox.Options{})
	s.SetOverloaded(90 * time.Second)
	_, _, err := d.client.Trust(t.Context())
	wantKind(t, "overloaded", err, siak.KindUnavailable)
	var busy interface{ RetryAfter() time.Duration }
	if !errors.As(err, &busy) || busy.RetryAfter() != 90*time.Second {
		t.Errorf("%v does not say when to come again", err)
	}
	s.SetOverloaded(0)
	if _, _, err := d.client.Trust(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestShowAgain: the same registration shows another code; an activation that
// waits for its code is told of to whoever comes second.
func TestShowAgain(t *testing.T) {
	c, s, d := world(t, sandbox.Options{})
	a, v := d.activate(s)
	wantVerdict(t, "first", v, siak.Accepted, "")
	code, err := s.ShowAgain(t.Context(), a.RegistrationID)
	if err != nil {
		t.Fatal(err)
	}
	claim, o := d.read(code, c.now())
	if claim.RegistrationID != a.RegistrationID || claim.Digest == a.PresentationDigest {
		t.Error("not another code of the same registration")
	}
	wantVerdict(t, "second", d.submit(d.confirm(claim, o, c.now())), siak.Rejected, siak.ReasonAlreadyPending)
	_, err = s.ShowAgain(t.Context(), "R-0")
	wantKind(t, "unknown", err, siak.KindNotFound)
}
