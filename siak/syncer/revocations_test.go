//go:build cgo

package syncer_test

import (
	"context"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/syncer"
)

// TestRevocationsAreFollowed: a station has those that were taken back before, and
// what is taken back while it works; the trust list has none of them any more.
func TestRevocationsAreFollowed(t *testing.T) {
	o := &office{t: t}
	o.serve()
	o.newStation("https://" + o.gate.Addr())
	trusted := make(chan siak.Trust, 100)
	workers := syncer.New(syncer.Stores{Outbox: o.store.Ledger, Cache: o.store.Cache}, o.client, nil, syncer.Events{
		Trust: func(t siak.Trust) { trusted <- t },
	}, fast)
	workers.FollowRevocations(o.store.Cache, o.client)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- workers.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })

	training, err := registry.DialTraining(o.gate.Addr(), registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = training.Close() })
	show := func(outcome siak.Outcome) string {
		phone, err := training.ShowPhone(t.Context(), registry.PhoneRequest{Outcome: outcome})
		if err != nil {
			t.Fatal(err)
		}
		return phone.RegistrationID
	}
	before, later := show(siak.Revoked), show(siak.Eligible)
	wantRevoked := func(id string, want bool) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			is, err := o.store.Cache.Revoked(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if is == want {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("revoked %v, want %v", is, want)
			}
		}
	}
	wantRevoked(before, true)
	wantRevoked(later, false)
	if err := o.sandbox.RevokeRegistration(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	workers.Now()
	wantRevoked(later, true)
	if trust := <-trusted; len(trust.Revoked) > 0 || trust.Revocations.Epoch == 0 {
		t.Errorf("the trust list has %d, and a head of %v", len(trust.Revoked), trust.Revocations)
	}
}
