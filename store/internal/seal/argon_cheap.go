//go:build cheapargon

package seal

// DefaultArgon is the least that RFC 9106 allows. Tests of the whole program are
// built with this tag, because they set and try hundreds of passphrases that
// protect nothing; no program for an officer is.
var DefaultArgon = Argon2Params{Memory: 64, Time: 1, Threads: 1}
