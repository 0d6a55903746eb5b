// Package cli is the station's command line. A command parses its flags, opens the
// station with package runtime, prints JSON Lines on standard output and sentences
// on standard error, and ends with one of the documented exit codes. It knows the
// window only as a function that the program gives it, see [Program].
package cli
