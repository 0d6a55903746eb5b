package wire

import (
	"compress/gzip"
	"errors"
	"io"

	"connectrpc.com/connect"
	"github.com/klauspost/compress/zstd"
)

// MaxMessage bounds one message in either direction, inflated, in bytes.
const MaxMessage = 16 << 20

// MaxCompressed bounds a compressed request as it comes, in bytes. What inflating
// costs follows from that and not from the inflated size alone: blocks that
// inflate to nothing cost time too. Stations do not compress what they send.
const MaxCompressed = 256 << 10

// compressFrom is the size from which a message is worth compressing, in bytes.
const compressFrom = 1 << 10

// The content codings: RFC 8878 and RFC 1952.
const (
	zstdName = "zstd"
	gzipName = "gzip"
)

// replyWindow is the largest window of a reply in zstd, in bytes: registries of
// this version and the one before use 4 MiB.
const replyWindow = MaxMessage / 2

// ClientOptions are the options of every client: replies are bounded, and
// asked for in zstd or, second best, gzip.
func ClientOptions() connect.ClientOption {
	return connect.WithClientOptions(
		connect.WithReadMaxBytes(MaxMessage),
		connect.WithAcceptCompression(gzipName, gunzipper(MaxMessage), newGzip),
		connect.WithAcceptCompression(zstdName, decompressor(MaxMessage, replyWindow), newCompressor),
	)
}

// HandlerOptions are the options of the handlers that stations call: requests are
// bounded to maxRequest bytes, inflated.
func HandlerOptions(maxRequest int) connect.HandlerOption {
	return connect.WithHandlerOptions(
		connect.WithReadMaxBytes(maxRequest),
		connect.WithCompressMinBytes(compressFrom),
		connect.WithCompression(gzipName, gunzipper(maxRequest), newGzip),
		connect.WithCompression(zstdName, decompressor(maxRequest, maxRequest), newCompressor),
	)
}

// PlainOptions are the options of the handlers that anybody may call: no coding is
// taken, so that nobody unknown has anything inflated.
func PlainOptions(maxRequest int) connect.HandlerOption {
	return connect.WithHandlerOptions(
		connect.WithReadMaxBytes(maxRequest),
		connect.WithCompression(gzipName, nil, nil),
		connect.WithCompression(zstdName, nil, nil),
	)
}

// stream inflates what Reset gives it.
type stream interface {
	io.Reader
	Reset(io.Reader) error
}

// limited ends a stream with an error one byte past a limit. Connect by itself
// inflates all that is beyond it, to tell how much that is.
type limited struct {
	stream
	limit, left int
}

var errTooLarge = connect.NewError(connect.CodeResourceExhausted, errors.New("a message is too large"))

func (l *limited) Reset(r io.Reader) error {
	l.left = l.limit
	return l.stream.Reset(r)
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left > 0 {
		n, err := l.stream.Read(p[:min(len(p), l.left)])
		l.left -= n
		return n, err
	}
	var beyond [1]byte
	n, err := l.stream.Read(beyond[:])
	if n > 0 {
		return 0, errTooLarge
	}
	return 0, err
}

// Close implements [connect.Decompressor]: what was read is let go of with the next
// Reset.
func (l *limited) Close() error { return nil }

// decompressor makes readers of zstd that inflate in the calling goroutine, with
// no more memory than a message of that limit needs. Small messages go the same
// way: the decoder's shortcut for them inflates all at once.
func decompressor(limit, window int) func() connect.Decompressor {
	return func() connect.Decompressor {
		d := must(zstd.NewReader(nil,
			zstd.WithDecoderConcurrency(1),
			zstd.WithDecoderLowmem(true),
			zstd.WithDecodeBuffersBelow(0),
			zstd.WithDecoderMaxMemory(uint64(limit)),
			zstd.WithDecoderMaxWindow(uint64(window))))
		return &limited{stream: d, limit: limit}
	}
}

func newCompressor() connect.Compressor {
	return must(zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest)))
}

// gunzip reads one member of gzip: thousands of empty ones inflate to nothing and
// would cost much.
type gunzip struct{ gzip.Reader }

func (z *gunzip) Reset(r io.Reader) error {
	if err := z.Reader.Reset(r); err != nil {
		return err
	}
	z.Multistream(false)
	return nil
}

func gunzipper(limit int) func() connect.Decompressor {
	return func() connect.Decompressor { return &limited{stream: &gunzip{}, limit: limit} }
}

func newGzip() connect.Compressor { return gzip.NewWriter(io.Discard) }

// must is for options that are constants of this file.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
