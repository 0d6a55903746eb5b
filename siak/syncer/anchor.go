package syncer

import (
	"context"

	"ikd/station/siak"
)

// Audit is the account whose head is anchored; *store.Audit is one.
type Audit interface {
	// Head is where the audit ends; the zero head where it is not signed.
	Head(ctx context.Context) (siak.AuditHead, error)
	// Anchored is the last head that the registry took, as far as is known here.
	Anchored(ctx context.Context) (siak.AuditHead, error)
	SetAnchored(ctx context.Context, h siak.AuditHead) error
	// Holds reports whether the audit has that row with that hash.
	Holds(ctx context.Context, h siak.AuditHead) (bool, error)
	// Rows are at most so many rows of the audit behind a number.
	Rows(ctx context.Context, after uint64, most int) (siak.AuditRows, error)
}

// Anchors is the registry as it takes heads in; *registry.Client is one.
type Anchors interface {
	Anchor(ctx context.Context, head, last siak.AuditHead, rows siak.AuditRows) (siak.Anchoring, error)
}

// anchorer leaves the audit's head at the registry at each contact.
type anchorer struct {
	audit   Audit
	anchors Anchors
	link    *link
	storage reporter
	events  Events

	older   bool // was told
	ordered bool // was told
	falsely bool // was told
}

// Anchor has the head of the audit left at the registry at each contact. Call
// it before Run.
func (s *Syncer) Anchor(audit Audit, anchors Anchors) {
	s.Puller.anchor = &anchorer{
		audit: audit, anchors: anchors, link: s.link, storage: s.health.part(), events: s.Puller.events,
	}
}

// leave anchors the audit. No trouble with it keeps the station from its work:
// what it finds is told.
func (a *anchorer) leave(ctx context.Context) {
	head, err := a.audit.Head(ctx)
	if a.storage(ctx, err) != nil {
		return
	}
	last, err := a.audit.Anchored(ctx)
	if a.storage(ctx, err) != nil {
		return
	}
	answer, err := a.offer(ctx, head, last)
	if err != nil {
		return
	}
	a.judge(ctx, head, last, answer)
	a.copyRows(ctx, head, answer)
	if answer.Wipe != nil && !a.ordered {
		a.ordered = true
		a.events.Wipe(*answer.Wipe)
	}
	if answer.FalseOrder != nil && !a.falsely {
		a.falsely = true
		a.events.FalseOrder(answer.FalseOrder)
	}
}

// offer hands a head in, once more where only an answer was lost: then the
// audit still has the row that the registry saw last.
func (a *anchorer) offer(ctx context.Context, head, last siak.AuditHead) (siak.Anchoring, error) {
	answer, err := a.anchors.Anchor(ctx, head, last, siak.AuditRows{})
	a.link.report(ctx, err)
	if err != nil || answer.Kept {
		return answer, err
	}
	holds, err := a.audit.Holds(ctx, answer.Last)
	if a.storage(ctx, err) != nil || !holds {
		return answer, err
	}
	answer, err = a.anchors.Anchor(ctx, head, answer.Last, siak.AuditRows{})
	a.link.report(ctx, err)
	return answer, err
}

// judge tells what the registry's answer says of the audit, when it changes.
func (a *anchorer) judge(ctx context.Context, head, last siak.AuditHead, answer siak.Anchoring) {
	if older := !answer.Kept; older != a.older {
		a.older = older
		a.events.OlderFile(older)
	}
	if answer.Kept && !head.Same(last) {
		_ = a.storage(ctx, a.audit.SetAnchored(ctx, head))
	}
}

// Rows of the audit that go to the registry: with one call, and at one contact, so
// that a station that comes with years of them is not kept from its work.
const (
	rowsACall    = 512
	callsForRows = 8
)

// copyRows leaves the rows that the registry has not, as far as one contact goes. The
// next one goes on where it ended.
func (a *anchorer) copyRows(ctx context.Context, head siak.AuditHead, answer siak.Anchoring) {
	for range callsForRows {
		if !answer.Kept || !answer.TakesRows || answer.Copied >= head.Seq {
			return
		}
		rows, err := a.audit.Rows(ctx, answer.Copied, int(min(rowsACall, head.Seq-answer.Copied)))
		if a.storage(ctx, err) != nil || len(rows.Bodies) == 0 {
			return
		}
		answer, err = a.anchors.Anchor(ctx, head, head, rows)
		a.link.report(ctx, err)
		if err != nil {
			return
		}
	}
}
