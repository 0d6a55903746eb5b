package registry

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"sync"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// firstContact is a registry that the station does not know yet. With a code the
// authority is known before anything is said: the code names it. Without, it is
// whatever the reply brings, for training only.
type firstContact struct {
	base  string
	o     Options
	code  *wire.EnrolCode
	clock *clock
	file  fileKey // the station's

	mu    sync.Mutex
	chain []*x509.Certificate // who answered
	pin   *pin                // with a code, once its authority was seen
}

func newFirstContact(base string, o EnrolOptions) (*firstContact, error) {
	f := &firstContact{base: base, o: o.Options, clock: newClock(o.Options)}
	if o.Code == "" {
		return f, nil
	}
	code, err := wire.ParseEnrolCode(o.Code)
	f.code = &code
	return f, err
}

// enrol makes the calls. With a code the time is asked first: a laptop whose
// clock is wrong cannot judge the certificate by it, and nothing is given away.
func (f *firstContact) enrol(ctx context.Context, key ed25519.PrivateKey, as EnrolOptions) (*pb.EnrolResponse, error) {
	csr, err := certificateRequest(key, as.StationName)
	if err != nil {
		return nil, siak.E("enrol station", siak.KindUnknown, err)
	}
	req := &pb.EnrolRequest{
		CertificateRequest: csr, StationName: as.StationName, KeyProtection: wire.FromProtection(as.Protection),
		FileRecipient: f.file.classic, HybridFileRecipient: f.file.hybrid,
	}
	if f.code != nil {
		req.Code = f.code.Secret()
		if err := f.findTime(ctx); err != nil {
			return nil, err
		}
	}
	c, service := f.caller(f.note)
	defer func() { _ = c.Close() }()
	return call(ctx, c, "enrol station", service.Enrol, req)
}

// findTime learns who answers and what time it is, and judges that before
// anything else is said. It is not judged in the handshake: to compare with the
// code takes long on a small laptop, and a handshake is not waited for that long.
func (f *firstContact) findTime(ctx context.Context) error {
	const op = "ask the time"
	c, service := f.caller(f.note)
	defer func() { _ = c.Close() }()
	m, err := call(ctx, c, op, service.GetTime, &pb.GetTimeRequest{})
	if err != nil {
		return err
	}
	chain := f.peers()
	p := &pin{authorities: f.named(chain), clock: f.clock}
	if p.authorities == nil || !p.everHolds(chain) {
		return siak.E(op, siak.KindOtherRegistry, errOtherAuthority)
	}
	if told := m.GetServerTime().AsTime(); !m.GetServerTime().IsValid() || !p.holds(chain, told) {
		return siak.E(op, siak.KindCertificateTime, errAnotherTime)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pin = p
	return nil
}

func (f *firstContact) caller(verify func(tls.ConnectionState) error) (*caller, pb.RegistryServiceClient) {
	c := newCaller(f.base, f.o, f.clock, newTransport(f.o.route(), (&pin{}).conf(nil, verify), nil))
	return &c, pb.NewRegistryServiceClient(newHTTPClient(c.transport), f.base, clientOptions)
}

// note keeps the chain. Once the authority is known nobody else passes; before,
// another connection (the first may be lost before the answer) is held to the
// certificate of the first.
func (f *firstContact) note(s tls.ConnectionState) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.pin != nil:
		if err := f.pin.judge(s); err != nil {
			return ErrForeignCertificate
		}
	case f.chain != nil && !f.chain[0].Equal(s.PeerCertificates[0]):
		return ErrForeignCertificate
	}
	f.chain = s.PeerCertificates
	return nil
}

var errOtherAuthority = errors.New("not of the authority that the code names")

// mostAuthorities bounds how many certificates of a stranger are looked at: each
// costs the laptop some hundredths of a second.
const mostAuthorities = 3

// named finds the authority that the code names in a chain; nil where it is not
// there.
func (f *firstContact) named(chain []*x509.Certificate) []*x509.Certificate {
	looked := 0
	for _, c := range chain {
		if !c.IsCA || looked == mostAuthorities {
			continue
		}
		if looked++; f.code.Names(c) {
			return []*x509.Certificate{c}
		}
	}
	return nil
}

// check judges the connection and the station's new certificate by what came
// with the reply. The authority must be the one that the code named; without a
// code only a sandbox is believed.
func (f *firstContact) check(id Identity) error {
	p, err := id.pin(f.clock)
	if err != nil {
		return err
	}
	switch {
	case f.code == nil && !id.Training:
		return errors.New("a registry that is no sandbox enrols with a code")
	case f.code != nil && !f.pin.authorities[0].Equal(p.authorities[0]):
		return ErrForeignCertificate
	case !p.holds(f.peers(), f.clock.time()):
		return ErrForeignCertificate
	}
	return certified(id, p, f.clock.time())
}

// peers is the chain of who answered last.
func (f *firstContact) peers() []*x509.Certificate {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.chain
}

// certified judges the station's own certificate.
func certified(id Identity, p *pin, at time.Time) error {
	pair, err := id.keyPair()
	if err != nil {
		return err
	}
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(p.authorities[0])
	for _, der := range id.Intermediates {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return errIdentity
		}
		between.AddCert(c)
	}
	_, err = pair.Leaf.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: between, CurrentTime: later(at, pair.Leaf.NotBefore), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return errIdentity
	}
	return nil
}
