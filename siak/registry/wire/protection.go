package wire

import (
	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

var protections = map[siak.KeyProtection]pb.KeyProtection{
	siak.ProtectedByPassphrase: pb.KeyProtection_KEY_PROTECTION_PASSPHRASE,
	siak.ProtectedByKeyring:    pb.KeyProtection_KEY_PROTECTION_KEYRING,
	siak.ProtectedByTPM:        pb.KeyProtection_KEY_PROTECTION_TPM,
}

// FromProtection is a protection on the wire.
func FromProtection(p siak.KeyProtection) pb.KeyProtection { return protections[p] }

// ToProtection is what a station says of its protection; "" for what this version does
// not know, too.
func ToProtection(m pb.KeyProtection) siak.KeyProtection {
	for p, known := range protections {
		if known == m {
			return p
		}
	}
	return ""
}
