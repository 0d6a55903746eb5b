package siak

// The kinds of what is kept on the disk: the station's folder with its activations,
// its audit and its copy of the register, and a registry's database.
const (
	KindDiskFull     Kind = "disk-full"      // no room for the data
	KindReadOnly     Kind = "read-only"      // the data cannot be written
	KindDamaged      Kind = "damaged"        // the data cannot be read as it was written
	KindWrongVersion Kind = "wrong-version"  // written by a newer program
	KindNotSetUp     Kind = "not-set-up"     // the folder has no station
	KindBusy         Kind = "busy"           // another program has the folder
	KindAlreadySetUp Kind = "already-set-up" // the folder has a station already
	KindNotAFolder   Kind = "not-a-folder"   // a file is where the folder should be
	KindNotPrivate   Kind = "not-private"    // others than its owner may use the folder or a file in it
	KindNotOnHold    Kind = "not-on-hold"    // the activation waits for nobody, or not for this
	KindAreaTooBig   Kind = "area-too-big"   // more districts than the cache can have
	KindWouldLose    Kind = "would-lose"     // a restore would lose what nobody else has
	KindUnsentWork   Kind = "unsent-work"    // activations wait that a wipe would destroy
	KindNotWiped     Kind = "not-wiped"      // there is nothing of a wipe to finish
	KindKeyRotation  Kind = "key-rotation"   // the change of the data key before is not done
	KindOlderFile    Kind = "older-file"     // the audit is not the one that the registry saw
	KindWiped        Kind = "wiped"          // the keys are gone; what is left waits to be exported

	KindNoRecovery       Kind = "no-recovery"       // the folder has no recovery code
	KindRecoveryMistyped Kind = "recovery-mistyped" // no recovery code: the check signs do not fit
	KindRecoveryWrong    Kind = "recovery-wrong"    // a recovery code, not the folder's last
)

var storeKinds = []Kind{
	KindDiskFull, KindReadOnly, KindDamaged, KindWrongVersion, KindNotSetUp,
	KindBusy, KindAlreadySetUp, KindNotAFolder, KindNotPrivate, KindNotOnHold, KindAreaTooBig,
	KindWouldLose, KindUnsentWork, KindNotWiped, KindKeyRotation, KindOlderFile,
	KindWiped, KindNoRecovery, KindRecoveryMistyped, KindRecoveryWrong,
}
