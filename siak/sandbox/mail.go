package sandbox

import (
	"context"
	crand "crypto/rand"
	"database/sql"
	"fmt"
	"math/big"
	"strings"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/wire"
)

// Mail is an e-mail that the sandbox "sent".
type Mail = wire.Mail

// codeFor is how long an activation code is good.
const codeFor = 24 * time.Hour

// newCode draws an activation code: 8 digits.
func newCode() string {
	n, err := crand.Int(crand.Reader, big.NewInt(1e8))
	if err != nil { // never since Go 1.24
		panic(err)
	}
	return fmt.Sprintf("%08d", n)
}

// sendMail puts the code into the mailbox.
func sendMail(ctx context.Context, tx *sql.Tx, id siak.ActivationID, j judgement, code string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO mails (activation, registration, recipient, code, sent) VALUES (?, ?, ?, ?, ?)`,
		id[:], j.claim.RegistrationID, maskedAddress(j.person.resident.Name), code, now.UnixNano())
	return err
}

// maskedAddress is a made-up address as a screen may show it.
func maskedAddress(name string) string {
	return strings.ToLower(name[:1]) + "•••@surel.invalid"
}

// Mail lists the mails after a sequence, oldest first.
func (s *Sandbox) Mail(ctx context.Context, after uint64) ([]Mail, error) {
	const op = "list mail"
	rows, err := s.db.reader.QueryContext(ctx, `SELECT seq, registration, recipient, code, sent, used FROM mails
		WHERE seq > ? ORDER BY seq LIMIT ?`, int64(min(after, 1<<62)), verdictPage)
	if err != nil {
		return nil, storageError(op, err)
	}
	defer func() { _ = rows.Close() }()
	var mails []Mail
	for rows.Next() {
		var m Mail
		var sent int64
		if err := rows.Scan(&m.Seq, &m.RegistrationID, &m.To, &m.Code, &sent, &m.Used); err != nil {
			return nil, storageError(op, err)
		}
		m.Sent = time.Unix(0, sent).UTC()
		mails = append(mails, m)
	}
	return mails, storageError(op, rows.Err())
}
