// Package siak is the domain of the activation station: who may have a digital
// ID card (IKD), what a phone claimed, what the officer is told, and what
// becomes of an activation.
//
// The package is pure. It imports nothing but the standard library, does no
// I/O, reads no clock and holds no lock. Everything that other packages (the code
// on the phone, the store, the registry, the counter screen) say to each other
// is said in the types of this package.
//
// Sources. "Art." is an article of Permendagri 72/2022, which governs the
// digital ID card; where a rule is an office's notice and not a regulation the
// comment says so. The words of the field are kept: NIK, KTP-el, kecamatan.
package siak
