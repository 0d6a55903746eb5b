package siak

// The kinds of where a result is written that somebody asked for: standard output, a new file.
const (
	KindOutputExists Kind = "output-exists" // nothing is written over
	KindOutputFailed Kind = "output-failed" // it cannot be written there
)

var outputKinds = []Kind{
	KindOutputExists, KindOutputFailed,
}
