package sandbox_test

import (
	"fmt"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
)

// followAll reads the whole list in pages.
func followAll(t testing.TB, c *registry.Client) (listed int, last siak.RevocationPage) {
	t.Helper()
	for more := true; more; more = last.More {
		page, err := c.Revocations(t.Context(), last.To, 50_000)
		if err != nil {
			t.Fatal(err)
		}
		listed, last = listed+len(page.Revoked), page
	}
	return listed, last
}

// TestManyRevocations: a station of before gets the newest that it can take, one of
// now all of them in pages, up to the head that the trust list names.
func TestManyRevocations(t *testing.T) {
	const n = 200_000
	s := open(t, sandbox.Options{People: 60})
	_, old := enrol(t, serve(t, s), registry.Options{})
	if err := s.RevokeMany(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	trust, _, err := old.Trust(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if newest := fmt.Sprintf("R-%032x", n); len(trust.Revoked) != 100_000 || !trust.Revoked[newest] || trust.Revocations.Epoch != 0 {
		t.Errorf("%d in the list, the newest %v, pages %v", len(trust.Revoked), trust.Revoked[newest], trust.Revocations)
	}
	old.FollowRevocations()
	if trust, _, err = old.Trust(t.Context()); err != nil || len(trust.Revoked) != 0 {
		t.Errorf("%d in the list beside the pages, %v", len(trust.Revoked), err)
	}
	listed, last := followAll(t, old)
	if listed < n || last.To != trust.Revocations {
		t.Errorf("%d in pages up to %v, want %d up to %v", listed, last.To, n, trust.Revocations)
	}
}

// BenchmarkRevocations reads five million.
func BenchmarkRevocations(b *testing.B) {
	const n = 5_000_000
	s := open(b, sandbox.Options{People: 60})
	_, c := enrol(b, serve(b, s), registry.Options{})
	if err := s.RevokeMany(b.Context(), n); err != nil {
		b.Fatal(err)
	}
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			if trust, _, err := c.Trust(b.Context()); err != nil || len(trust.Revoked) == 0 {
				b.Fatal(len(trust.Revoked), err)
			}
		}
	})
	b.Run("pages", func(b *testing.B) {
		for b.Loop() {
			if listed, _ := followAll(b, c); listed < n {
				b.Fatal(listed)
			}
		}
	})
}
