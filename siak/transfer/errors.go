package transfer

import (
	"bytes"
	"errors"
	"io"

	"filippo.io/age"

	"ikd/station/siak"
	"ikd/station/siak/registry/wire"
)

// op names what was tried, in errors.
const op = "read a transfer file"

// bad is a file that is not good, and why; the reason never quotes the file.
func bad(kind siak.Kind, reason string) error { return siak.E(op, kind, errors.New(reason)) }

// source remembers how what it reads from failed, which those who read through
// it tell in words of their own.
type source struct {
	r    io.Reader
	err  error // not [io.EOF]
	n    int64
	told func(int64)
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if s.n += int64(n); s.told != nil {
		s.told(s.n)
	}
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// intro begins every age file.
const intro = "age-encryption.org/v1\n"

// shut says why age does not open a file.
func (r *Reader) shut(err error) error {
	if r.input.err != nil {
		return bad(siak.KindStickLost, "the file cannot be read")
	}
	begin := make([]byte, len(intro))
	n, _ := r.file.Bytes.ReadAt(begin, 0)
	if begin = begin[:n]; n == 0 || !bytes.HasPrefix([]byte(intro), begin) {
		return bad(siak.KindFileStrange, "not an age file")
	}
	if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return bad(siak.KindFileNotForUs, "encrypted to another key")
	}
	if wholeSize(r.file.Size) {
		return bad(siak.KindFileAltered, "its header does not hold together")
	}
	return bad(siak.KindFileCut, "its header does not hold together, nor its size")
}

// spoilt says why a file that age opened cannot be read on.
func (r *Reader) spoilt(err error) error {
	switch {
	case r.input.err != nil:
		return bad(siak.KindStickLost, "the file cannot be read")
	case errors.Is(r.opened.err, io.ErrUnexpectedEOF), r.opened.err != nil && !wholeSize(r.file.Size):
		return bad(siak.KindFileCut, "its end is missing")
	case r.opened.err != nil:
		return bad(siak.KindFileAltered, "it does not open")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return bad(siak.KindFileCut, "it has no end")
	default:
		return bad(siak.KindFileAltered, "it cannot be inflated")
	}
}

// foreignSeal says what a seal that is not accepted says of its file.
func foreignSeal(err error) error {
	if errors.Is(err, wire.ErrForeignSeal) {
		return siak.E(op, siak.KindFileOtherRegistry, err)
	}
	return siak.E(op, siak.KindFileAltered, err)
}
