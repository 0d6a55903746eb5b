package postgres

import (
	"time"

	"ikd/station/siak/registry/server/keys"
)

// Setting is a value; nil for none.
func (t settingsTx) Setting(key string) (value []byte, err error) {
	_, err = t.one([]any{&value}, `SELECT value FROM meta WHERE key = $1`, key)
	return value, err
}

// SetSetting sets a value.
func (t settingsTx) SetSetting(key string, value []byte) error {
	t.later(`INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = $2`, key, value)
	return nil
}

// Number is a value that is a number; 0 for none.
func (t settingsTx) Number(key string) (n int64, err error) {
	_, err = t.one([]any{&n}, `SELECT coalesce(number, 0) FROM meta WHERE key = $1`, key)
	return n, err
}

// SetNumber sets a number.
func (t settingsTx) SetNumber(key string, n int64) error {
	t.later(`INSERT INTO meta (key, number) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET number = $2`, key, n)
	return nil
}

// Raise makes a number one more.
func (t settingsTx) Raise(key string) error {
	t.later(`INSERT INTO meta (key, number) VALUES ($1, 1)
		ON CONFLICT (key) DO UPDATE SET number = coalesce(meta.number, 0) + 1`, key)
	return nil
}

// Issuers are all, by their ids.
func (t issuersTx) Issuers() ([]keys.StoredIssuer, error) {
	return list(t.conn, func(scan func(...any) error) (i keys.StoredIssuer, err error) {
		var from, to time.Time
		err = scan(&i.ID, &i.Name, &i.Key, &from, &to)
		i.From, i.To = from.UTC(), to.UTC()
		return i, err
	}, `SELECT kid, issuer, key, valid_from, valid_to FROM issuers ORDER BY kid`)
}

// AddIssuer adds one.
func (t issuersTx) AddIssuer(i keys.StoredIssuer) error {
	t.later(`INSERT INTO issuers VALUES ($1, $2, $3, $4, $5)`, i.ID, i.Name, i.Key, i.From, i.To)
	return nil
}
