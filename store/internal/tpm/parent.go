package tpm

import (
	"bytes"
	"errors"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"

	"ikd/station/siak"
)

// parentKind is which storage root key something hangs below; it stands in blobs.
type parentKind uint8

const (
	parentPrimary     parentKind = 1 // made from the template
	parentProvisioned parentKind = 2 // at the reserved handle
)

// provisionedHandle is reserved for the storage root key (TCG Registry of Reserved
// TPM 2.0 Handles and Localities, section 2.3.1).
const provisionedHandle = tpm2.TPMHandle(0x81000001)

// parent is a storage root key that can be used.
type parent struct {
	kind   parentKind
	handle tpm2.TPMHandle
	name   []byte
	public tpm2.TPMTPublic
}

// ownParent is the storage root key that a TPM has for something new.
func ownParent(t transport.TPM) (parent, error) {
	if p, err := provisionedParent(t); err == nil {
		return p, nil
	}
	return primaryParent(t)
}

// parentOf is the storage root key of something that hangs below one of that kind
// and name. It fails with other-tpm where it is another one.
func parentOf(t transport.TPM, kind parentKind, name []byte) (p parent, err error) {
	const op = "find the TPM's storage root key"
	switch kind {
	case parentPrimary:
		p, err = primaryParent(t)
	case parentProvisioned:
		if p, err = provisionedParent(t); errors.Is(err, tpm2.TPMRCHandle) || errors.Is(err, errNoStorageKey) {
			return parent{}, siak.E(op, siak.KindOtherTPM, err)
		}
	default:
		return parent{}, siak.E(op, siak.KindOtherTPM, errBlob)
	}
	if err == nil && !bytes.Equal(p.name, name) {
		p.flush(t)
		return parent{}, siak.E(op, siak.KindOtherTPM, errors.New("it is another one"))
	}
	return p, err
}

func primaryParent(t transport.TPM) (parent, error) {
	made, err := tpm2.CreatePrimary{PrimaryHandle: tpm2.TPMRHOwner, InPublic: tpm2.New2B(tpm2.ECCSRKTemplate)}.Execute(t)
	if err != nil {
		return parent{}, err
	}
	public, err := made.OutPublic.Contents()
	if err != nil {
		return parent{}, err
	}
	return parent{parentPrimary, made.ObjectHandle, made.Name.Buffer, *public}, nil
}

var errNoStorageKey = errors.New("what stands at the reserved handle is no storage key")

func provisionedParent(t transport.TPM) (parent, error) {
	read, err := tpm2.ReadPublic{ObjectHandle: provisionedHandle}.Execute(t)
	if err != nil {
		return parent{}, err
	}
	public, err := read.OutPublic.Contents()
	if err != nil {
		return parent{}, err
	}
	if is := public.ObjectAttributes; !is.Restricted || !is.Decrypt || !is.FixedTPM {
		return parent{}, errNoStorageKey
	}
	return parent{parentProvisioned, provisionedHandle, read.Name.Buffer, *public}, nil
}

// flush takes the key out of the TPM again, where it was made for one use.
func (p parent) flush(t transport.TPM) {
	if p.kind == parentPrimary {
		_, _ = tpm2.FlushContext{FlushHandle: p.handle}.Execute(t)
	}
}

// session proves a value and hides what is sent or comes back.
func (p parent) session(auth []byte, hide func(*options)) tpm2.Session {
	o := options{tpm2.Auth(auth), tpm2.Salted(p.handle, p.public)}
	hide(&o)
	return tpm2.HMAC(tpm2.TPMAlgSHA256, 16, o...)
}

type options []tpm2.AuthOption

func hideSent(o *options)   { *o = append(*o, tpm2.AESEncryption(128, tpm2.EncryptIn)) }
func hideAnswer(o *options) { *o = append(*o, tpm2.AESEncryption(128, tpm2.EncryptOut)) }
func hideNothing(*options)  {}

// authorised is the key as a command names it. Storage root keys have no value to prove.
func (p parent) authorised(hide func(*options)) tpm2.AuthHandle {
	return tpm2.AuthHandle{Handle: p.handle, Name: tpm2.TPM2BName{Buffer: p.name}, Auth: p.session(nil, hide)}
}
