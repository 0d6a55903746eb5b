package wire

import (
	"connectrpc.com/connect"
	"github.com/klauspost/compress/zstd"
)

// MaxMessage bounds one message in either direction, inflated, in bytes.
const MaxMessage = 16 << 20

// compressFrom is the size from which a message is worth compressing, in bytes.
const compressFrom = 1 << 10

// zstdName is the content coding of RFC 8878.
const zstdName = "zstd"

// ClientOptions are the options of every client: replies are bounded, and
// asked for in zstd or, second best, gzip.
func ClientOptions() connect.ClientOption {
	return connect.WithClientOptions(
		connect.WithReadMaxBytes(MaxMessage),
		connect.WithAcceptCompression(zstdName, newDecompressor, newCompressor),
	)
}

// HandlerOptions are the options of every handler: requests are bounded to
// maxRequest bytes, inflated.
func HandlerOptions(maxRequest int) connect.HandlerOption {
	return connect.WithHandlerOptions(
		connect.WithReadMaxBytes(maxRequest),
		connect.WithCompressMinBytes(compressFrom),
		connect.WithCompression(zstdName, newDecompressor, newCompressor),
	)
}

// decompressor makes a zstd decoder reusable: Connect pools what it closes.
type decompressor struct{ *zstd.Decoder }

func (d decompressor) Close() error { return d.Reset(nil) }

// newDecompressor reads in the calling goroutine and gives no stream more
// memory than the largest message needs.
func newDecompressor() connect.Decompressor {
	return decompressor{must(zstd.NewReader(nil,
		zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(MaxMessage),
		zstd.WithDecoderMaxWindow(MaxMessage/2)))}
}

func newCompressor() connect.Compressor {
	return must(zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest)))
}

// must is for options that are constants of this file.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
