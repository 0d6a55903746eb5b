// Package credential turns the text of a QR code into a verified [siak.Claim],
// and back. It is pure: no I/O, no clock, no goroutine; every parser in it is
// bounded in memory and time and is fuzzed.
//
// # The code
//
// Two signed objects stand one inside the other, both of them a CWT (RFC 8392)
// in a tagged COSE_Sign1 (RFC 9052 section 4.2).
//
// The registration is made once by the registry, when a phone registers:
//
//	protected   {1: alg, 4: kid}           unprotected {}
//	payload     {1: iss, 2: sub (registration id), 4: exp, 6: iat,
//	             8: cnf {1: COSE_Key of the phone},           (RFC 8747)
//	             169: {1: NIK, 4: full name, 8: "YYYYMMDD", 9: gender},
//	             -70001: face match (0 pending, 1 matched, 2 not matched)}
//
// Claim 169 is MOSIP's identity claim. The result of the central face match
// has no registered claim; -70001 is of the range for private use (RFC 8392
// section 9.1) and its absence means "pending". E-mail address and phone number
// are not in the code: nobody at the counter needs them, and the registry issues
// no registration before it has both, so their presence is already proven.
//
// The presentation is made by the phone each time that its code changes:
//
//	protected   {1: alg}                   unprotected {}
//	payload     {4: exp (at most iat + 90 s), 6: iat, 7: cti (16 random bytes),
//	             -70002: the registration, its COSE_Sign1 as a byte string}
//
// It is signed with the key that the registration confirms (cnf), and so proves
// that the phone which registered is here, now. As text it is "IKD1:" followed
// by Base45 (RFC 9285) of zlib (RFC 1950) of the COSE bytes, which QR holds in
// its alphanumeric mode. A registration alone, without prefix, is an ordinary
// Claim 169 code: it identifies but proves no presence ([siak.KindStaticCode]).
//
// # What is accepted
//
// ES256 with P-256 and EdDSA with Ed25519, nothing else. Both objects must be in
// the deterministic encoding of CBOR (RFC 8949 section 4.2.1), with an empty
// unprotected header, so that nobody can change a byte of a code without its
// being noticed; claims that are not known are ignored (RFC 8392 section 3),
// critical headers are not ([siak.KindMalformed]). (The two exceptions are the
// zlib encoding, which is the phone's choice, and the s of an ECDSA signature,
// which has two valid values: this is why codes are told apart by cti and not
// by digest.) No text and no inflated object is longer than 8 KiB.
//
// [Verifier.Verify] asks in this order, and the first "no" names the error: is
// it a code of ours, is it whole, do we trust who issued it, are both
// signatures good, is it in its time, was it revoked, was it used before.
//
// # Statements
//
// [SignStatement] is how a station signs what its officer confirmed, in the same
// envelope and with the same strictness.
//
// Error texts of this package never quote their input: a code is personal data.
package credential
