package server

import (
	"context"
	crand "crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/wire"
)

// Mail is an e-mail that is to be sent, or was.
type Mail = wire.Mail

// Mails wait here for who sends them.
type Mails interface {
	// AddMail adds one, with the next sequence.
	AddMail(siak.ActivationID, Mail) error
	// UseMail says that the code of an activation was typed in.
	UseMail(siak.ActivationID) error
	// LastMail is the last of an activation; false where there is none.
	LastMail(siak.ActivationID) (Mail, bool, error)
	// SetMailCode changes how the code of a mail is kept.
	SetMailCode(seq uint64, code string) error
	// ListMail gives those after a sequence, oldest first.
	ListMail(after uint64, limit int) ([]Mail, error)
}

// codeFor is how long an activation code is good.
const codeFor = 24 * time.Hour

// mailPage is how many mails one answer holds.
const mailPage = 500

// newCode draws an activation code: 8 digits.
func newCode() string {
	n, err := crand.Int(crand.Reader, big.NewInt(1e8))
	if err != nil { // never since Go 1.24
		panic(err)
	}
	return fmt.Sprintf("%08d", n)
}

// maskedAddress is a made-up address as a screen may show it.
func maskedAddress(name string) string {
	initial := []rune(name)[:min(1, len([]rune(name)))]
	return strings.ToLower(string(initial)) + "•••@surel.invalid"
}

// Mail lists the mails after a sequence, oldest first, with their codes, which the
// storage has sealed.
func (r *ActivationService) Mail(ctx context.Context, after uint64) (mails []Mail, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		mails, err = tx.ListMail(after, mailPage)
		return err
	})
	for i := range mails {
		if err == nil {
			mails[i].Code, err = r.Keys().OpenMail(mails[i].RegistrationID, mails[i].Code)
		}
	}
	return mails, at("list mail", err)
}

// adoptCodes hashes the codes that stand in clear, and seals those in mails.
func adoptCodes(tx Tx, ring *keys.Ring) error {
	activations, err := tx.ListActivations()
	if err != nil {
		return err
	}
	for _, a := range activations {
		if keys.IsPlainCode(a.Code) {
			if err := tx.SetCode(a.ID, ring.HashCode(a.ID, a.Code)); err != nil {
				return err
			}
		}
	}
	for after := uint64(0); ; {
		mails, err := tx.ListMail(after, mailPage)
		if err != nil || len(mails) == 0 {
			return err
		}
		for _, m := range mails {
			after = m.Seq
			if !keys.IsPlainCode(m.Code) {
				continue
			}
			sealed, err := ring.SealMail(m.RegistrationID, m.Code)
			if err != nil {
				return err
			}
			if err := tx.SetMailCode(m.Seq, sealed); err != nil {
				return err
			}
		}
	}
}
