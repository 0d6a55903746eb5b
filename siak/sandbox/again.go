package sandbox

import (
	"context"

	"ikd/station/siak"
)

// ShowAgain lets the citizen of a registration open the app once more, at
// another counter say, and gives the text of the code: another presentation of
// the same registration. It fails with not-found for an unknown one.
func (s *Sandbox) ShowAgain(ctx context.Context, registrationID string) (code string, err error) {
	const op = "show phone again"
	r, err := registrationByID(ctx, s.db.reader, registrationID)
	if err != nil {
		return "", storageError(op, err)
	}
	if r == nil {
		return "", siak.E(op, siak.KindNotFound, nil)
	}
	return r.present(r.phone, s.o.Now())
}
