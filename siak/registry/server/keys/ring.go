package keys

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"slices"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

// Key is a key that was read.
type Key struct {
	Record
	Cert   *x509.Certificate // nil where it has none
	signer crypto.Signer     // nil where it does not sign, or is kept elsewhere
	raw    []byte            // the secret; nil where it is kept elsewhere
}

// Online reports whether the private key is at hand.
func (k *Key) Online() bool { return k.raw != nil }

// Certifier is an authority, or an intermediate, that can certify; false where
// its key is kept elsewhere.
func (k *Key) Certifier() (Certifier, bool) {
	return Certifier{Certificate: k.Cert, Key: k.signer}, k != nil && k.Cert != nil && k.signer != nil
}

// usable reports whether the key can do its work: an authority whose key is
// offline is still one that stations have pinned.
func (k *Key) usable() bool {
	if k.Kind == Authority {
		return k.Cert != nil
	}
	return k.Online() && (k.Cert != nil || !certified[k.Kind])
}

// Ring is the registry's keys, read once. What it says depends on the time: a
// key that was made comes into use later.
type Ring struct {
	// Version rises with each change of the keys that stations must hear of.
	Version uint64
	now     func() time.Time
	keys    []*Key // of each kind, the latest use first
	wrap    *Wrapping
}

// NewRing reads records. It fails with damaged where one cannot be read, or is
// wrapped under another key.
func NewRing(records []Record, wrap *Wrapping, version uint64, now func() time.Time) (*Ring, error) {
	r := &Ring{Version: version, now: now, wrap: wrap}
	for _, rec := range records {
		k, err := read(rec, wrap)
		if err != nil {
			return nil, err
		}
		r.keys = append(r.keys, k)
	}
	slices.SortStableFunc(r.keys, func(a, b *Key) int {
		return cmp.Or(b.From.Compare(a.From), b.Made.Compare(a.Made), cmp.Compare(a.ID, b.ID))
	})
	return r, nil
}

func read(rec Record, wrap *Wrapping) (k *Key, err error) {
	k = &Key{Record: rec}
	if len(rec.Certificate) > 0 {
		if k.Cert, err = x509.ParseCertificate(rec.Certificate); err != nil {
			return nil, damaged()
		}
	}
	if len(rec.Secret) == 0 {
		return k, nil
	}
	if k.raw, err = wrap.Unwrap(rec.place(), rec.Secret); err != nil {
		return nil, err
	}
	switch rec.Kind {
	case Sealing, File, Code:
		return k, nil
	}
	k.signer, err = ParseKey(k.raw)
	return k, err
}

// place is where a record's secret stands, to which it is wrapped.
func (rec Record) place() string { return string(rec.Kind) + "/" + rec.ID }

// WrapSecret wraps a secret for its record.
func (rec *Record) WrapSecret(wrap *Wrapping, secret []byte) (err error) {
	rec.Secret, err = wrap.Wrap(rec.place(), secret)
	return err
}

// All are the keys of a kind, the latest use first.
func (r *Ring) All(kind Kind) []*Key {
	var all []*Key
	for _, k := range r.keys {
		if k.Kind == kind {
			all = append(all, k)
		}
	}
	return all
}

// Current is the key of a kind that is in use now: the latest whose use has
// begun. Where its time is over and there is no other it goes on: operators have
// been told long before, and a registry that stops helps nobody. nil for none.
func (r *Ring) Current(kind Kind) *Key {
	now := r.now()
	var first *Key
	for _, k := range r.All(kind) {
		if !k.usable() {
			continue
		}
		if !k.From.After(now) {
			return k
		}
		first = k
	}
	return first // all begin later: a clock that was set back
}

// Next is a key of a kind that comes into use later; nil for none.
func (r *Ring) Next(kind Kind) *Key {
	now := r.now()
	for _, k := range r.All(kind) {
		if k.usable() && k.From.After(now) && k != r.Current(kind) {
			return k
		}
	}
	return nil
}

// Authority is the one that the registry shows now.
func (r *Ring) Authority() *x509.Certificate { return r.Current(Authority).Cert }

// Authorities are all that a station's certificate may be of: those that are in
// use, will be, or were and have not ended.
func (r *Ring) Authorities() (all []*x509.Certificate) {
	now := r.now()
	for _, k := range r.All(Authority) {
		if k.usable() && (now.Before(k.Cert.NotAfter) || k == r.Current(Authority)) {
			all = append(all, k.Cert)
		}
	}
	return all
}

// Intermediates are the certificates between an authority and stations.
func (r *Ring) Intermediates() (all []*x509.Certificate) {
	for _, k := range r.All(Intermediate) {
		if k.Cert != nil {
			all = append(all, k.Cert)
		}
	}
	return all
}

// StationCertifier is who certifies stations for an authority: its intermediate
// where there is one that it has certified, else itself. chain is what a station
// shows behind its certificate. It fails with not-set-up where the authority's
// key is offline and it has no intermediate.
func (r *Ring) StationCertifier(authority *x509.Certificate) (c Certifier, chain []*x509.Certificate, err error) {
	for _, k := range r.All(Intermediate) {
		if c, ok := k.Certifier(); ok && k.Cert.CheckSignatureFrom(authority) == nil {
			return c, []*x509.Certificate{k.Cert}, nil
		}
	}
	for _, k := range r.All(Authority) {
		if c, ok := k.Certifier(); ok && k.Cert.Equal(authority) {
			return c, nil, nil
		}
	}
	return c, nil, siak.E("certify a station", siak.KindNotSetUp, errOffline)
}

// Server is the chain that the registry shows in TLS. The authority goes with
// it: who enrols compares it with the code.
func (r *Ring) Server() *tls.Certificate {
	k := r.Current(Server)
	return &tls.Certificate{Certificate: [][]byte{k.Certificate, r.Authority().Raw}, PrivateKey: k.signer, Leaf: k.Cert}
}

// ServerName is the name in the registry's certificate.
func (r *Ring) ServerName() string {
	for _, name := range r.Current(Server).Cert.DNSNames {
		return name
	}
	return ""
}

// Signer is the private key of the kind's key in use.
func (r *Ring) Signer(kind Kind) (k *Key, signer crypto.Signer) {
	if k = r.Current(kind); k == nil {
		return nil, nil
	}
	return k, k.signer
}

// Issuers sign the registrations of phones: the one in use of each algorithm.
func (r *Ring) Issuers() (signers []*credential.Signer) {
	now, had := r.now(), map[credential.Algorithm]bool{}
	for _, k := range r.All(Issuer) {
		if k.signer == nil || k.From.After(now) {
			continue
		}
		s, err := credential.NewSigner(k.signer, []byte(k.ID))
		if err != nil || had[s.Algorithm()] {
			continue
		}
		had[s.Algorithm()] = true
		signers = append(signers, s)
	}
	slices.SortFunc(signers, func(a, b *credential.Signer) int { return cmp.Compare(a.Algorithm(), b.Algorithm()) })
	return signers
}

// Issuer is the iss of the registry's registrations.
func (r *Ring) Issuer() string { return r.Current(Issuer).Name }

// Trusted are the issuers that stations are to believe, those included that come
// into use later.
func (r *Ring) Trusted() (trusted []siak.IssuerKey) {
	for _, k := range r.All(Issuer) {
		public, err := x509.ParsePKIXPublicKey(k.Public)
		if err != nil {
			continue // of no key that this program made
		}
		trusted = append(trusted, siak.IssuerKey{ID: []byte(k.ID), Issuer: k.Name, Key: public, From: k.From, To: k.To})
	}
	return trusted
}

// SealingKey is the X25519 public key that stations seal to.
func (r *Ring) SealingKey() []byte { return r.Current(Sealing).Public }

// OpenSealed has open tried with each sealing key, the one in use first: what was
// sealed to an earlier one may come late.
func (r *Ring) OpenSealed(open func(private []byte) error) error {
	err := error(damaged())
	for _, k := range r.All(Sealing) {
		if k.raw == nil {
			continue
		}
		if err = open(k.raw); err == nil {
			return nil
		}
	}
	return err
}

// FileRecipient is the X25519 public key that files for the registry are
// encrypted to, and the hybrid one (ML-KEM-768 with X25519); nil where the key is
// of before there were any.
func (r *Ring) FileRecipient() (classic, hybrid []byte) {
	public := r.Current(File).Public
	if len(public) > fileSecret {
		hybrid = bytes.Clone(public[fileSecret:])
	}
	return bytes.Clone(public[:fileSecret]), hybrid
}

// FileKeys are the private keys that open files for the registry: X25519, with
// the seed of the hybrid one behind it where there is one. The one in use first.
func (r *Ring) FileKeys() (keys [][]byte) {
	for _, k := range r.All(File) {
		if k.raw != nil {
			keys = append(keys, k.raw)
		}
	}
	return keys
}
