package server

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"ikd/station/siak"
)

// errAgain: another replica judged the same activation a moment ago.
var errAgain = errors.New("handed in elsewhere at the same time")

// errOverdue: codes ran out, and whose they were may activate again.
var errOverdue = errors.New("codes ran out")

// Submit gives each submission its verdict, all in one transaction. The same id
// gets the same activation's verdict for ever; its state can only have travelled
// on. One that the storage refuses is held and does not hold up the others.
func (r *ActivationService) Submit(ctx context.Context, c Caller, subs []Submission) ([]siak.Verdict, error) {
	h := &handing{r: r, caller: c, now: r.o.Now()}
	examined := make([]judgement, 0, len(subs))
	for _, sub := range subs {
		examined = append(examined, r.examine(c, sub, h.now))
	}
	err := h.write(ctx, distinct(examined), h.together)
	if errors.Is(err, errAgain) || errors.Is(err, ErrRefused) { // one of them: find out which
		err = h.write(ctx, single(examined), h.alone)
	}
	if err != nil {
		return nil, at("submit activation", err)
	}
	for _, e := range h.events {
		r.announce(e)
	}
	return h.verdicts, nil
}

// distinct cuts submissions into runs in which no id, code or person is twice:
// those can be judged together.
func distinct(js []judgement) (runs [][]judgement) {
	seen := map[any]bool{}
	from := 0
	for i, j := range js {
		keys := []any{j.id}
		if j.state == "" {
			keys = append(keys, j.claim.PresentationID, j.claim.NIK)
		}
		if slices.ContainsFunc(keys, func(k any) bool { return seen[k] }) {
			runs, from = append(runs, js[from:i]), i
			clear(seen)
		}
		for _, k := range keys {
			seen[k] = true
		}
	}
	return append(runs, js[from:])
}

// single makes a run of each.
func single(js []judgement) (runs [][]judgement) {
	for run := range slices.Chunk(js, 1) {
		runs = append(runs, run)
	}
	return runs
}

// handing is what a station hands in, and what came of it.
type handing struct {
	r        *ActivationService
	caller   Caller
	now      time.Time
	expired  bool // codes that ran out were looked for
	verdicts []siak.Verdict
	events   []Event
}

// write judges runs in one transaction, after codes that ran out have run out:
// they stand in the way of their citizens.
func (h *handing) write(ctx context.Context, runs [][]judgement, how func(Tx, []judgement) error) error {
	work := func(tx Tx) error { return h.handIn(tx, runs, how) }
	err := h.r.store.Write(ctx, work)
	if !errors.Is(err, errOverdue) {
		return err
	}
	if err := h.r.ExpireCodes(ctx); err != nil {
		return err
	}
	h.expired = true
	return h.r.store.Write(ctx, work)
}

// handIn judges runs one after the other.
func (h *handing) handIn(tx Tx, runs [][]judgement, how func(Tx, []judgement) error) error {
	h.verdicts, h.events = nil, nil
	if err := tx.LockStation(h.caller.ID); err != nil {
		return err
	}
	if !h.expired {
		if due, err := tx.Overdue(h.now, 1); err != nil || len(due) > 0 {
			return cmp.Or(err, errOverdue)
		}
	}
	for _, run := range runs {
		if err := how(tx, slices.Clone(run)); err != nil {
			return err
		}
	}
	return nil
}

// alone judges one so that it can fail alone.
func (h *handing) alone(tx Tx, run []judgement) error {
	j := run[0]
	again := func() error { return h.together(tx, []judgement{j}) }
	err := tx.Try(again)
	if errors.Is(err, errAgain) { // now it is known
		err = tx.Try(again)
	}
	if errors.Is(err, ErrRefused) {
		h.r.o.Log.Error("an activation was refused by the storage", "id", j.id.String(), "station", h.caller.ID, "error", err)
		j = judgement{id: j.id}
		j.held(siak.ReasonInternal)
		err = tx.Try(again)
	}
	return err
}

// together gives a run its verdicts: those that are known, and those that are
// new.
func (h *handing) together(tx Tx, run []judgement) error {
	js := make([]*judgement, len(run))
	for i := range run {
		js[i] = &run[i]
	}
	earlier, err := tx.CountSubmissions(of(js, func(j *judgement) siak.ActivationID { return j.id })...)
	if err != nil {
		return err
	}
	fresh := slices.DeleteFunc(slices.Clone(js), func(j *judgement) bool {
		a, known := earlier[j.id]
		return known && !h.anew(a)
	})
	if err := h.r.judge(tx, h.caller, fresh, h.now); err != nil {
		return err
	}
	if err := h.keep(tx, fresh, earlier); err != nil {
		return err
	}
	for _, j := range js {
		v := j.verdict()
		if a, known := earlier[j.id]; known && !slices.Contains(fresh, j) {
			v = h.repeated(a)
		} else {
			h.events = append(h.events, Event{ID: v.ID, Station: h.caller.ID, State: v.State, Reason: v.Reason})
		}
		h.verdicts = append(h.verdicts, v)
	}
	return nil
}

func (j *judgement) verdict() siak.Verdict {
	return siak.Verdict{ID: j.id, State: j.state, Reason: j.reason}
}

// anew reports whether an activation that came before is judged again: it was held
// because its officer's key was not registered.
func (h *handing) anew(a Activation) bool {
	return a.Station == h.caller.ID && a.State == siak.Held && a.Reason == siak.ReasonOfficerUnknown
}

// repeated is the verdict of an activation that came before. Another station
// that comes with the same id is told that its statement is bad, and nothing
// else.
func (h *handing) repeated(a Activation) siak.Verdict {
	if a.Station != h.caller.ID {
		return siak.Verdict{ID: a.ID, State: siak.Held, Reason: siak.ReasonBadStatement}
	}
	return siak.Verdict{ID: a.ID, State: a.State, Reason: a.Reason}
}

// keep writes judgements down: the activations, the verdicts, and the mails of
// those that were accepted.
func (h *handing) keep(tx Tx, js []*judgement, earlier map[siak.ActivationID]Activation) error {
	if len(js) == 0 {
		return nil
	}
	activations := of(js, h.activation)
	all, err := addOrRejudge(tx, activations, earlier)
	if err != nil {
		return err
	}
	if !all {
		return errAgain
	}
	for i, a := range activations {
		if a.State != siak.Accepted {
			continue
		}
		code, err := h.r.Keys().SealMail(a.RegistrationID, js[i].code)
		if err != nil {
			return err
		}
		err = tx.AddMail(a.ID, Mail{
			RegistrationID: a.RegistrationID, To: maskedAddress(js[i].person.Name), Code: code, Sent: h.now,
		})
		if err != nil {
			return err
		}
	}
	if err := h.unusual(tx, js); err != nil {
		return err
	}
	return tx.AddVerdicts(h.caller.ID, h.now, of(js, (*judgement).verdict)...)
}

// addOrRejudge keeps activations that are new, and puts those that are judged anew
// in their places; false where somebody was faster.
func addOrRejudge(tx Tx, as []Activation, earlier map[siak.ActivationID]Activation) (all bool, err error) {
	var added []Activation
	for _, a := range as {
		if _, known := earlier[a.ID]; !known {
			added = append(added, a)
		} else if moved, err := tx.RejudgeActivation(a); err != nil || !moved {
			return false, err
		}
	}
	if len(added) == 0 {
		return true, nil
	}
	return tx.AddActivations(added...)
}

func (h *handing) activation(j *judgement) Activation {
	a := Activation{
		ID: j.id, RegistrationID: j.claim.RegistrationID, Station: h.caller.ID, State: j.state, Reason: j.reason,
		ReceivedAt: h.now, Submissions: 1, Person: j.person.ID,
	}
	if j.state == siak.Accepted {
		j.code = newCode()
		a.Code, a.CodeUntil = h.r.Keys().HashCode(a.ID, j.code), h.now.Add(codeFor)
	}
	return a
}
