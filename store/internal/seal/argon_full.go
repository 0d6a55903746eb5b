//go:build !cheapargon

package seal

// DefaultArgon takes 256 MiB and about a second on a counter's laptop: more
// than RFC 9106 section 4 asks for where memory is scarce (64 MiB), so that a
// stolen laptop's passphrase is dear to guess.
var DefaultArgon = Argon2Params{Memory: 256 << 10, Time: 3, Threads: 4}
