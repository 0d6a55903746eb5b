package sandbox

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// ShowAgain lets the citizen of a registration open the app once more, at
// another counter say, and gives the text of the code: another presentation of
// the same registration. It fails with not-found for an unknown one.
func (s *Sandbox) ShowAgain(ctx context.Context, registrationID string) (code string, err error) {
	return s.present(ctx, registrationID, s.o.Now())
}

// present has the phone of a registration show a code of that time.
func (s *Sandbox) present(ctx context.Context, registrationID string, iat time.Time) (code string, err error) {
	err = s.store.Read(ctx, func(tx server.Tx) error {
		r, err := phoneWhere(tx, `r.id = ?`, registrationID)
		if err != nil {
			return err
		}
		if r == nil {
			return siak.E("show phone again", siak.KindNotFound, nil)
		}
		code, err = r.present(r.phone, iat)
		return err
	})
	return code, err
}
