package transfer

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// maxPart bounds one part, in bytes: what a call over the network carries in one answer.
const maxPart = wire.MaxMessage

// mostWindow bounds the window of zstd that a file may ask for, in bytes.
const mostWindow = 8 << 20

// File is a file as it lies on a USB drive.
type File struct {
	Bytes io.ReaderAt
	Size  int64
	// Told is told how many bytes have been read, now and then; may be nil.
	Told func(done int64)
}

// Judge says whether the end bears its maker's mark.
type Judge func(*pb.FileEnd) error

// SignedBy is a station's mark. It fails with [siak.KindFileAltered].
func SignedBy(key ed25519.PublicKey) Judge {
	return func(end *pb.FileEnd) error {
		if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, stationText(end.GetDigest()), end.GetSignature()) {
			return bad(siak.KindFileAltered, "the station's signature does not fit")
		}
		return nil
	}
}

// Reader reads a file from its beginning to its end, once.
type Reader struct {
	Header Header

	file   File
	input  *source // what is read
	opened *source // what age makes of it
	packed *zstd.Decoder
	in     byteReader
	digest hash.Hash
	parts  uint64
}

// Open opens a file with the receiver's private keys and reads its header; close
// it in the end. It fails with the kinds of files (siak/errors.go).
func Open(f File, private ...[]byte) (*Reader, error) {
	keys, err := identities(private...)
	if err != nil {
		return nil, err
	}
	r := &Reader{file: f, digest: sha256.New(), input: &source{r: io.NewSectionReader(f.Bytes, 0, f.Size), told: f.Told}}
	opened, err := age.Decrypt(r.input, keys...)
	if err != nil {
		return nil, r.shut(err)
	}
	r.opened = &source{r: opened}
	if err := r.begin(); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// begin reads the header.
func (r *Reader) begin() error {
	packed, err := zstd.NewReader(r.opened, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(mostWindow), zstd.WithDecoderMaxMemory(mostWindow))
	if err != nil {
		return r.spoilt(err)
	}
	r.packed, r.in = packed, byteReader{r: packed}
	first, err := r.part()
	if err != nil {
		return err
	}
	r.Header, err = toHeader(first.GetHeader())
	return err
}

// Close gives the memory back.
func (r *Reader) Close() {
	if r.packed != nil {
		r.packed.Close()
	}
}

func toHeader(m *pb.FileHeader) (Header, error) {
	h := Header{
		Kind: m.GetKind(), Station: m.GetStationId(), ServerName: m.GetServerName(),
		Made: m.GetMade().AsTime().In(time.UTC), AfterSeq: m.GetAfterSeq(),
	}
	switch {
	case m == nil:
		return h, bad(siak.KindFileAltered, "the first part is no header")
	case copy(h.ID[:], m.GetId()) != len(h.ID), len(m.GetId()) != len(h.ID):
		return h, bad(siak.KindFileAltered, "the header's id")
	case len(m.GetAnswers()) != 0 && (copy(h.Answers[:], m.GetAnswers()) != len(h.Answers) || len(m.GetAnswers()) != len(h.Answers)):
		return h, bad(siak.KindFileAltered, "the header's answers")
	case m.GetMade().CheckValid() != nil, h.Station == "", len(h.Station) > maxName, len(h.ServerName) > maxName:
		return h, bad(siak.KindFileAltered, "the header's names or time")
	}
	for _, c := range m.GetCopy() {
		if !wire.IsDistrict(c.GetPartition()) {
			return h, bad(siak.KindFileAltered, "the header's cursors")
		}
		h.Copy = append(h.Copy, wire.ToCursor(c))
	}
	return h, nil
}

// maxName bounds the names in a header, in bytes.
const maxName = 255

// Each hands every part between header and end to take, in order, and returns
// nil when the end is there and judge finds its mark good. What take was handed
// is known to be the sender's only then.
func (r *Reader) Each(ctx context.Context, judge Judge, take func(*pb.FilePart) error) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		digest, parts := r.digest.Sum(nil), r.parts
		p, err := r.part()
		if err != nil {
			return err
		}
		switch p.GetPart().(type) {
		case *pb.FilePart_End:
			return r.end(p.GetEnd(), digest, parts, judge)
		case *pb.FilePart_Header:
			return bad(siak.KindFileAltered, "a second header")
		}
		if err := take(p); err != nil {
			return err
		}
	}
}

// end judges the end against all that was before it.
func (r *Reader) end(end *pb.FileEnd, digest []byte, parts uint64, judge Judge) error {
	if end.GetParts() != parts || !bytes.Equal(end.GetDigest(), digest) {
		return bad(siak.KindFileAltered, "the end does not fit what is before it")
	}
	if err := judge(end); err != nil {
		return err
	}
	switch _, err := r.in.ReadByte(); {
	case err == nil:
		return bad(siak.KindFileAltered, "more after the end")
	case !errors.Is(err, io.EOF):
		return r.spoilt(err)
	case !wholeSize(r.file.Size):
		return bad(siak.KindFileAltered, "not of a whole file's size")
	}
	return nil
}

// part reads the next part. A file that ends where a part begins has no end.
func (r *Reader) part() (*pb.FilePart, error) {
	size, err := binary.ReadUvarint(&r.in)
	if err != nil {
		return nil, r.spoilt(err)
	}
	if size == 0 || size > maxPart {
		return nil, bad(siak.KindFileAltered, "a part's length")
	}
	var body bytes.Buffer // grows with what comes, not with what is promised
	if n, err := io.CopyN(&body, r.packed, int64(size)); err != nil || n != int64(size) {
		return nil, r.spoilt(err)
	}
	if crowded(body.Bytes()) {
		return nil, bad(siak.KindFileAltered, "a part of too many items")
	}
	p := &pb.FilePart{}
	if proto.Unmarshal(body.Bytes(), p) != nil { // its text could quote
		return nil, bad(siak.KindFileAltered, "a part cannot be read")
	}
	if p.GetPart() == nil {
		return nil, bad(siak.KindFileAltered, "a part of no known sort")
	}
	r.parts++
	_, _ = r.digest.Write(binary.AppendUvarint(nil, size))
	_, _ = r.digest.Write(body.Bytes())
	return p, nil
}

// mostItems is how many fields a part may have. A message of nothing takes two
// bytes in a file and some two hundred in memory.
const mostItems = 1 << 18

// crowded counts the fields of a part's message before they take memory.
func crowded(part []byte) bool {
	for items := 0; len(part) > 0; {
		_, kind, n := protowire.ConsumeTag(part)
		if n < 0 || kind != protowire.BytesType {
			return false // for the parser to judge
		}
		message, size := protowire.ConsumeBytes(part[n:])
		if size < 0 {
			return false
		}
		for part = part[n+size:]; len(message) > 0; items++ {
			_, _, n := protowire.ConsumeField(message)
			if n < 0 {
				return false
			}
			if items >= mostItems {
				return true
			}
			message = message[n:]
		}
		items++
	}
	return false
}

// byteReader reads single bytes of the stream.
type byteReader struct {
	r   io.Reader
	one [1]byte
}

func (b *byteReader) ReadByte() (byte, error) {
	_, err := io.ReadFull(b.r, b.one[:])
	return b.one[0], err
}
