package sqlite

import "ikd/station/siak/registry/server/keys"

// Setting is a value; nil for none.
func (t settingsTx) Setting(key string) (value []byte, err error) {
	_, err = t.one([]any{&value}, `SELECT value FROM meta WHERE key = ?`, key)
	return value, err
}

// SetSetting sets a value.
func (t settingsTx) SetSetting(key string, value []byte) error {
	return t.exec(`INSERT OR REPLACE INTO meta VALUES (?, ?)`, key, value)
}

// Number is a value that is a number; 0 for none.
func (t settingsTx) Number(key string) (n int64, err error) {
	_, err = t.one([]any{&n}, `SELECT value FROM meta WHERE key = ?`, key)
	return n, err
}

// SetNumber sets a number.
func (t settingsTx) SetNumber(key string, n int64) error {
	return t.exec(`INSERT OR REPLACE INTO meta VALUES (?, ?)`, key, n)
}

// Raise makes a number one more.
func (t settingsTx) Raise(key string) error {
	return t.exec(`INSERT INTO meta VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1`, key)
}

// Issuers are all, by their ids.
func (t issuersTx) Issuers() ([]keys.StoredIssuer, error) {
	return list(t.conn, func(scan func(...any) error) (i keys.StoredIssuer, err error) {
		var from, to int64
		err = scan(&i.ID, &i.Name, &i.Key, &from, &to)
		i.From, i.To = fromNanos(from), fromNanos(to)
		return i, err
	}, `SELECT kid, issuer, key, valid_from, valid_to FROM issuers ORDER BY kid`)
}

// AddIssuer adds one.
func (t issuersTx) AddIssuer(i keys.StoredIssuer) error {
	return t.exec(`INSERT INTO issuers VALUES (?, ?, ?, ?, ?)`, i.ID, i.Name, i.Key, nanos(i.From), nanos(i.To))
}
