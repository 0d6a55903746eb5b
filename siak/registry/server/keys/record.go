package keys

import (
	"time"
)

// Kind is what a key of the registry does.
type Kind string

// The kinds.
const (
	// Authority certifies the others (ECDSA P-256). Stations pin it.
	Authority Kind = "authority"
	// Intermediate certifies stations where the authority's key is kept offline.
	Intermediate Kind = "intermediate"
	// Server proves the registry in TLS.
	Server Kind = "server"
	// Register seals what stations are to believe (Ed25519).
	Register Kind = "register"
	// Wipe signs orders to wipe and nothing else (Ed25519).
	Wipe Kind = "wipe"
	// Sealing opens what stations seal for the registry alone (X25519).
	Sealing Kind = "sealing"
	// File opens files by hand (age): X25519, and ML-KEM-768 with X25519.
	File Kind = "file"
	// Code is the key under which activation codes are hashed, and sealed in the
	// mails that wait (32 bytes).
	Code Kind = "code"
	// Issuer signs the registrations of phones.
	Issuer Kind = "issuer"
)

// Kinds are all, in the order in which they are listed.
func Kinds() []Kind {
	return []Kind{Authority, Intermediate, Server, Register, Wipe, Issuer, Sealing, File, Code}
}

// certified are those that the authority certifies.
var certified = map[Kind]bool{Intermediate: true, Server: true, Register: true, Wipe: true}

// Record is a key as the storage keeps it.
type Record struct {
	ID   string // names the key: 16 hexadecimal digits; of an issuer its kid
	Kind Kind
	Name string // of an issuer: the iss that it signs as
	// Certificate is X.509 (DER); nil for kinds without one, and for a key whose
	// certificate is still to be signed by the authority elsewhere.
	Certificate []byte
	// Succession certifies an authority's key by the authority before: by it
	// stations that have pinned that one follow. X.509 (DER).
	Succession []byte
	Public     []byte // SubjectPublicKeyInfo (DER), or raw where there is none
	// Secret is the private key, wrapped; nil where it is kept elsewhere. PKCS #8
	// for keys that sign, else raw.
	Secret []byte
	Made   time.Time
	// From is when it comes into use: stations hear of it before. To is when
	// another one must have taken its place.
	From, To time.Time
}
