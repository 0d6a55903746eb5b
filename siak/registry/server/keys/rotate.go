package keys

import (
	"crypto"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

// Why a key is not made.
var (
	errOffline = errors.New("the authority's key is not here: bring it back with `keys attach`, or make a request with `keys request`")
	// An authority of an earlier version says itself that it certifies no other.
	errNoIntermediate = errors.New("this authority is of an earlier version and can have no intermediate: `keys rotate authority` first, and wait until it is in use")
	errPending        = errors.New("one waits for its certificate already: `keys install` it")
)

// Plan is what is to be made.
type Plan struct {
	Kind Kind
	// From is when the new key comes into use; stations hear of it at once.
	From time.Time
	// Name is the authority's, or the server's; as it was where it is "".
	Name string
}

// UsualLead is how long stations hear of a new key before it comes into use: an
// authority as long as a station's certificate is good, less the time in which
// it is renewed, and a fortnight; an issuer a week, for stations without a line.
func UsualLead(k Kind) time.Duration {
	switch k {
	case Authority:
		return 75 * 24 * time.Hour
	case Issuer:
		return 7 * 24 * time.Hour
	default:
		return 0
	}
}

// New makes a key of a kind with its record, wrapped. c certifies it; nil for an
// authority, which certifies itself, for kinds that need none, and where its
// certificate is to be signed elsewhere: the record is then without one.
func New(p Plan, c *Certifier, wrap *Wrapping, now time.Time) (Record, error) {
	secret, public, err := newSecret(p.Kind)
	if err != nil {
		return Record{}, err
	}
	defer clear(secret)
	rec := Record{ID: idOf(public), Kind: p.Kind, Public: public, Made: now, From: p.From, To: endOf(Issuance{Kind: p.Kind, Made: now, From: p.From})}
	if err := rec.certify(p, c, secret); err != nil {
		return Record{}, err
	}
	return rec, rec.WrapSecret(wrap, secret)
}

func (rec *Record) certify(p Plan, c *Certifier, secret []byte) error {
	if p.Kind != Authority && (c == nil || !certified[p.Kind]) {
		return nil
	}
	key, err := ParseKey(secret)
	if err != nil {
		return err
	}
	i := Issuance{Kind: p.Kind, Name: p.Name, Public: key.Public(), Made: rec.Made, From: p.From}
	if p.Kind == Authority {
		rec.Certificate, err = SelfSigned(i, key)
		if err == nil && c != nil {
			rec.Succession, err = c.Certify(i)
		}
		return err
	}
	if rec.Certificate, err = c.Certify(i); err != nil {
		return err
	}
	return rec.endWith(rec.Certificate)
}

// endWith ends the use of a key with its certificate.
func (rec *Record) endWith(der []byte) error {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return damaged()
	}
	end := c.NotAfter
	if rec.Kind == Register {
		end = end.Add(-registerRest)
	}
	if end.Before(rec.To) {
		rec.To = end
	}
	return nil
}

// NewIssuer makes an issuer's key.
func NewIssuer(kid, name string, algo credential.Algorithm, from time.Time, wrap *Wrapping) (Record, error) {
	key, err := credential.GenerateKey(algo)
	if err == nil {
		_, err = credential.NewSigner(key, []byte(kid)) // the name may be too long
	}
	if err != nil {
		return Record{}, err
	}
	return IssuerRecord(kid, name, key, from, wrap)
}

// IssuerRecord is the record of an issuer's key that there is.
func IssuerRecord(kid, name string, key crypto.Signer, from time.Time, wrap *Wrapping) (Record, error) {
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return Record{}, err
	}
	rec := Record{ID: kid, Kind: Issuer, Name: name, Public: public, Made: from, From: from, To: from.Add(LongestLife)}
	return rec, rec.WrapSecret(wrap, MarshalKey(key))
}

// Rotator changes the keys of a ring: what it makes is the caller's to keep.
type Rotator struct{ *Ring }

// Rotate makes what takes the place of a kind's key in use. With an authority it
// makes what that certifies as well, to come into use together with it. It fails
// with not-set-up where the authority's key is offline.
func (r Rotator) Rotate(kind Kind, from time.Time) ([]Record, error) {
	switch kind {
	case Authority:
		return r.rotateAuthority(from)
	case Issuer:
		return r.rotateIssuers(from)
	}
	p := Plan{Kind: kind, From: from}
	if kind == Server {
		p.Name = r.ServerName()
	}
	var c *Certifier
	if certified[kind] {
		certifier, ok := r.certifierAt(from)
		if !ok {
			return nil, siak.E("rotate a key", siak.KindNotSetUp, errOffline)
		}
		if kind == Intermediate && certifier.Certificate.MaxPathLenZero {
			return nil, siak.E("rotate a key", siak.KindNotSetUp, errNoIntermediate)
		}
		c = &certifier
	}
	rec, err := New(p, c, r.wrap, r.now())
	return []Record{rec}, err
}

// certifierAt is the authority that is in use at a time.
func (r Rotator) certifierAt(at time.Time) (Certifier, bool) {
	for _, k := range r.All(Authority) {
		if k.usable() && !k.From.After(at) {
			return k.Certifier()
		}
	}
	return r.Current(Authority).Certifier()
}

func (r Rotator) rotateAuthority(from time.Time) (made []Record, err error) {
	const op = "rotate the authority"
	if r.Next(Authority) != nil {
		return nil, siak.E(op, siak.KindAlreadySetUp, errors.New("another authority is to come into use: wait for it"))
	}
	was := r.Current(Authority)
	c, ok := was.Certifier()
	if !ok {
		return nil, siak.E(op, siak.KindNotSetUp, errOffline)
	}
	next, err := New(Plan{Kind: Authority, From: from, Name: was.Cert.Subject.CommonName}, &c, r.wrap, r.now())
	if err != nil {
		return nil, err
	}
	k, err := read(next, r.wrap)
	if err != nil {
		return nil, err
	}
	c, _ = k.Certifier()
	made = append(made, next)
	for _, kind := range []Kind{Intermediate, Server, Register, Wipe} {
		if kind == Intermediate && r.Current(Intermediate) == nil {
			continue
		}
		p := Plan{Kind: kind, From: from}
		if kind == Server {
			p.Name = r.ServerName()
		}
		rec, err := New(p, &c, r.wrap, r.now())
		if err != nil {
			return nil, err
		}
		made = append(made, rec)
	}
	return made, nil
}

// rotateIssuers makes a key of each algorithm in use.
func (r Rotator) rotateIssuers(from time.Time) (made []Record, err error) {
	for _, s := range r.Issuers() {
		random := make([]byte, 4)
		_, _ = rand.Read(random) // never fails since Go 1.24
		kid := fmt.Sprintf("%s-%x", s.Algorithm(), random)
		rec, err := NewIssuer(kid, r.Issuer(), s.Algorithm(), from, r.wrap)
		if err != nil {
			return nil, err
		}
		rec.Made = r.now()
		if longest := rec.Made.Add(LongestLife); longest.Before(rec.To) {
			rec.To = longest
		}
		made = append(made, rec)
	}
	return made, nil
}

// Request is a certificate that is asked of an authority whose key is kept
// elsewhere: what `keys sign` reads.
type Request struct {
	Kind   Kind      `json:"kind"`
	Name   string    `json:"name,omitempty"`
	Public []byte    `json:"public_key"` // SubjectPublicKeyInfo (DER)
	Made   time.Time `json:"made"`
	From   time.Time `json:"from"`
}

// Ask makes a key whose certificate is to be signed elsewhere.
func (r Rotator) Ask(kind Kind, from time.Time) (Record, Request, error) {
	const op = "ask for a certificate"
	if !certified[kind] {
		return Record{}, Request{}, siak.E(op, siak.KindNotFound, fmt.Errorf("the authority certifies no key of the kind %q", kind))
	}
	for _, k := range r.All(kind) {
		if k.Cert == nil {
			return Record{}, Request{}, siak.E(op, siak.KindAlreadySetUp, errPending)
		}
	}
	p := Plan{Kind: kind, From: from}
	if kind == Server {
		p.Name = r.ServerName()
	}
	rec, err := New(p, nil, r.wrap, r.now())
	return rec, Request{Kind: kind, Name: p.Name, Public: rec.Public, Made: rec.Made, From: from}, err
}

// Sign answers a request with a certificate (DER), where the authority's key is.
// It fails with bad-value for a key or a kind that is not certified.
func (c Certifier) Sign(q Request) ([]byte, error) {
	const op = "sign a request"
	public, err := x509.ParsePKIXPublicKey(q.Public)
	if err != nil || !certified[q.Kind] {
		return nil, siak.E(op, siak.KindBadValue, errors.New("not a request for a key of the registry"))
	}
	return c.Certify(Issuance{Kind: q.Kind, Name: q.Name, Public: public, Made: q.Made, From: q.From})
}

// Install puts a certificate to the key that waits for it. It fails with
// not-found where none does, with refused where an authority of this registry
// has not signed it, or not for that kind.
func (r Rotator) Install(der []byte) (Record, error) {
	const op = "install a certificate"
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return Record{}, siak.E(op, siak.KindBadValue, errors.New("not a certificate"))
	}
	for _, k := range r.keys {
		if k.Cert != nil || !certified[k.Kind] || string(k.Public) != string(cert.RawSubjectPublicKeyInfo) {
			continue
		}
		if !r.ownSignature(cert) || !fits(cert, k.Kind) {
			return Record{}, siak.E(op, siak.KindRefused, errors.New("not signed by this registry's authority for a key of that kind"))
		}
		rec := k.Record
		rec.Certificate = der
		return rec, rec.endWith(der)
	}
	return Record{}, siak.E(op, siak.KindNotFound, errors.New("no key of this registry waits for that certificate"))
}

func (r Rotator) ownSignature(cert *x509.Certificate) bool {
	for _, a := range r.Authorities() {
		if cert.CheckSignatureFrom(a) == nil {
			return true
		}
	}
	return false
}

// fits reports whether a certificate is of a kind and no other.
func fits(cert *x509.Certificate, kind Kind) bool {
	has := func(uri string) bool {
		for _, u := range cert.URIs {
			if u.String() == uri {
				return true
			}
		}
		return false
	}
	switch kind {
	case Intermediate:
		return cert.IsCA
	case Server:
		return !cert.IsCA && len(cert.DNSNames) == 1
	default:
		return !cert.IsCA && has(roles[kind])
	}
}

// Detach takes the authority's private key out of its record: it is returned to be
// kept elsewhere (PKCS #8). It fails with not-set-up where it is not here, and
// where no intermediate certifies stations in its place.
func (r Rotator) Detach() (rec Record, key []byte, err error) {
	const op = "take the authority's key out"
	k := r.Current(Authority)
	if !k.Online() {
		return rec, nil, siak.E(op, siak.KindNotSetUp, errors.New("it is not here"))
	}
	if !r.hasIntermediate(k) {
		return rec, nil, siak.E(op, siak.KindNotSetUp, errors.New("no intermediate certifies stations in its place: `keys rotate intermediate` first"))
	}
	rec = k.Record
	rec.Secret = nil
	return rec, k.raw, nil
}

func (r Rotator) hasIntermediate(authority *Key) bool {
	for _, k := range r.All(Intermediate) {
		if k.usable() && k.Cert.CheckSignatureFrom(authority.Cert) == nil {
			return true
		}
	}
	return false
}

// Attach puts the authority's private key back. It fails with bad-key where it is
// of no authority of this registry.
func (r Rotator) Attach(pkcs8 []byte) (rec Record, err error) {
	const op = "bring the authority's key back"
	key, err := ParseKey(pkcs8)
	if err != nil {
		return rec, siak.E(op, siak.KindBadKey, errors.New("not a private key"))
	}
	for _, k := range r.All(Authority) {
		public, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
		if ok && k.Cert != nil && public.Equal(k.Cert.PublicKey) {
			rec = k.Record
			return rec, rec.WrapSecret(r.wrap, pkcs8)
		}
	}
	return rec, siak.E(op, siak.KindBadKey, errors.New("not the key of an authority of this registry"))
}

// Rewrap wraps every secret under another key. It gives the records that change.
func (r Rotator) Rewrap(wrap *Wrapping) (changed []Record, err error) {
	for _, k := range r.keys {
		if k.raw == nil {
			continue
		}
		rec := k.Record
		if err := rec.WrapSecret(wrap, k.raw); err != nil {
			return nil, err
		}
		changed = append(changed, rec)
	}
	return changed, nil
}

// X25519Public is the public half of a raw X25519 key. It fails with damaged.
func X25519Public(raw []byte) ([]byte, error) {
	key, err := ecdh.X25519().NewPrivateKey(raw)
	if err != nil {
		return nil, damaged()
	}
	return key.PublicKey().Bytes(), nil
}
