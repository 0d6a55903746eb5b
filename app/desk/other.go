package desk

import (
	"context"
	"slices"

	"ikd/station/scanner"
	"ikd/station/siak"
)

// worthOffering finds among the other codes of a reading the first that the
// officer may want instead: an IKD code that has led to nothing here yet. A
// poster on the wall is none, nor is the phone of the citizen before.
func (c *Counter) worthOffering(ctx context.Context, t taken) *taken {
	clock := c.begin(t.reading, t.arrived).Clock
	for i, code := range t.reading.Others {
		claim, err := c.trust.Load().verifier.Verify(code.Text, clock)
		if outcome, ofCode := siak.OutcomeOf(err); err != nil && (!ofCode || outcome == siak.NotIKD) {
			continue
		}
		if err == nil {
			if done, used, err := c.earlier(ctx, claim); err == nil && (used || done != nil) {
				continue
			}
		}
		return t.instead(i)
	}
	return nil
}

// instead is the reading of another code of the same frame, with the one that
// was taken first among its others: the officer may go back to it.
func (t taken) instead(i int) *taken {
	r := t.reading
	code, rest := r.Others[i], slices.Delete(slices.Clone(r.Others), i, i+1)
	first := scanner.Code{Text: r.Text, Outline: r.Outline}
	r.Text, r.Outline, r.Others = code.Text, code.Outline, append([]scanner.Code{first}, rest...)
	return &taken{reading: r, arrived: t.arrived}
}

// beside takes in which other codes are in view beside one that was read.
func (m *machine) beside(t taken) []effect {
	if join(&m.inHand, t) || join(&m.next, t) {
		return nil
	}
	if m.state.Phase == Judged && join(&m.shown, t) {
		return m.weigh()
	}
	return nil
}

// weigh asks whether one of the other codes is worth being offered.
func (m *machine) weigh() []effect {
	if m.state.Phase != Judged || m.other != nil || len(m.shown.reading.Others) == 0 {
		return nil
	}
	return []effect{{do: doWeigh, gen: m.gen, taken: *m.shown}}
}

// weighed offers the other code on the card.
func (m *machine) weighed(ev evWeighed) {
	if ev.gen != m.gen || m.state.Phase != Judged || ev.other == nil {
		return
	}
	if is(m.next, ev.other.reading.Text) {
		return // it waits already
	}
	m.offer(ev.other)
}

func (m *machine) offer(other *taken) { m.other, m.state.Other = other, other != nil }
