// Package tpm reaches the laptop's TPM 2.0: it seals small secrets in it, which it
// gives back to who proves a value and counts who does not, and holds keys in it
// that sign and cannot be taken out.
//
// What a TPM made is kept outside it, as a blob that only the same TPM opens, until
// its storage hierarchy is cleared. So nothing is stored in the TPM, no index or
// handle has to be reserved, and a killed program leaves nothing behind.
//
// Everything hangs below the storage root key: the one that is provisioned at the
// handle that the TCG reserves for it (Windows does so), else the primary key of the
// TCG's template for P-256 (TCG TPM v2.0 Provisioning Guidance, section 7.5.1),
// which a TPM makes again from its seed each time.
//
// Each use opens the device anew and closes it: a TPM that went and came back, or a
// resource manager that was restarted, needs nothing else, and no other program is
// kept from it. What passes between program and TPM is encrypted and proven with a
// session that is salted to the storage root key, for the wires of a TPM can be
// listened to.
//
// Errors have the kinds no-tpm (there is none, or it does not answer), other-tpm (it
// is not the one that made the blob, or was cleared), tpm-locked-out (its own
// lockout, after too many wrong values), tpm-busy and wrong-passphrase (the value is
// wrong, and the TPM has counted it).
package tpm
