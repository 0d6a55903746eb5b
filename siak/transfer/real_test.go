//go:build cgo

package transfer_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"io"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/transfer"
)

// The whole way without a network: area, confirm, outbox, receipts, and what the
// citizens do later.
func TestWholeWay(t *testing.T) {
	c := newTestRegistry(t, 400)
	l := c.newLaptop()
	taken := l.mustTake(c.area(l), true)
	if taken.People != 400 || l.residents() != 400 {
		t.Fatalf("%d people, %d residents", taken.People, l.residents())
	}
	var all []siak.Activation
	for range 3 {
		all = append(all, l.confirm(c))
	}
	file := l.outbox()
	if got := l.states()[siak.Queued]; got != 3 {
		t.Fatalf("%d wait after the export", got)
	}
	receipts, found, err := c.accept(file)
	if err != nil || found.Waiting != 3 {
		t.Fatalf("found %+v, error %v", found, err)
	}
	again, _, err := c.accept(file)
	if err != nil {
		t.Fatal(err)
	}
	if taken := l.mustTake(receipts, true); taken.Changed != 3 || l.states()[siak.Accepted] != 3 {
		t.Fatalf("taken %+v, states %v", taken, l.states())
	}
	l.mustTake(receipts, false)
	l.mustTake(again, false)

	mails, err := c.Mail(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Finish(t.Context(), all[0].RegistrationID, mails[0].Code); err != nil {
		t.Fatal(err)
	}
	receipts, _, err = c.accept(l.outbox()) // an empty one asks for what is new
	if err != nil {
		t.Fatal(err)
	}
	if taken := l.mustTake(receipts, true); taken.Verdicts != 1 || l.states()[siak.Active] != 1 {
		t.Fatalf("taken %+v, states %v", taken, l.states())
	}
	held, err := c.Activations(t.Context())
	if err != nil || len(held) != 3 {
		t.Fatalf("the registry has %d, error %v", len(held), err)
	}
}

// Importing an area twice does nothing, an older one is told, a newer one leads
// on: by what changed, or whole, with nobody left in the copy who has gone.
func TestAreas(t *testing.T) {
	c := newTestRegistry(t, 300)
	l := c.newLaptop()
	first := c.area(l)
	l.mustTake(first, true)
	l.mustTake(first, false)
	somebody := l.confirm(c) // an eligible citizen of the area
	l.leave(c, somebody)
	cursors, err := l.store.Cache.Cursors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	whole, since := c.area(l), c.area(l, cursors...)
	if len(since) >= len(whole) {
		t.Errorf("what changed takes %d bytes, everything %d", len(since), len(whole))
	}
	other := c.newLaptop()
	_, err = other.take(since)
	wantKind(t, err, siak.KindFileNotForUs)

	l.mustTake(since, true)
	l.gone(somebody.NIK)
	_, err = l.take(first)
	wantKind(t, err, siak.KindFileOlder)

	// The same by a whole file, at a laptop that has the first one.
	old := c.area(other)
	other.mustTake(old, true)
	back := other.confirm(c)
	other.leave(c, back)
	other.mustTake(c.area(other), true)
	other.gone(back.NIK)
	if other.residents() != 298 {
		t.Errorf("%d residents", other.residents())
	}

	// Of a new epoch, only a newer whole file is taken.
	before := c.area(l)
	if err := c.NewEpoch(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.mustTake(c.area(l), true)
	_, err = l.take(before)
	wantKind(t, err, siak.KindFileOlder)
	if l.residents() != 298 {
		t.Errorf("%d residents", l.residents())
	}
}

// What the team does not keep is passed over.
func TestPartOfTheArea(t *testing.T) {
	c := newTestRegistry(t, 300)
	l := c.newLaptop()
	l.end.Area = l.end.Area[:1]
	taken := l.mustTake(c.area(l), true)
	cursors, err := l.store.Cache.Cursors(t.Context())
	if err != nil || len(cursors) != 1 || taken.People != l.residents() || taken.People == 0 || taken.People >= 300 {
		t.Errorf("%d people, %d residents, %d partitions, error %v", taken.People, l.residents(), len(cursors), err)
	}
	l.mustTake(c.area(l), true) // a newer trust list
}

// A file that goes on from what is not here is told, and nothing is taken.
func TestGap(t *testing.T) {
	c := newTestRegistry(t, 300)
	l, fresh := c.newLaptop(), c.newLaptop()
	l.mustTake(c.area(l), true)
	cursors, err := l.store.Cache.Cursors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = fresh.take(c.area(fresh, cursors...))
	wantKind(t, err, siak.KindFileGap)
	if _, known, _ := fresh.store.Cache.Trust(t.Context()); known || fresh.residents() != 0 {
		t.Error("something of it was taken")
	}
}

// Of every area file that was cut nothing is taken, nor of one with a flipped
// bit, nor of another registry's.
func TestNothingOfABadOne(t *testing.T) {
	c, stranger := newTestRegistry(t, 60), newTestRegistry(t, 60)
	l := c.newLaptop()
	whole := c.area(l)
	for n := 0; n < len(whole); n += 797 {
		if _, err := l.take(whole[:n]); err == nil {
			t.Fatalf("cut to %d of %d bytes, and taken", n, len(whole))
		}
		spoilt := bytes.Clone(whole)
		spoilt[n] ^= 4
		if _, err := l.take(spoilt); err == nil {
			t.Fatalf("flipped at %d, and taken", n)
		}
	}
	foreign := stranger.newLaptop()
	_, err := l.take(stranger.area(foreign))
	wantKind(t, err, siak.KindFileNotForUs)
	// Even where it is for our key.
	foreign.end.FileKey = l.end.FileKey
	l.end.FileKey = foreign.id.FileKey
	_, err = l.take(stranger.area(foreign))
	wantKind(t, err, siak.KindFileNotForUs) // the header names another station
	l.end.FileKey = foreign.end.FileKey
	if _, known, _ := l.store.Cache.Trust(t.Context()); known || l.residents() != 0 {
		t.Error("something was taken")
	}
	l.mustTake(whole, true)
}

// Who has everything but the register's key cannot make a file.
func TestForgedArea(t *testing.T) {
	c, stranger := newTestRegistry(t, 60), newTestRegistry(t, 60)
	l := c.newLaptop()
	forger := *c
	forger.hand.Seal = stranger.hand.Seal
	_, err := l.take(forger.area(l))
	wantKind(t, err, siak.KindFileOtherRegistry)
	renewed := *l // whose registry has another authority now
	if renewed.end.Before, err = x509.ParseCertificate(stranger.enrol().Authority); err != nil {
		t.Fatal(err)
	}
	renewed.mustTake(forger.area(l), true)
	forger.hand = c.hand
	forger.hand.ServerName = "another.registry.invalid"
	_, err = l.take(forger.area(l))
	wantKind(t, err, siak.KindFileOtherRegistry)
}

// The registry tells what is no outbox of a station that it knows.
func TestForeignOutbox(t *testing.T) {
	c, stranger := newTestRegistry(t, 60), newTestRegistry(t, 60)
	l, foreign := c.newLaptop(), stranger.newLaptop()
	l.mustTake(c.area(l), true)
	l.confirm(c)
	file := l.outbox()
	_, _, err := stranger.accept(file)
	wantKind(t, err, siak.KindFileNotForUs)
	_, _, err = c.accept(file[:len(file)-100])
	wantKind(t, err, siak.KindFileCut)
	// Signed with another station's key, in this one's name.
	forged := *l
	forged.end.Key = foreign.end.Key
	_, _, err = c.accept(forged.outbox())
	wantKind(t, err, siak.KindFileAltered)
	unknown := *l
	unknown.end.ID = "S-0"
	_, _, err = c.accept(unknown.outbox())
	wantKind(t, err, siak.KindNotFound)
	if all, _ := c.Activations(t.Context()); len(all) != 0 {
		t.Errorf("%d activations were taken", len(all))
	}
	if err := c.RevokeStation(t.Context(), l.end.ID); err != nil {
		t.Fatal(err)
	}
	_, _, err = c.accept(file)
	wantKind(t, err, siak.KindUnauthenticated)
}

// A file of one kind is not taken for another, whoever made it.
func TestOtherKind(t *testing.T) {
	c := newTestRegistry(t, 60)
	l := c.newLaptop()
	var b bytes.Buffer
	w, err := transfer.Create(&b, public(t, l.end.FileKey), transfer.Header{
		Kind: pb.FileKind_FILE_KIND_OUTBOX, Station: l.end.ID, ServerName: l.end.ServerName, Made: morning,
	}, transfer.BySeal(c.hand.Seal))
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.take(b.Bytes())
	wantKind(t, err, siak.KindFileOtherKind)
	b.Reset()
	if w, err = transfer.Create(&b, l.end.Registry, transfer.Header{
		Kind: pb.FileKind_FILE_KIND_AREA, Station: l.end.ID, ServerName: l.end.ServerName, Made: morning,
	}, transfer.ByStation(l.end.Key)); err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = c.accept(b.Bytes())
	wantKind(t, err, siak.KindFileOtherKind)
}

// Two stations, one citizen, both without a network: the second is told.
func TestConflict(t *testing.T) {
	c := newTestRegistry(t, 300)
	one, two := c.newLaptop(), c.newLaptop()
	one.mustTake(c.area(one), true)
	two.mustTake(c.area(two), true)
	a := one.confirm(c)
	code, err := c.ShowAgain(t.Context(), a.RegistrationID)
	if err != nil {
		t.Fatal(err)
	}
	two.confirmCode(code)
	for _, l := range []*laptop{one, two} {
		receipts, _, err := c.accept(l.outbox())
		if err != nil {
			t.Fatal(err)
		}
		l.mustTake(receipts, true)
	}
	if one.states()[siak.Accepted] != 1 || two.states()[siak.Accepted] != 0 || two.states()[siak.Queued] != 0 {
		t.Errorf("the first %v, the second %v", one.states(), two.states())
	}
}

// The audit's head is anchored by file, and the station is told of it.
func TestAnchorByFile(t *testing.T) {
	c := newTestRegistry(t, 60)
	l := c.newLaptop()
	if err := l.store.Settings.SetIdentity(t.Context(), l.identity()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		receipts, _, err := c.accept(l.outbox())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.take(receipts); err != nil {
			t.Fatal(err)
		}
		mine, err := l.store.Audit.Anchored(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := c.LastAnchor(t.Context(), l.end.ID)
		if err != nil || mine.Seq == 0 || !mine.Same(theirs) {
			t.Fatalf("mine %d, theirs %d, error %v", mine.Seq, theirs.Seq, err)
		}
		if err := l.store.Settings.Set(t.Context(), "camera", []byte("x")); err != nil { // the audit grows
			t.Fatal(err)
		}
	}
	anchors, err := c.Anchors(t.Context(), l.end.ID)
	if err != nil || len(anchors) != 2 || !anchors[1].Kept {
		t.Errorf("anchors %+v, error %v", anchors, err)
	}
}

// exchanged is a USB drive that is another one from the nth time that its beginning
// is read.
type exchanged struct {
	first, second []byte
	begun         *int
	from          int
}

func (e exchanged) ReadAt(to []byte, off int64) (int, error) {
	if off == 0 {
		*e.begun++
	}
	if *e.begun >= e.from {
		return bytes.NewReader(e.second).ReadAt(to, off)
	}
	return bytes.NewReader(e.first).ReadAt(to, off)
}

// A USB drive that is exchanged between the readings brings nothing.
func TestExchangedStick(t *testing.T) {
	c := newTestRegistry(t, 60)
	l := c.newLaptop()
	now, other := c.area(l), c.area(l)
	if len(now) != len(other) {
		t.Skip("they differ in size")
	}
	begun := 0
	f := transfer.File{Bytes: exchanged{now, other, &begun, 2}, Size: int64(len(now))}
	_, err := l.end.Take(t.Context(), f, transfer.Stores{Cache: l.store.Cache, Ledger: l.store.Ledger, Audit: l.store.Audit})
	wantKind(t, err, siak.KindFileAltered)
	if _, known, _ := l.store.Cache.Trust(t.Context()); known || l.residents() != 0 {
		t.Error("the other one was taken")
	}
}

// Older pages under a newer header, all of it sealed, are no file.
func TestOlderPages(t *testing.T) {
	c := newTestRegistry(t, 60)
	l := c.newLaptop()
	begun := time.Now()
	forged := c.hand
	forged.Now = func() time.Time { // the header first, then what is sealed
		if begun.IsZero() {
			return time.Now().Add(-time.Hour)
		}
		begun = time.Time{}
		return time.Now()
	}
	from, _, err := c.AreaCursors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := forged.WriteArea(t.Context(), &b, l.end.ID, c.desk, from); err != nil {
		t.Fatal(err)
	}
	_, err = l.take(b.Bytes())
	wantKind(t, err, siak.KindFileAltered)
}

// A station that was enrolled before there were files says so, and gets its keys
// with the renewal, which is due at once.
func TestEnrolledBefore(t *testing.T) {
	c := newTestRegistry(t, 60)
	l := c.newLaptop()
	before := l.id
	before.FileKey, before.FileRecipient = nil, nil
	l.end.FileKey, l.end.Registry = nil, nil
	_, err := l.end.WriteOutbox(t.Context(), io.Discard, transfer.Outbox{})
	wantKind(t, err, siak.KindNoFileKey)
	_, err = l.take(c.area(l))
	wantKind(t, err, siak.KindNoFileKey)
	if before.RenewAt().After(time.Now()) || l.id.RenewAt().Before(time.Now()) {
		t.Fatalf("renewals are due at %s and %s", before.RenewAt(), l.id.RenewAt())
	}
	c.connected(func(addr string) error {
		before.Address = "https://" + addr
		client, err := registry.New(before, registry.Options{})
		if err != nil {
			return err
		}
		defer func() { _ = client.Close() }()
		renewed, err := client.Renew(t.Context(), before)
		l.end.FileKey, l.end.Registry = renewed.FileKey, renewed.FileRecipient
		return err
	})
	l.mustTake(c.area(l), true)
	if _, _, err := c.accept(l.outbox()); err != nil {
		t.Error(err)
	}
}

func TestCancel(t *testing.T) {
	c := newTestRegistry(t, 60)
	l := c.newLaptop()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := l.end.Take(ctx, fileOf(c.area(l)), transfer.Stores{Cache: l.store.Cache})
	if err == nil || l.residents() != 0 {
		t.Error("taken after all:", err)
	}
}
