package server

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/keys"
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
	kind                keys.Kind
	certificate, secret string
}{
	{keys.Authority, settingAuthority, settingAuthorityKey},
	{keys.Server, settingServer, settingServerKey},
	{keys.Register, settingRegister, settingRegisterKey},
	{keys.Sealing, "", settingSealingKey},
	{keys.File, "", settingFileKey},
}

// Adopt wraps what a registry of an earlier version kept in clear: its keys, and
// the codes of activations. It reports whether there was anything: what was
// overwritten may still be in the storage's file, see [Scrubber].
func Adopt(tx Tx, wrap *keys.Wrapping, now time.Time) (adopted bool, err error) {
	records, err := tx.KeyRecords()
	if err != nil || len(records) > 0 {
		return false, err
	}
	if wrap == nil {
		return false, siak.E("wrap the registry's keys", siak.KindNotSetUp, errNoWrapping)
	}
	if records, err = adoptSettings(tx, wrap, now); err != nil {
		return false, err
	}
	if err := adoptIssuers(tx, wrap); err != nil {
		return false, err
	}
	ring, err := keys.NewRing(records, wrap, 0, func() time.Time { return now })
	if err != nil {
		return false, err
	}
	made, err := missing(ring, wrap, now)
	if err != nil {
		return false, err
	}
	if err := putKeys(tx, append(records, made...)); err != nil {
		return false, err
	}
	if ring, err = keys.NewRing(append(records, made...), wrap, 0, func() time.Time { return now }); err != nil {
		return false, err
	}
	return true, adoptCodes(tx, ring)
}

// adoptSettings takes the keys out of the settings.
func adoptSettings(tx Tx, wrap *keys.Wrapping, now time.Time) (records []keys.Record, err error) {
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
		rec, err := keys.Adopted(old.kind, der, secret, now, wrap)
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

func adoptIssuers(tx Tx, wrap *keys.Wrapping) error {
	issuers, err := tx.Issuers()
	if err != nil {
		return err
	}
	for _, i := range issuers {
		if i.Key, err = wrap.Wrap(issuerPlace(i.ID), i.Key); err != nil {
			return err
		}
		if longest := i.From.Add(keys.LongestLife); longest.Before(i.To) {
			i.To = longest
		}
		if err := tx.ChangeIssuer(i); err != nil {
			return err
		}
	}
	return nil
}

// missing makes the keys that an earlier version did not have.
func missing(ring *keys.Ring, wrap *keys.Wrapping, now time.Time) (made []keys.Record, err error) {
	certifier, _ := ring.Current(keys.Authority).Certifier()
	for _, kind := range []keys.Kind{keys.Register, keys.Wipe, keys.Sealing, keys.File, keys.Code} {
		if ring.Current(kind) != nil {
			continue
		}
		rec, err := keys.New(keys.Plan{Kind: kind, From: now}, &certifier, wrap, now)
		if err != nil {
			return nil, err
		}
		made = append(made, rec)
	}
	return made, nil
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
