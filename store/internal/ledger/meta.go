package ledger

// What stands in clear in the ledger's meta table beside the station's public
// key.
const (
	MetaFolder  = "folder"  // random: names the folder in the system's keyring
	metaSealing = "sealing" // the registry's public key, and the station's ID, for escrows
	MetaWiped   = "wiped"   // since when
	MetaSeals   = "seals"   // how much was sealed with the data key: epoch and number, 8 bytes each
	MetaReport  = "wipe"    // what the registry is to hear of the wipe
)
