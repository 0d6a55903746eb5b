package registry

import (
	"context"
	"crypto/x509"
	"errors"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// Anchor leaves the head of the station's audit at the registry. last is what
// the station takes for its last anchor, the zero head for none. The registry
// refuses, in the reply, a head of who does not know the last one. At most 512 rows of
// the audit go with a head that the registry has kept. An order to wipe that the
// registry's wipe key has not signed for this station is none: the reply says so.
func (c *Client) Anchor(ctx context.Context, head, last siak.AuditHead, rows siak.AuditRows) (siak.Anchoring, error) {
	const op = "anchor the audit"
	protection, _ := c.protection.Load().(siak.KeyProtection)
	m, err := call(ctx, &c.caller, op, c.service.AnchorAudit, &pb.AnchorAuditRequest{
		Head: wire.FromHead(head), Last: wire.FromHead(last), Rows: wire.FromAuditRows(rows), KeyProtection: wire.FromProtection(protection),
	})
	if err != nil {
		return siak.Anchoring{}, err
	}
	a, err := wire.ToAnchoring(m)
	if err != nil {
		return siak.Anchoring{}, badReply(op, err)
	}
	if a.Wipe != nil {
		if a.FalseOrder = ordered(c, *a.Wipe); a.FalseOrder != nil {
			a.Wipe = nil
		}
	}
	return a, nil
}

// ordered judges an order to wipe by the authorities that are pinned: TLS says who
// sent it, which is not enough to destroy what a station holds.
func ordered(c *Client, o siak.WipeOrder) error {
	id, p := c.id.Load(), c.pin.Load()
	leaf, err := x509.ParseCertificate(id.Certificate)
	if err != nil {
		return errIdentity
	}
	err = wire.ErrForeignOrder
	for _, authority := range p.authorities {
		if err = wire.VerifyWipe(o, id.StationID, leaf.RawSubjectPublicKeyInfo, authority, p.at()); !errors.Is(err, wire.ErrForeignOrder) {
			break
		}
	}
	return err
}

// LastAnchor is the head that the registry has of this station's audit; the
// zero head for none.
func (c *Client) LastAnchor(ctx context.Context) (siak.AuditHead, error) {
	const op = "fetch the anchor"
	m, err := call(ctx, &c.caller, op, c.service.GetAnchor, &pb.GetAnchorRequest{})
	if err != nil {
		return siak.AuditHead{}, err
	}
	h, err := wire.ToHead(m.GetLast())
	if err != nil {
		return siak.AuditHead{}, badReply(op, err)
	}
	return h, nil
}

// ReportWipe says that the station was wiped, on an order or, where that is
// nil, by its supervisor; exported is how many activations come by file. The
// registry knows the station no longer afterwards.
func (c *Client) ReportWipe(ctx context.Context, order *siak.WipeOrder, exported int) error {
	req := &pb.ReportWipeRequest{Exported: uint32(exported)}
	if order != nil {
		req.Order = order.ID[:]
	}
	_, err := call(ctx, &c.caller, "report the wipe", c.service.ReportWipe, req)
	return err
}
