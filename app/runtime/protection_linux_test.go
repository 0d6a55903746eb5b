package runtime

import (
	"context"
	"sync"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/store"
	"ikd/station/store/tpmtest"
)

// bind makes a recovery code, and binds the officer.
func bind(t *testing.T, w *Station) store.RecoveryCode {
	t.Helper()
	code, err := w.Store.Laptop.NewRecoveryCode(t.Context())
	if err == nil {
		err = w.Store.Laptop.NoteRecoveryCode(t.Context())
	}
	if err == nil {
		err = w.Store.Laptop.Bind(t.Context(), []byte(officerPassphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	TellProtection(t.Context(), w)
	return code
}

// TestTLSKeyInTheTPM: a station whose officer is bound to the TPM gets a key for TLS
// there by itself, and the registry's staff see it. A copy of the folder speaks no more
// for the station, with the recovery code neither, until a code of the registry.
func TestTLSKeyInTheTPM(t *testing.T) {
	chip := tpmtest.New(t)
	t.Setenv(store.TPMVariable, chip.Path)
	l := newLaptop(t, sandbox.Options{Codes: true})
	code, _, err := l.box.Invite(t.Context(), "Loket 3", "", 0)
	if err != nil {
		t.Fatal(err)
	}
	w := l.open(Options{Code: code.Text()})
	recovery := bind(t, w)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var work sync.WaitGroup
	work.Go(func() { w.Run(ctx, nil) })
	var id store.Identity
	for every := time.NewTicker(10 * time.Millisecond); len(id.TLSCertificate) == 0; <-every.C {
		if id, _, err = w.Store.Settings.Identity(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	work.Wait()
	if _, err := w.Client.LastAnchor(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := l.box.Stations(t.Context())
	if err != nil || !all[0].OwnTLSKey || all[0].Protection != siak.ProtectedByTPM {
		t.Fatalf("%+v, %v", all, err)
	}
	l.close(w)

	w = l.open(Options{})
	if _, err := w.Client.LastAnchor(t.Context()); err != nil {
		t.Error("the next start:", err)
	}
	chip.Kill()
	w.Client.Close()
	_, err = w.Client.LastAnchor(t.Context())
	if siak.KindOf(err) != siak.KindNoTPM {
		t.Errorf("without the TPM: %v", err)
	}
	l.close(w)

	t.Setenv(store.TPMVariable, tpmtest.New(t).Path)
	secret := store.Secret{Method: store.MethodPassphrase, Text: []byte(officerPassphrase)}
	s, err := store.Recover(t.Context(), l.dir, store.Recovery{Code: recovery, Secret: secret}, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	w = l.open(Options{})
	defer l.close(w)
	_, err = w.Client.LastAnchor(t.Context())
	if siak.KindOf(err) != siak.KindOtherTPM {
		t.Errorf("at another laptop: %v", err)
	}
	bare := w.Identity
	bare.TLSKey, bare.TLSCertificate = nil, nil
	c, err := registry.New(bare, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.LastAnchor(t.Context()); siak.KindOf(err) != siak.KindUnauthenticated {
		t.Errorf("with the key that signs: %v", err)
	}
	if code, _, err = l.box.Invite(t.Context(), "Loket 3", "", 0); err != nil {
		t.Fatal(err)
	}
	if err := w.EnrolAgain(t.Context(), code.Text()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Client.LastAnchor(t.Context()); err != nil {
		t.Error(err)
	}
}
