package postgres

import (
	"context"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/keys"
)

// KeyRecords are all.
func (t keysTx) KeyRecords() ([]keys.Record, error) {
	return list(t.conn, func(scan func(...any) error) (r keys.Record, err error) {
		err = scan(&r.ID, &r.Kind, &r.Name, &r.Certificate, &r.Succession, &r.Public, &r.Secret, &r.Made, &r.From, &r.To)
		r.Made, r.From, r.To = r.Made.UTC(), r.From.UTC(), r.To.UTC()
		return r, err
	}, `SELECT id, kind, name, certificate, succession, public, secret, made, valid_from, valid_to FROM key_records ORDER BY kind, id`)
}

// PutKeyRecord adds one, or takes the place of the one with its id.
func (t keysTx) PutKeyRecord(r keys.Record) error {
	t.later(`INSERT INTO key_records VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET certificate = $4, succession = $5, secret = $7, valid_from = $9, valid_to = $10`,
		r.ID, string(r.Kind), r.Name, r.Certificate, r.Succession, r.Public, r.Secret, r.Made, r.From, r.To)
	return nil
}

// DropSetting takes a value out.
func (t settingsTx) DropSetting(key string) error {
	t.later(`DELETE FROM meta WHERE key = $1`, key)
	return nil
}

// ChangeIssuer changes key and end of one that is there.
func (t issuersTx) ChangeIssuer(i keys.StoredIssuer) error {
	t.later(`UPDATE issuers SET key = $1, valid_to = $2 WHERE kid = $3`, i.Key, i.To, i.ID)
	return nil
}

// SetCode changes what is kept of an activation's code.
func (t activationsTx) SetCode(id siak.ActivationID, code string) error {
	t.later(`UPDATE activations SET code = $1 WHERE id = $2`, code, id[:])
	return nil
}

// SetMailCode changes how the code of a mail is kept.
func (t mailsTx) SetMailCode(seq uint64, code string) error {
	t.later(`UPDATE mails SET code = $1 WHERE seq = $2`, code, atMost(seq))
	return nil
}

// LastMail is the last of an activation; false where there is none.
func (t mailsTx) LastMail(id siak.ActivationID) (server.Mail, bool, error) {
	found, err := list(t.conn, scanMail, `SELECT `+mailColumns+` FROM mails WHERE activation = $1 ORDER BY seq DESC LIMIT 1`, id[:])
	if err != nil || len(found) == 0 {
		return server.Mail{}, false, err
	}
	return found[0], true, nil
}

// Scrub writes the tables anew that had keys in clear, so that nothing of what was
// deleted is left in their files. The database's own log and its backups are not
// reached: rotate the keys after it.
func (s *Store) Scrub(ctx context.Context) error {
	for _, table := range []string{"meta", "issuers", "key_records"} {
		if _, err := s.pool.Exec(ctx, "VACUUM FULL "+table); err != nil {
			return clean(err)
		}
	}
	return nil
}
