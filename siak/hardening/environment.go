package hardening

import "os"

// TakeVariables takes variables out of the environment and gives their values, in
// memory as [Key] gives it. No child process inherits them. On Linux the values are
// overwritten where /proc/PID/environ reads them, and wholly is true where that
// succeeded or nothing was there; elsewhere nothing can be said, and it is false. It
// is for the start of a program, before [Protect], which bars the way, and before
// anything else reads these variables: who did would see the value vanish.
func TakeVariables(names ...string) (values map[string][]byte, wholly bool) {
	values = map[string][]byte{}
	for _, name := range names {
		text, has := os.LookupEnv(name)
		if !has {
			continue
		}
		values[name] = Key(len(text))
		copy(values[name], text)
		_ = os.Unsetenv(name)
	}
	if len(values) == 0 {
		return values, true
	}
	return values, overwriteVariables(values) == nil
}
