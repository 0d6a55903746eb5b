package tpm

import (
	"bytes"
	"errors"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"
	"golang.org/x/crypto/cryptobyte"

	"ikd/station/siak"
)

var errBlob = errors.New("no blob of a TPM")

// object is something that a TPM made, as it is kept outside it.
type object struct {
	parent     parentKind
	parentName []byte
	public     []byte // TPMT_PUBLIC
	private    []byte // encrypted by the TPM
}

func (o object) blob() []byte {
	var b cryptobyte.Builder
	b.AddUint8(uint8(o.parent))
	for _, part := range [][]byte{o.parentName, o.public, o.private} {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(part) })
	}
	return b.BytesOrPanic() // every part is a TPM2B, whose length has 16 bits
}

func parseObject(blob []byte) (o object, err error) {
	s := cryptobyte.String(blob)
	var kind uint8
	ok := s.ReadUint8(&kind)
	for _, part := range []*[]byte{&o.parentName, &o.public, &o.private} {
		var read cryptobyte.String
		ok = ok && s.ReadUint16LengthPrefixed(&read)
		*part = read
	}
	if !ok || !s.Empty() {
		return object{}, errBlob
	}
	o.parent = parentKind(kind)
	return o, nil
}

// create makes an object with a value that has to be proven; sensitive is what it
// holds, nil for a key that the TPM draws.
func create(t transport.TPM, template tpm2.TPMTPublic, auth, sensitive []byte) (object, error) {
	p, err := ownParent(t)
	if err != nil {
		return object{}, err
	}
	defer p.flush(t)
	secret := &tpm2.TPMSSensitiveCreate{UserAuth: tpm2.TPM2BAuth{Buffer: provable(auth)}}
	if sensitive != nil {
		secret.Data = tpm2.NewTPMUSensitiveCreate(&tpm2.TPM2BSensitiveData{Buffer: sensitive})
	}
	made, err := tpm2.Create{
		ParentHandle: p.authorised(hideSent),
		InSensitive:  tpm2.TPM2BSensitiveCreate{Sensitive: secret},
		InPublic:     tpm2.New2B(template),
	}.Execute(t)
	if err != nil {
		return object{}, err
	}
	return object{p.kind, p.name, made.OutPublic.Bytes(), made.OutPrivate.Buffer}, nil
}

// loaded is an object that is in the TPM.
type loaded struct {
	parent parent
	handle tpm2.TPMHandle
	name   tpm2.TPM2BName
	public tpm2.TPMTPublic
}

// load puts an object into the TPM for f. It fails with other-tpm where the TPM did
// not make it.
func (o object) load(t transport.TPM, f func(loaded) error) error {
	const op = "load into the TPM"
	public := tpm2.BytesAs2B[tpm2.TPMTPublic](o.public)
	contents, err := public.Contents()
	if err != nil {
		return siak.E(op, siak.KindOtherTPM, errBlob)
	}
	p, err := parentOf(t, o.parent, o.parentName)
	if err != nil {
		return err
	}
	defer p.flush(t)
	in, err := tpm2.Load{ParentHandle: p.authorised(hideNothing), InPrivate: tpm2.TPM2BPrivate{Buffer: o.private}, InPublic: public}.Execute(t)
	if errors.Is(err, tpm2.TPMRCIntegrity) {
		return siak.E(op, siak.KindOtherTPM, err)
	}
	if err != nil {
		return err
	}
	defer func() { _, _ = tpm2.FlushContext{FlushHandle: in.ObjectHandle}.Execute(t) }()
	return f(loaded{p, in.ObjectHandle, in.Name, *contents})
}

// provable is a value without zero bytes. A TPM takes those at its end away (TPM 2.0
// Part 1, section 19.6.5), and go-tpm 0.9.8 takes away all from the first one on, so
// that two programs would not prove the same.
func provable(auth []byte) []byte {
	return bytes.ReplaceAll(auth, []byte{0}, []byte{1})
}

// authorised is the object as a command names it, with the value that is proven.
func (l loaded) authorised(auth []byte, hide func(*options)) tpm2.AuthHandle {
	return tpm2.AuthHandle{Handle: l.handle, Name: l.name, Auth: l.parent.session(provable(auth), hide)}
}
