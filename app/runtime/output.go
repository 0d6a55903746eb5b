package runtime

import (
	"io"

	"ikd/station/siak"
)

// Output is where a result is written that somebody asked for. Its errors are of
// kind [siak.KindOutputFailed], so that a full disk or a closed pipe at the other
// end is not taken for the store's.
type Output struct{ io.Writer }

// Write implements [io.Writer].
func (o Output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	return n, OutputError("write the output", err)
}

// OutputError gives an error of an output its kind; nil stays nil.
func OutputError(op string, err error) error {
	if err == nil {
		return nil
	}
	return siak.E(op, siak.KindOutputFailed, err)
}
