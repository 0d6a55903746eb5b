package ledger

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// Setting names a setting of the station; its name stands in clear.
type Setting string

// The settings.
const (
	SettingCamera   Setting = "camera"    // name of the camera that was chosen
	SettingIdle     Setting = "idle-lock" // minutes until the station locks itself, as digits; "0" for never
	SettingIdentity Setting = "identity"
	// settingVerdictSeq moves with the ledger alone.
	settingVerdictSeq Setting = "verdict-seq"
)

// Settings are small sealed values.
type Settings struct {
	file  *sqlitedb.File
	keys  *seal.Keys
	audit *audit.Log
	// identityKept is called after a new identity was written.
	identityKept func(context.Context, Identity)
}

// NewSettings are the settings in the ledger's file.
func NewSettings(ledger *sqlitedb.File, k *seal.Keys, audit *audit.Log, identityKept func(context.Context, Identity)) *Settings {
	return &Settings{file: ledger, keys: k, audit: audit, identityKept: identityKept}
}

// Get reads a setting; false where it was never set.
func (s *Settings) Get(ctx context.Context, name Setting) (value []byte, known bool, err error) {
	err = s.file.Read("read a setting", func(db *sql.DB) error {
		value, known, err = GetSetting(ctx, db, s.keys, name)
		return err
	})
	return value, known, err
}

// Set writes a setting, with an audit row that names it.
func (s *Settings) Set(ctx context.Context, name Setting, value []byte) error {
	return s.file.Write(ctx, "write a setting", func(tx *sql.Tx) error {
		if err := PutSetting(ctx, tx, s.keys, name, value); err != nil {
			return err
		}
		return audit.Add(ctx, tx, s.audit, audit.Event{Act: audit.ActSetting, Subject: string(name)})
	})
}

// SettingPlace is the place that a setting is sealed to.
func SettingPlace(name Setting) seal.Place {
	return seal.Place{Table: "settings", Key: []byte(name), Version: 1}
}

// GetSetting reads and opens a setting, false where it was never set. One that does
// not open is an error of the keys or of damage.
func GetSetting(ctx context.Context, q sqlitedb.Querier, k *seal.Keys, name Setting) ([]byte, bool, error) {
	var sealed []byte
	err := q.QueryRowContext(ctx, `SELECT sealed FROM settings WHERE name = ?`, string(name)).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	value, err := k.LedgerSeal.Open(SettingPlace(name), sealed)
	return value, err == nil, err
}

// PutSetting seals a setting and writes it over the one before. It writes no row of
// the audit.
func PutSetting(ctx context.Context, tx *sql.Tx, k *seal.Keys, name Setting, value []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, sealed) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed`,
		string(name), k.LedgerSeal.Seal(SettingPlace(name), value, seal.SmallBucket))
	return err
}

// Partition is a kecamatan that the station keeps in its cache.
type Partition struct {
	Region siak.Region `cbor:"1,keyasint"`
	Name   string      `cbor:"2,keyasint"`
}

// Identity is what the station is to the registry, since its enrolment.
type Identity struct {
	StationID  string `cbor:"1,keyasint"`
	Registry   string `cbor:"2,keyasint"` // address
	ServerName string `cbor:"3,keyasint"` // in the registry's certificate
	// Key is the station's private key, Ed25519, as PKCS #8 (RFC 5958).
	Key          []byte      `cbor:"4,keyasint"`
	Certificate  []byte      `cbor:"5,keyasint"` // X.509, DER
	Authority    []byte      `cbor:"6,keyasint"` // X.509, DER
	OfficeRegion siak.Region `cbor:"7,keyasint"`
	OfficeName   string      `cbor:"8,keyasint"`
	Partitions   []Partition `cbor:"9,keyasint"`
	Training     bool        `cbor:"10,keyasint"`
	// SealingKey is the registry's X25519 public key, to which queued activations
	// are sealed; nil where the registry gave none.
	SealingKey []byte `cbor:"11,keyasint,omitempty"`
	// FileKey is the station's private key for files by hand (see siak/transfer),
	// FileRecipient the registry's public one; nil where the station was enrolled before there
	// were files.
	FileKey       []byte `cbor:"20,keyasint,omitempty"`
	FileRecipient []byte `cbor:"21,keyasint,omitempty"`
	// OldAuthority is pinned beside Authority after a renewal that changed it.
	OldAuthority []byte `cbor:"22,keyasint,omitempty"`
	// TLSKey and TLSAuth are the station's key for TLS in the laptop's TPM, see package
	// tpm, TLSCertificate is for it; nil where Key proves the station in TLS too.
	TLSKey         []byte `cbor:"30,keyasint,omitempty"`
	TLSAuth        []byte `cbor:"31,keyasint,omitempty"`
	TLSCertificate []byte `cbor:"32,keyasint,omitempty"` // X.509, DER
	// Intermediates (X.509, DER) stand between Certificate and Authority.
	Intermediates [][]byte `cbor:"33,keyasint,omitempty"`
	// KeysVersion is of the registry's keys that the enrolment told of.
	KeysVersion uint64 `cbor:"34,keyasint,omitempty"`
}

// Identity reads the station's identity; false before it was enrolled.
func (s *Settings) Identity(ctx context.Context) (id Identity, enrolled bool, err error) {
	value, known, err := s.Get(ctx, SettingIdentity)
	if err != nil || !known {
		return Identity{}, false, err
	}
	defer clear(value)
	if err := codec.Decode("read the station's identity", value, &id); err != nil {
		return Identity{}, false, err
	}
	return id, true, nil
}

// SetIdentity keeps a new identity. From now on its key signs the audit.
func (s *Settings) SetIdentity(ctx context.Context, id Identity) error {
	signer, err := audit.ParseSigner(id.Key)
	if err != nil {
		return err
	}
	value, err := codec.Encode(id)
	if err != nil {
		return err
	}
	defer clear(value)
	err = audit.ReplaceKey(ctx, s.audit, signer, func(tx *sql.Tx) error {
		if err := keepSealing(ctx, tx, id); err != nil {
			return err
		}
		return PutSetting(ctx, tx, s.keys, SettingIdentity, value)
	})
	if err == nil {
		s.identityKept(ctx, id)
	}
	return err
}
