package server

import (
	"bytes"
	"context"
	"crypto/pbkdf2"
	crand "crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/scope"
	"ikd/station/siak/registry/wire"
	"ikd/station/siak/text"
)

// Invitation is an enrolment code as the registry keeps it: not the code, but
// what is needed to know it again.
type Invitation struct {
	Number     string // by which it is found; no secret
	Salt, Hash []byte // of its secret
	Name       string // of the counter, as the registry's staff gave it
	Region     siak.Region
	Grants     scope.Grants // of the station that it makes; none: the usual ones
	Made       time.Time
	Until      time.Time
	Wrong      int    // how often its secret was tried wrongly
	UsedBy     []byte // public key of the station that it made; nil: none yet
}

// Invitations that the registry's staff gave out.
type Invitations interface {
	// AddInvitation adds one; false where its number is that of another which
	// ends after `gone`. Older ones give their number up.
	AddInvitation(i Invitation, gone time.Time) (added bool, err error)
	Invitation(number string) (Invitation, bool, error)
	// LockInvitation reads one, and lets nobody else lock it until the
	// transaction ends.
	LockInvitation(number string) (Invitation, bool, error)
	// CountWrongTry and UseInvitation change one that is locked.
	CountWrongTry(number string) error
	UseInvitation(number string, public []byte) error
	// PlaceStation gives a station its name and office.
	PlaceStation(id, name string, region siak.Region) error
}

// MaxInvitation is how long an enrolment code may be valid.
const MaxInvitation = 24 * time.Hour

// Bounds of an enrolment code.
const (
	usualInvitation = 15 * time.Minute
	// mostWrong is how often a code may be tried wrongly; then it is worth
	// nothing. With 40 bits of secret that is one chance in 200 thousand million.
	mostWrong = 5
	// rememberInvitation is how long a code that is over keeps its number, so
	// that who comes with it is told why.
	rememberInvitation = 24 * time.Hour
)

// Invite makes a code with which one laptop becomes a station: of that name,
// in the office of that kecamatan ("" for the registry's own), within ttl (0 for
// 15 minutes, 24 hours at the most). It fails with refused for a ttl out of
// bounds, with bad-text for the name, with not-found for a kecamatan that is not
// there. The station is granted what grants say, or else its office's kecamatan.
func (r *EnrolmentService) Invite(ctx context.Context, name string, region siak.Region, ttl time.Duration, grants ...scope.Grant) (code wire.EnrolCode, until time.Time, err error) {
	const op = "make an enrolment code"
	if ttl == 0 {
		ttl = usualInvitation
	}
	name, err = text.Canonical(name)
	if err != nil {
		return code, until, siak.E(op, siak.KindBadText, err)
	}
	if ttl < 0 || ttl > MaxInvitation || len(name) > MaxStationName {
		return code, until, siak.E(op, siak.KindRefused, errors.New("a time or a name out of bounds"))
	}
	now := r.o.Now()
	until = now.Add(ttl)
	for added := false; !added && err == nil; {
		code = wire.NewEnrolCode(r.Keys().Authority())
		i := Invitation{Number: code.Number(), Name: name, Region: region, Grants: grants, Made: now, Until: until, Salt: make([]byte, 16)}
		_, _ = crand.Read(i.Salt)
		_, secret, _ := wire.ParseEnrolSecret(code.Secret())
		i.Hash = secretHash(i.Salt, secret)
		err = r.store.Write(ctx, func(tx Tx) error {
			if err := knownOffice(tx, op, region); err != nil {
				return err
			}
			added, err = tx.AddInvitation(i, now.Add(-rememberInvitation))
			return err
		})
	}
	if err != nil {
		return wire.EnrolCode{}, until, at(op, err)
	}
	r.o.Log.Info("enrolment code made", "number", code.Number(), "until", until)
	return code, until, nil
}

func knownOffice(tx Tx, op string, region siak.Region) error {
	if region == "" {
		return nil
	}
	_, found, err := tx.Partition(region)
	if err == nil && !found {
		err = siak.E(op, siak.KindNotFound, errors.New("no such kecamatan"))
	}
	return err
}

// secretRounds make each guess at a stolen hash cost what 2^17 hashes do: 2^57 of
// them for all 40 bits, within the minutes in which the code is good.
const secretRounds = 1 << 17

func secretHash(salt []byte, secret string) []byte {
	key, err := pbkdf2.Key(sha256.New, secret, salt, secretRounds, sha256.Size)
	if err != nil {
		panic(err) // the parameters are constants of this file
	}
	return key
}

// attempt is a code that came in, compared outside the transaction: to hash
// takes long.
type attempt struct {
	number string
	salt   []byte
	right  bool
}

// try compares what came in with the invitation of its number. What has none
// takes as long.
func (r *EnrolmentService) try(ctx context.Context, text string) (a attempt, err error) {
	number, secret, _ := wire.ParseEnrolSecret(text)
	var i Invitation
	err = r.store.Read(ctx, func(tx Tx) error {
		i, _, err = tx.Invitation(number)
		return err
	})
	a = attempt{number: number, salt: i.Salt}
	select { // one at a time: who guesses from many addresses has one processor at the most
	case r.hashing <- struct{}{}:
		defer func() { <-r.hashing }()
	case <-ctx.Done():
		return a, ctx.Err()
	}
	a.right = subtle.ConstantTimeCompare(secretHash(i.Salt, secret), i.Hash) == 1
	return a, err
}

// redeem spends an invitation for a key; a denial is no error, for what it
// counted must stand. The same key may come again: an answer may have been lost.
func redeem(tx Tx, a attempt, public []byte, now time.Time) (Invitation, denial, error) {
	i, found, err := tx.LockInvitation(a.number)
	switch {
	case err != nil:
		return i, "", err
	case !found || !bytes.Equal(i.Salt, a.salt) || i.Wrong >= mostWrong:
		return i, refusedCodeWrong, nil
	case !a.right:
		return i, refusedCodeWrong, tx.CountWrongTry(a.number)
	case i.UsedBy != nil && bytes.Equal(i.UsedBy, public):
		return i, "", nil
	case i.UsedBy != nil:
		return i, refusedCodeUsed, nil
	case now.After(i.Until):
		return i, refusedCodeExpired, nil
	}
	return i, "", tx.UseInvitation(a.number, public)
}
