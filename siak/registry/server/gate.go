package server

import (
	"context"
	"net"
	"net/http"

	"connectrpc.com/connect"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/server/trail"
)

// AnchorState tells how a station stands with its audit.
func (r *AuditService) AnchorState(ctx context.Context, station string) (s trail.State, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		s, err = trail.Load(tx, station)
		return err
	})
	return s, at("read the anchor's state", err)
}

// anchored are the calls for which a station must have left its audit's head: those
// by which people are learned of, changed, or activated.
var anchored = map[string]bool{
	pb.RegistryServiceListPartitionsProcedure: true, pb.RegistryServiceListChangesProcedure: true,
	pb.RegistryServiceLookUpProcedure: true, pb.RegistryServiceSubmitActivationsProcedure: true,
	pb.RegistryServiceDeactivatePhoneProcedure: true, pb.RegistryServiceCorrectEmailProcedure: true,
	pb.RegistryServiceRecordManualServiceProcedure: true,
}

// anchorRetry is when a station may come again that has left no head: at once, after
// AnchorAudit.
const anchorRetry = "1"

// gate says why a call of a station is not answered: it left no head of its audit
// lately from where it calls, or its audit was seen to be two. "": it is answered.
// That the address counts makes a copy of its folder, elsewhere, leave a head of its
// own, by which the copy is found.
func (r *AuditService) gate(req *http.Request, c *Caller) (denial, error) {
	if r.o.AnchorWithin == 0 || !anchored[req.URL.Path] {
		return "", nil
	}
	s, err := r.AnchorState(req.Context(), c.ID)
	switch {
	case err != nil:
		return "", err
	case s.Forked:
		return refusedForked, nil
	case s.Refused, s.Kept.IsZero(), r.o.Now().Sub(s.Kept) > r.o.AnchorWithin, s.From != c.From:
		return refusedNoAnchor, nil
	}
	return "", nil
}

// sendToAnchor answers a call for which a head of the audit is lacking. Stations of an
// older version take it for a registry that cannot answer now, and come again after
// the head, which they leave at each contact.
func (r *Registry) sendToAnchor(w http.ResponseWriter, req *http.Request, c *Caller, why denial, err error) {
	if err != nil {
		_ = refusal.Write(w, req, r.Answer("find the anchor", err))
		return
	}
	r.o.Log.Warn("a call was refused", "station", c.ID, "why", string(why))
	answer := why.answer(connect.CodeUnavailable)
	answer.Meta().Set("Retry-After", anchorRetry)
	_ = refusal.Write(w, req, answer)
}

// host is an address without its port.
func host(address string) string {
	h, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return h
}
