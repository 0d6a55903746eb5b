package server

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"time"

	"connectrpc.com/connect"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// AnchorState is how a station stands with its audit.
type AnchorState struct {
	// Kept is when the registry took a head last, or had it before, and From the
	// address, without its port, of who left it.
	Kept time.Time `json:"kept"`
	From string    `json:"from"`
	// Refused: the head that came last was refused, and none was taken since.
	Refused bool `json:"refused,omitempty"`
	// Forked: two different rows of the same number were seen. It stays until the
	// registry's staff have looked into it, see [AuditService.ForgetAnchors].
	Forked bool `json:"forked,omitempty"`
	// Chain counts how often the audit began anew for the registry.
	Chain int64 `json:"chain,omitempty"`
	// Verified is the last row of the chain up to which the rows came to a head that
	// was taken.
	Verified uint64 `json:"verified,omitempty"`
	// Disputed are heads that were refused and are neither of the chain nor against it
	// as far as its rows go; the latest few.
	Disputed []siak.AuditHead `json:"disputed,omitempty"`
}

func settingAnchor(station string) string { return "anchor/" + station }

func loadAnchorState(tx Settings, station string) (s AnchorState, err error) {
	text, err := tx.Setting(settingAnchor(station))
	if err == nil && text != nil {
		err = json.Unmarshal(text, &s)
	}
	return s, err
}

func (s AnchorState) save(tx Settings, station string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return tx.SetSetting(settingAnchor(station), text)
}

// AnchorState tells how a station stands with its audit.
func (r *AuditService) AnchorState(ctx context.Context, station string) (s AnchorState, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		s, err = loadAnchorState(tx, station)
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
