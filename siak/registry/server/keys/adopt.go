package keys

import (
	"time"

	"ikd/station/siak"
)

// Settings in which registries of earlier versions kept their keys in clear:
// certificates as DER, private keys as PKCS #8, others as their bytes.
const (
	settingAuthority    = "authority"
	settingAuthorityKey = "authority_key"
	settingServer       = "server"
	settingServerKey    = "server_key"
	settingSealingKey   = "sealing_key"
	settingRegister     = "register"
	settingRegisterKey  = "register_key"
	settingFileKey      = "file_key"
)

// oldKeys are the kinds and where they stood.
var oldKeys = []struct {
	kind                Kind
	certificate, secret string
}{
	{Authority, settingAuthority, settingAuthorityKey},
	{Server, settingServer, settingServerKey},
	{Register, settingRegister, settingRegisterKey},
	{Sealing, "", settingSealingKey},
	{File, "", settingFileKey},
}

// adopt wraps the keys that a registry of an earlier version kept in clear. It gives
// them all, or nil where there was nothing to wrap: what was overwritten may still be
// in the storage's file, see [Options.Scrub].
func adopt(tx Storage, wrap *Wrapping, now time.Time) (*Ring, error) {
	records, err := tx.KeyRecords()
	if err != nil || len(records) > 0 {
		return nil, err
	}
	if wrap == nil {
		return nil, siak.E("wrap the registry's keys", siak.KindNotSetUp, errNoWrapping)
	}
	if records, err = adoptSettings(tx, wrap, now); err != nil {
		return nil, err
	}
	if err := adoptIssuers(tx, wrap); err != nil {
		return nil, err
	}
	ring, err := NewRing(records, wrap, 0, func() time.Time { return now })
	if err != nil {
		return nil, err
	}
	made, err := missing(ring, wrap, now)
	if err != nil {
		return nil, err
	}
	if err := putKeys(tx, append(records, made...)); err != nil {
		return nil, err
	}
	return NewRing(append(records, made...), wrap, 0, func() time.Time { return now })
}

// adoptSettings takes the keys out of the settings.
func adoptSettings(tx Storage, wrap *Wrapping, now time.Time) (records []Record, err error) {
	for _, old := range oldKeys {
		secret, err := tx.Setting(old.secret)
		if err != nil {
			return nil, err
		}
		if len(secret) == 0 {
			continue
		}
		var der []byte
		if old.certificate != "" {
			if der, err = tx.Setting(old.certificate); err != nil {
				return nil, err
			}
		}
		rec, err := Adopted(old.kind, der, secret, now, wrap)
		if err != nil {
			return nil, err
		}
		records = append(records, rec)
		if err := tx.DropSetting(old.secret); err != nil {
			return nil, err
		}
	}
	return records, nil
}

func adoptIssuers(tx Storage, wrap *Wrapping) error {
	issuers, err := tx.Issuers()
	if err != nil {
		return err
	}
	for _, i := range issuers {
		if i.Key, err = wrap.Wrap(issuerPlace(i.ID), i.Key); err != nil {
			return err
		}
		if longest := i.From.Add(LongestLife); longest.Before(i.To) {
			i.To = longest
		}
		if err := tx.ChangeIssuer(i); err != nil {
			return err
		}
	}
	return nil
}

// missing makes the keys that an earlier version did not have.
func missing(ring *Ring, wrap *Wrapping, now time.Time) (made []Record, err error) {
	certifier, _ := ring.Current(Authority).Certifier()
	for _, kind := range []Kind{Register, Wipe, Sealing, File, Code} {
		if ring.Current(kind) != nil {
			continue
		}
		rec, err := New(Plan{Kind: kind, From: now}, &certifier, wrap, now)
		if err != nil {
			return nil, err
		}
		made = append(made, rec)
	}
	return made, nil
}
