//go:build race

package phone

// seeds is how many pictures are tried. The race detector makes drawing thirty
// times slower and has nothing to find in it.
const seeds = 5
