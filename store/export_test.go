package store

// On gives the options with another way to the disk and another promise of a
// commit, for tests outside the package.
func (o Options) On(vfs, synchronous string) Options {
	o.vfs, o.synchronous = vfs, synchronous
	return o
}

// Child is what the test binary does, where it is the program that is killed, as
// the environment says; set by the tests outside the package.
var Child = map[string]func(dir string) error{}
