package sqlite

import (
	"context"
	"errors"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/keys"
)

// KeyRecords are all.
func (t keysTx) KeyRecords() ([]keys.Record, error) {
	return list(t.conn, func(scan func(...any) error) (r keys.Record, err error) {
		var made, from, to int64
		err = scan(&r.ID, &r.Kind, &r.Name, &r.Certificate, &r.Succession, &r.Public, &r.Secret, &made, &from, &to)
		r.Made, r.From, r.To = fromNanos(made), fromNanos(from), fromNanos(to)
		return r, err
	}, `SELECT id, kind, name, certificate, succession, public, secret, made, valid_from, valid_to FROM key_records ORDER BY kind, id`)
}

// PutKeyRecord adds one, or takes the place of the one with its id.
func (t keysTx) PutKeyRecord(r keys.Record) error {
	return t.exec(`INSERT OR REPLACE INTO key_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Kind, r.Name, r.Certificate, r.Succession, r.Public, r.Secret, nanos(r.Made), nanos(r.From), nanos(r.To))
}

// DropSetting takes a value out.
func (t settingsTx) DropSetting(key string) error {
	return t.exec(`DELETE FROM meta WHERE key = ?`, key)
}

// ChangeIssuer changes key and end of one that is there.
func (t issuersTx) ChangeIssuer(i keys.StoredIssuer) error {
	return t.exec(`UPDATE issuers SET key = ?, valid_to = ? WHERE kid = ?`, i.Key, nanos(i.To), i.ID)
}

// SetCode changes what is kept of an activation's code.
func (t activationsTx) SetCode(id siak.ActivationID, code string) error {
	return t.exec(`UPDATE activations SET code = ? WHERE id = ?`, code, id[:])
}

// SetMailCode changes how the code of a mail is kept.
func (t mailsTx) SetMailCode(seq uint64, code string) error {
	return t.exec(`UPDATE mails SET code = ? WHERE seq = ?`, code, atMost(seq))
}

// LastMail is the last of an activation; false where there is none.
func (t mailsTx) LastMail(id siak.ActivationID) (server.Mail, bool, error) {
	found, err := list(t.conn, scanMail, `SELECT `+mailColumns+` FROM mails WHERE activation = ? ORDER BY seq DESC LIMIT 1`, id[:])
	if err != nil || len(found) == 0 {
		return server.Mail{}, false, err
	}
	return found[0], true, nil
}

// Scrub writes the file anew, so that nothing of what was deleted is left in it or
// in its log.
func (s *Store) Scrub(ctx context.Context) error {
	_, err := s.writer.ExecContext(ctx, "VACUUM")
	if err != nil {
		return withKind("write the file anew", err)
	}
	var blocked, frames, moved int
	err = s.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&blocked, &frames, &moved)
	if err == nil && blocked != 0 {
		err = errors.New("somebody else reads the file")
	}
	return withKind("empty the file's log", err)
}
