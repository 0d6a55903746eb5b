package registry

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"ikd/station/siak"
)

// errOtherTime is what a certificate of the registry's own authority leads to
// that is good at another time than the laptop shows.
var errOtherTime = errors.New("the registry's certificate is of another time")

// pin is whom the station takes for its registry: who has a certificate by one
// of these authorities for this name.
type pin struct {
	authorities []*x509.Certificate
	name        string // "": any, where the station does not know it yet
	clock       *clock
	// begin is a time that is over for certain.
	begin time.Time
	// seen is the last chain that was judged good.
	seen atomic.Pointer[[]*x509.Certificate]
}

// conf is the configuration of a connection that shows the station's
// certificate, if there is one, and judges the registry's by the station's
// reckoning of the registry's time. The library's own judgement would go by the
// laptop's clock and is therefore replaced as a whole.
func (p *pin) conf(own *tls.Certificate, verify func(tls.ConnectionState) error) *tls.Config {
	c := &tls.Config{
		MinVersion:         tls.VersionTLS13,
		ServerName:         p.name,
		InsecureSkipVerify: true, // see VerifyConnection, which is always called
		VerifyConnection:   verify,
	}
	if own != nil {
		c.Certificates = []tls.Certificate{*own}
	}
	return c
}

// judge is for a connection that carries what is secret or believed.
func (p *pin) judge(s tls.ConnectionState) error {
	switch {
	case p.holds(s.PeerCertificates, p.at()):
		p.seen.Store(&s.PeerCertificates)
		return nil
	case p.everHolds(s.PeerCertificates):
		return errOtherTime
	default:
		return p.foreign(s.PeerCertificates)
	}
}

// foreign says what of a chain that is not the registry's is not: its issuer, its
// host, or its time.
func (p *pin) foreign(chain []*x509.Certificate) error {
	of := &pin{authorities: p.authorities, clock: p.clock} // for any host
	first := chain[0].NotBefore
	issued := slices.ContainsFunc(p.authorities, func(a *x509.Certificate) bool {
		return of.holds(chain, later(first, a.NotBefore))
	})
	switch {
	case !issued:
		return &foreignCertificate{siak.KindCertificateUnknown, "another issuer"}
	case p.name != "" && chain[0].VerifyHostname(p.name) != nil:
		return &foreignCertificate{siak.KindCertificateName, "of another host"}
	default:
		return &foreignCertificate{siak.KindCertificateTime, "ended"}
	}
}

// foreignCertificate is an [ErrForeignCertificate] that says why.
type foreignCertificate struct {
	kind  siak.Kind
	class string
}

func (e *foreignCertificate) Error() string { return ErrForeignCertificate.Error() + ": " + e.class }

// Unwrap is for [errors.Is].
func (e *foreignCertificate) Unwrap() error { return ErrForeignCertificate }

// errAnotherTime is of a certificate of the registry that is good at another time
// than it is, and the time is known.
var errAnotherTime = &foreignCertificate{siak.KindCertificateTime, "ended, or not begun"}

// judgeAnyTime is for a connection that is asked for the time and nothing else.
func (p *pin) judgeAnyTime(s tls.ConnectionState) error {
	if !p.everHolds(s.PeerCertificates) {
		return p.foreign(s.PeerCertificates)
	}
	p.seen.Store(&s.PeerCertificates)
	return nil
}

// at is the registry's time, as well as it is known.
func (p *pin) at() time.Time { return later(p.clock.time(), p.floor()) }

// floor is a time that is over for certain.
func (p *pin) floor() time.Time { return later(p.begin, p.clock.floor()) }

// everHolds reports whether a chain is the registry's at any time that is not
// over for certain: if so it is when the last of it has begun.
func (p *pin) everHolds(chain []*x509.Certificate) bool {
	first := p.floor()
	for _, c := range chain {
		first = later(first, c.NotBefore)
	}
	return slices.ContainsFunc(p.authorities, func(a *x509.Certificate) bool {
		return p.holds(chain, later(first, a.NotBefore))
	})
}

// holds reports whether a chain is the registry's at a time.
func (p *pin) holds(chain []*x509.Certificate, at time.Time) bool {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	for _, a := range p.authorities {
		roots.AddCert(a)
	}
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		DNSName: p.name, Roots: roots, Intermediates: between, CurrentTime: at,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	return err == nil
}

// seenHolds reports whether the chain that was seen last is good at a time.
func (p *pin) seenHolds(at time.Time) bool {
	chain := p.seen.Load()
	return chain != nil && p.holds(*chain, at)
}

// shown reports whether the chain that was seen last is of that authority.
func (p *pin) shown(authority []byte) bool {
	chain, a := p.seen.Load(), (*x509.Certificate)(nil)
	for _, pinned := range p.authorities {
		if len(authority) > 0 && bytes.Equal(pinned.Raw, authority) {
			a = pinned
		}
	}
	return chain != nil && a != nil && (*chain)[0].CheckSignatureFrom(a) == nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
