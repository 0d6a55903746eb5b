//go:build !race

package phone

// seeds is how many pictures are tried.
const seeds = 30
