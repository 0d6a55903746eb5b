package transfer

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// ID names a file.
type ID [16]byte

// Header says what a file is.
type Header struct {
	Kind    pb.FileKind
	ID      ID // drawn by [Create] where it is zero
	Station string
	// ServerName is the registry's on the other side.
	ServerName string
	Made       time.Time
	Answers    ID // receipts: the outbox file
	// AfterSeq is the verdict after which an outbox file asks for more, and after
	// which receipts go on.
	AfterSeq uint64
	// Copy is where the station's copy of the register stands, in an outbox file.
	Copy []siak.Cursor
}

// Signing puts its maker's mark on a file's end.
type Signing func(*pb.FileEnd) error

// BySeal is the registry's mark.
func BySeal(s wire.Sealer) Signing {
	return func(end *pb.FileEnd) error { return wire.Sign(end, s) }
}

// ByStation is the station's mark, with the key that it signs statements with.
func ByStation(key crypto.Signer) Signing {
	return func(end *pb.FileEnd) (err error) {
		end.Signature, err = key.Sign(nil, stationText(end.GetDigest()), crypto.Hash(0))
		return err
	}
}

// stationText is what a station signs: registry.proto, FileEnd.
func stationText(digest []byte) []byte {
	return append([]byte("ikd-station file v1\x00"), digest...)
}

// window is what a reader needs of memory to inflate a file, in bytes.
const window = 1 << 20

// Writer writes one file. Give it the parts, then [Writer.Close].
type Writer struct {
	packed *zstd.Encoder
	plain  *counter // what age encrypts
	sealed io.WriteCloser
	out    *counter // the file
	header int64    // bytes of age's own header
	digest hash.Hash
	parts  uint64
	sign   Signing
	buffer []byte
	// What stands beside the next part.
	officers      *pb.RegisterOfficersRequest
	officersKnown *pb.RegisterOfficersResponse
}

// Create begins a file for the receiver with that public key. It fails with
// [siak.KindNoFileKey], or as w does.
func Create(w io.Writer, to []byte, h Header, sign Signing) (*Writer, error) {
	r, err := recipient(to)
	if err != nil {
		return nil, err
	}
	f := &Writer{out: &counter{w: w}, digest: sha256.New(), sign: sign}
	if f.sealed, err = age.Encrypt(f.out, r); err != nil {
		return nil, fmt.Errorf("begin a file: %w", err)
	}
	f.header = f.out.n
	f.plain = &counter{w: f.sealed}
	f.packed, err = zstd.NewWriter(f.plain, zstd.WithWindowSize(window), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("begin a file: %w", err)
	}
	return f, f.part(&pb.FilePart{Part: &pb.FilePart_Header{Header: fromHeader(h)}})
}

func fromHeader(h Header) *pb.FileHeader {
	if h.ID == (ID{}) {
		_, _ = rand.Read(h.ID[:])
	}
	m := &pb.FileHeader{
		Kind: h.Kind, Id: h.ID[:], StationId: h.Station, ServerName: h.ServerName,
		Made: timestamppb.New(h.Made), AfterSeq: h.AfterSeq,
	}
	if h.Answers != (ID{}) {
		m.Answers = h.Answers[:]
	}
	for _, c := range h.Copy {
		m.Copy = append(m.Copy, wire.FromCursor(c))
	}
	return m
}

// Trust, Page, Activation, Verdict and Audit each add a part.
func (f *Writer) Trust(m *pb.GetTrustResponse) error {
	return f.part(&pb.FilePart{Part: &pb.FilePart_Trust{Trust: m}})
}

// Page adds a sealed page.
func (f *Writer) Page(m *pb.ListChangesResponse) error {
	return f.part(&pb.FilePart{Part: &pb.FilePart_Page{Page: m}})
}

// Activation adds one that the station signed.
func (f *Writer) Activation(m *pb.ActivationItem) error {
	return f.part(&pb.FilePart{Part: &pb.FilePart_Activation{Activation: m}})
}

// Verdict adds what became of an activation.
func (f *Writer) Verdict(m *pb.Verdict) error {
	return f.part(&pb.FilePart{Part: &pb.FilePart_Verdict{Verdict: m}})
}

// Audit adds a head of the station's audit; nil adds nothing.
func (f *Writer) Audit(m *pb.AuditHead) error {
	if m == nil {
		return nil
	}
	return f.part(&pb.FilePart{Part: &pb.FilePart_Audit{Audit: m}})
}

// Officers adds what is told of officers' keys beside the next part: a registry of
// an older version does not see it there. nil adds nothing.
func (f *Writer) Officers(m *pb.RegisterOfficersRequest) {
	if len(m.GetKeys())+len(m.GetEnds()) > 0 {
		f.officers = m
	}
}

// OfficersKnown adds the answer to [Writer.Officers] beside the next part; nil adds
// nothing.
func (f *Writer) OfficersKnown(m *pb.RegisterOfficersResponse) { f.officersKnown = m }

// Size is how many bytes were written so far.
func (f *Writer) Size() int64 { return f.out.n }

// part writes one after its length.
func (f *Writer) part(p *pb.FilePart) error {
	if _, header := p.GetPart().(*pb.FilePart_Header); !header {
		p.Officers, p.OfficersKnown = f.officers, f.officersKnown
		f.officers, f.officersKnown = nil, nil
	}
	size := proto.Size(p)
	if size > maxPart {
		return errors.New("write a file: a part is too big")
	}
	f.buffer = protowire.AppendVarint(f.buffer[:0], uint64(size))
	var err error
	if f.buffer, err = (proto.MarshalOptions{Deterministic: true}).MarshalAppend(f.buffer, p); err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	f.parts++
	_, _ = f.digest.Write(f.buffer)
	_, err = f.packed.Write(f.buffer)
	return err
}

// Close writes the end and its maker's mark. The file is whole when it returns
// nil. It does not close what it writes to.
func (f *Writer) Close() error {
	end := &pb.FileEnd{Parts: f.parts, Digest: f.digest.Sum(nil)}
	if err := f.sign(end); err != nil {
		return fmt.Errorf("sign a file: %w", err)
	}
	if err := f.part(&pb.FilePart{Part: &pb.FilePart_End{End: end}}); err != nil {
		return err
	}
	if err := f.packed.Close(); err != nil {
		return err
	}
	if _, err := f.plain.Write(padding(f.header, f.plain.n)); err != nil {
		return err
	}
	return f.sealed.Close()
}

// counter counts what passes.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
