package registry

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"math/big"
	"net/url"
	"testing"

	"connectrpc.com/connect"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

func (o *office) ListChanges(context.Context, *connect.Request[pb.ListChangesRequest]) (*connect.Response[pb.ListChangesResponse], error) {
	return connect.NewResponse(o.page), nil
}

func (o *office) GetTrust(context.Context, *connect.Request[pb.GetTrustRequest]) (*connect.Response[pb.GetTrustResponse], error) {
	return connect.NewResponse(o.trust), nil
}

// register is a key that the office's authority certified with a role.
func (o *office) register(role string) wire.Sealer {
	o.t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	uri, err := url.Parse(role)
	if err != nil {
		o.t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(3), NotBefore: day(2027, 1, 1), NotAfter: day(2028, 1, 1), URIs: []*url.URL{uri},
	}, o.issuer.cert, public, o.issuer.key)
	if err != nil {
		o.t.Fatal(err)
	}
	return wire.Sealer{Certificate: der, Key: key}
}

// TestSealsAreAskedFor: over a connection that is beyond doubt, a page and a
// trust list are taken with the register's seal and with nothing else, and a page
// only as the answer to what was asked.
func TestSealsAreAskedFor(t *testing.T) {
	o := newOffice(t)
	c := o.client(o.enrol(o.clock), Options{Now: o.clock.now})
	own := o.register(wire.RegisterRole)
	asked := siak.Cursor{Partition: "327606", Epoch: 3, Seq: 5}
	seal := func(m wire.Sealed, s wire.Sealer) {
		t.Helper()
		if err := wire.Sign(m, s); err != nil {
			t.Fatal(err)
		}
	}
	for name, c2 := range map[string]struct {
		from  siak.Cursor
		spoil func(wire.Sealed)
		want  error
	}{
		"good":            {asked, func(m wire.Sealed) { seal(m, own) }, nil},
		"none":            {asked, func(wire.Sealed) {}, wire.ErrNoSeal},
		"another's":       {asked, func(m wire.Sealed) { seal(m, newOffice(t).register(wire.RegisterRole)) }, wire.ErrForeignSeal},
		"a server's":      {asked, func(m wire.Sealed) { seal(m, o.register("urn:ikd:role:server")) }, wire.ErrNoRegister},
		"broken":          {asked, func(m wire.Sealed) { seal(m, own); m.GetSeal().Signature[7] ^= 1 }, wire.ErrBrokenSeal},
		"of another page": {siak.Cursor{Partition: "327606", Epoch: 3, Seq: 4}, func(m wire.Sealed) { seal(m, own) }, errOtherQuestion},
	} {
		t.Run(name, func(t *testing.T) {
			o.page = wire.FromPage(siak.Page{From: c2.from, To: siak.Cursor{Partition: "327606", Epoch: 3, Seq: 9}})
			o.trust = &pb.GetTrustResponse{Version: 4}
			c2.spoil(o.page)
			c2.spoil(o.trust)
			_, err := c.Changes(t.Context(), asked, 0)
			told(t, err, c2.want)
			_, _, err = c.Checksum(t.Context(), asked)
			told(t, err, c2.want)
			if _, _, err = c.Trust(t.Context()); c2.want != errOtherQuestion {
				told(t, err, c2.want)
			}
		})
	}
}

func told(t *testing.T, err, want error) {
	t.Helper()
	if want == nil && err == nil {
		return
	}
	if !errors.Is(err, want) || siak.KindOf(err) != siak.KindBadReply {
		t.Errorf("%v, want %v as a bad reply", err, want)
	}
}

// TestSealAfterANewAuthority: after a renewal that changed the authority the
// register may go on with its old certificate for a while.
func TestSealAfterANewAuthority(t *testing.T) {
	o := newOffice(t)
	id := o.enrol(o.clock)
	o.trust = &pb.GetTrustResponse{Version: 4}
	if err := wire.Sign(o.trust, o.register(wire.RegisterRole)); err != nil {
		t.Fatal(err)
	}
	id.Authority, id.OldAuthority = newIssuer(t, day(2020, 1, 1)).cert.Raw, id.Authority
	if _, _, err := o.client(id, Options{Now: o.clock.now}).Trust(t.Context()); err != nil {
		t.Error(err)
	}
}
