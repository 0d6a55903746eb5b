//go:build cgo

package syncer_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/registry/server/admin"
	"ikd/station/siak/registry/server/trail"
	"ikd/station/store"
)

// guarded is an office whose registry serves nobody without a head of the audit.
func guarded(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, dir: filepath.Join(t.TempDir(), "loket"), anchored: true}
	o.serveWith(sandbox.Options{People: 400, Seed: 3, AnchorWithin: time.Hour})
	identity, err := registry.Enrol(t.Context(), o.gate.Addr(), registry.EnrolOptions{StationName: "Loket 1"})
	if err != nil {
		t.Fatal(err)
	}
	o.identity = identity
	s, err := store.Create(t.Context(), o.dir, store.Officer{Name: "latihan"}, passphrase, cheap)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Settings.SetIdentity(t.Context(), store.Identity{
		StationID: identity.StationID, Registry: identity.Address, ServerName: identity.ServerName, Key: identity.Key, Certificate: identity.Certificate,
		Authority: identity.Authority, OfficeRegion: identity.OfficeRegion, OfficeName: identity.OfficeName, Training: true, SealingKey: identity.SealingKey,
	})
	if err != nil {
		t.Fatal(err)
	}
	o.open(s)
	t.Cleanup(func() { o.close() })
	return o
}

// trail is the registry's copy of the office's audit.
func (o *office) trail() (rows []trail.Row) {
	o.t.Helper()
	err := o.sandbox.Trail(o.t.Context(), o.identity.StationID, func(r trail.Row) error {
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return rows
}

// copied waits until the registry has the whole audit, and checks that it is it.
func (o *office) copied() []trail.Row {
	o.t.Helper()
	head := o.settled()
	within(o.t, "the rows have come", func() bool { return len(o.trail()) >= int(head.Seq) })
	rows, hash := o.trail(), make([]byte, sha256.Size)
	for i, r := range rows {
		sum := sha256.Sum256(append(bytes.Clone(hash), r.Body...))
		if hash = sum[:]; r.Seq != uint64(i+1) || !bytes.Equal(hash, r.Hash) {
			o.t.Fatalf("row %d does not follow", r.Seq)
		}
		if r.Seq == head.Seq && !bytes.Equal(hash, head.Hash[:]) {
			o.t.Fatal("the rows do not come to the head")
		}
	}
	return rows
}

// printed is what the registry's staff see of the office's audit.
func (o *office) printed(ask admin.AuditAsked) string {
	o.t.Helper()
	var lines strings.Builder
	ask.Station = o.identity.StationID
	if err := admin.Audit(o.t.Context(), o.sandbox.Registry, ask, func(line any) error {
		_, err := fmt.Fprintf(&lines, "%+v\n", line)
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return lines.String()
}

// The audit's rows are at the registry, all of them and in pages, without a NIK in
// clear; the centre finds who looked at a citizen, and a lost laptop loses nothing.
func TestTheAuditIsAtTheRegistry(t *testing.T) {
	o := newAnchored(t)
	o.copied()
	person, other := siak.NIK{}, siak.NIK{}
	for _, n := range []struct {
		nik  string
		into *siak.NIK
	}{{"3276061703929001", &person}, {"3276065703929002", &other}} {
		nik, err := siak.ParseNIK(n.nik)
		if err != nil {
			t.Fatal(err)
		}
		*n.into = nik
		sealed, err := siak.SealLookedUp(o.identity.SealingKey, o.identity.StationID, []siak.NIK{nik})
		if err != nil {
			t.Fatal(err)
		}
		if err := o.store.Audit.Append(t.Context(), store.Event{Act: store.ActSearch, Subject: "nik-found", Sealed: sealed}); err != nil {
			t.Fatal(err)
		}
	}
	for range 700 { // more than one page
		o.note()
	}
	rows := o.copied()
	for _, r := range rows {
		if bytes.Contains(r.Body, []byte(person.Digits())) {
			t.Fatal("a NIK is in clear")
		}
	}
	all := o.printed(admin.AuditAsked{})
	if strings.Contains(all, person.Digits()) || !strings.Contains(all, "Sound:true") || strings.Count(all, "Act:search") != 2 {
		t.Errorf("printed:\n%.600s", all)
	}
	if about := o.printed(admin.AuditAsked{About: person, Reveal: true}); strings.Count(about, "Act:") != 1 || !strings.Contains(about, person.Digits()) || strings.Contains(about, other.Digits()) {
		t.Errorf("about one person:\n%.600s", about)
	}
	if report, err := o.store.Audit.Verify(t.Context()); err != nil || !report.Sound() {
		t.Errorf("the station's own: %+v, %v", report, err)
	}
}

// Who left no head of the audit gets nobody, with a right certificate too; the
// program, which leaves one at each contact, works as ever.
func TestNobodyIsServedWithoutAHead(t *testing.T) {
	o := guarded(t)
	// The key alone, as in a copied folder, before the station's first contact.
	thief := identityAlone(t, o, "Loket 2")
	if _, err := thief.Partitions(t.Context()); siak.KindOf(err) != siak.KindUnavailable {
		t.Errorf("a station without a head is served: %v", err)
	}
	if _, _, err := thief.LookUp(t.Context(), siak.LookUp{NIK: o.confirmedNIK(), RegistrationID: "R-1", Officer: "petugas"}); siak.KindOf(err) != siak.KindUnavailable {
		t.Errorf("it looks people up: %v", err)
	}
	o.settled()
	o.confirm()
	o.until("the activation is accepted", func() bool { return o.waiting() == 0 })
}

// identityAlone is a client of a new station that never leaves a head.
func identityAlone(t *testing.T, o *office, name string) *registry.Client {
	t.Helper()
	id, err := registry.Enrol(t.Context(), o.gate.Addr(), registry.EnrolOptions{StationName: name})
	if err != nil {
		t.Fatal(err)
	}
	c, err := registry.New(id, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func (o *office) confirmedNIK() siak.NIK {
	nik, err := siak.ParseNIK("3276061703929001")
	if err != nil {
		o.t.Fatal(err)
	}
	return nik
}

// A copied folder that is worked with is told as a fork, neither of the two is served
// from then on, and the registry's staff let the station begin anew.
func TestACopiedFolderIsAFork(t *testing.T) {
	o := guarded(t)
	o.copied()
	o.close()
	copied := filepath.Join(t.TempDir(), "copied")
	if err := storeCopy(o.dir, copied); err != nil {
		t.Fatal(err)
	}
	o.open(o.reopened())
	o.note()
	o.copied()
	thief, err := store.Open(t.Context(), copied, "", passphrase, cheap)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = thief.Close() }()
	head, err := thief.Audit.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last, err := thief.Audit.Anchored(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answer, err := o.client.Anchor(t.Context(), head, last, siak.AuditRows{})
	if err != nil || answer.Kept || !answer.Forked {
		t.Fatalf("%+v, %v", answer, err)
	}
	if _, err := o.client.Partitions(t.Context()); siak.KindOf(err) != siak.KindStationForked {
		t.Errorf("it is served: %v", err)
	}
	var told strings.Builder
	err = admin.Forks(t.Context(), o.sandbox.Registry, func(line any) error { _, err := fmt.Fprintf(&told, "%+v", line); return err })
	if err != nil || !strings.Contains(told.String(), o.identity.StationID) || !strings.Contains(told.String(), "Forked:true") {
		t.Errorf("listed as %s, %v", told.String(), err)
	}
	within(t, "the station is told", func() bool {
		for {
			select {
			case l := <-o.link:
				if l.Kind == siak.KindStationForked {
					return true
				}
			default:
				return false
			}
		}
	})
	if err := o.sandbox.ForgetAnchors(t.Context(), o.identity.StationID); err != nil {
		t.Fatal(err)
	}
	o.note()
	o.copied()
	if _, err := o.client.Partitions(t.Context()); err != nil {
		t.Errorf("after it was looked into: %v", err)
	}
}

// storeCopy copies a folder as who takes it away does.
func storeCopy(from, to string) error {
	return errors.Join(os.CopyFS(to, os.DirFS(from)), filepath.WalkDir(to, func(path string, e fs.DirEntry, err error) error {
		mode := fs.FileMode(0o600)
		if err == nil && e.IsDir() {
			mode = 0o700
		}
		return errors.Join(err, os.Chmod(path, mode))
	}))
}
