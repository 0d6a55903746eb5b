package desk

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ikd/station/scanner"
	"ikd/station/siak"
)

// TestMachineKeepsItsPromises drives the machine with any order of events and
// answers and holds it to what the package comment says.
func TestMachineKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &environment{script: newScript(), committed: make(map[siak.ActivationID]int)}
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			w.step(t)
		}
	})
}

// environment answers the machine's effects, in its own time.
type environment struct {
	*script
	judgements []effect // judgings under way, cancelled ones too
	weighings  []effect // any of them may be answered late
	saves      []effect
	committed  map[siak.ActivationID]int
	lastSaved  siak.ActivationID
}

var acts = []string{
	"read", "read", "enter", "esc", "instead", "beside", "weighed", "weighed", "wait",
	"judged", "judged", "asking", "saved", "changed", "tick",
}

func (w *environment) step(t *rapid.T) {
	before, text := w.machine.state, w.shownText()
	offered := w.machine.other
	act := rapid.SampledFrom(acts).Draw(t, "act")
	ev := w.draw(t, act)
	if ev == nil {
		return
	}
	for _, e := range w.machine.handle(ev, w.now) {
		w.take(t, e)
	}
	after := w.machine.state
	w.checkCard(t, after)
	w.checkKept(t, act, before, text)
	w.checkOther(t, act, text, offered)
}

func (w *environment) draw(t *rapid.T, act string) event {
	switch act {
	case "read":
		return evRead{taken{w.drawReading(t), w.now}}
	case "beside":
		return evBeside{taken{w.drawReading(t), w.now}}
	case "weighed":
		return w.answerWeigh(t)
	case "instead":
		return evInstead{w.now}
	case "enter":
		return evConfirm{w.now}
	case "esc":
		return evPutAway{w.now}
	case "wait":
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 2000).Draw(t, "ms")) * time.Millisecond)
		return evTick{}
	case "judged", "asking":
		return w.answerJudge(t, act)
	case "saved":
		return w.answerSave(t)
	case "changed":
		state := rapid.SampledFrom([]siak.State{siak.Sending, siak.Accepted, siak.Rejected}).Draw(t, "state")
		return evChanged{Row{ID: w.lastSaved, State: state}}
	default:
		return evTick{}
	}
}

func (w *environment) drawReading(t *rapid.T) scanner.Reading {
	texts := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"A", "B", "C", "D"}), 1, 3, rapid.ID[string]).Draw(t, "texts")
	r := scanner.Reading{Text: texts[0]}
	for _, other := range texts[1:] {
		r.Others = append(r.Others, scanner.Code{Text: other})
	}
	return r
}

func (w *environment) answerWeigh(t *rapid.T) event {
	if len(w.weighings) == 0 {
		return nil
	}
	e := rapid.SampledFrom(w.weighings).Draw(t, "which weighing")
	i := rapid.IntRange(-1, len(e.taken.reading.Others)-1).Draw(t, "which code")
	if i < 0 {
		return evWeighed{gen: e.gen}
	}
	return evWeighed{e.gen, e.taken.instead(i)}
}

func (w *environment) answerJudge(t *rapid.T, act string) event {
	if len(w.judgements) == 0 {
		return nil
	}
	i := rapid.IntRange(0, len(w.judgements)-1).Draw(t, "which judging")
	gen := w.judgements[i].gen
	if act == "asking" {
		j := &Judgement{ID: siak.NewActivationID(), Outcome: siak.NeedsCentral}
		return evAsking{gen, j, &Card{Outcome: j.Outcome}}
	}
	w.judgements = append(w.judgements[:i:i], w.judgements[i+1:]...)
	if rapid.IntRange(0, 4).Draw(t, "trouble") == 0 {
		return evJudged{gen: gen, err: siak.E("test", siak.KindBusy, errors.New("made up"))}
	}
	j := &Judgement{ID: siak.NewActivationID(), Outcome: rapid.SampledFrom(siak.Outcomes()).Draw(t, "outcome")}
	if rapid.Bool().Draw(t, "of the last") && j.Outcome == siak.Replayed {
		j.Earlier = &siak.Activation{Statement: siak.Statement{ID: w.lastSaved}}
	}
	return evJudged{gen: gen, judgement: j, card: &Card{Outcome: j.Outcome, CanConfirm: j.Confirmable()}}
}

func (w *environment) answerSave(t *rapid.T) event {
	if len(w.saves) == 0 {
		return nil
	}
	e := w.saves[0]
	w.saves = w.saves[1:]
	if kind := rapid.SampledFrom([]siak.Kind{"", "", siak.KindDiskFull, siak.KindReplayed}).Draw(t, "commit"); kind != "" {
		return evSaved{gen: e.gen, err: siak.E("test", kind, errors.New("made up"))}
	}
	id := e.judgement.ID
	if w.committed[id]++; w.committed[id] > 1 {
		t.Fatalf("one judgement was committed %d times", w.committed[id])
	}
	w.lastSaved = id
	return evSaved{gen: e.gen, row: Row{ID: id, State: siak.Queued}}
}

func (w *environment) take(t *rapid.T, e effect) {
	switch e.do {
	case doJudge:
		w.judgements = append(w.judgements, e)
	case doWeigh:
		w.weighings = append(w.weighings, e)
	case doSave:
		if !e.judgement.Confirmable() {
			t.Fatalf("%s was confirmed", e.judgement.Outcome)
		}
		if len(w.saves) > 0 {
			t.Fatal("two commits at the same time")
		}
		w.saves = append(w.saves, e)
	}
}

// checkCard: what the screen says of a commit is true.
func (w *environment) checkCard(t *rapid.T, s State) {
	if s.Phase == Saved && w.committed[s.Card.Activation.ID] != 1 {
		t.Fatal("saved is shown, and nothing was committed")
	}
	if s.Phase == Saving && len(w.saves) == 0 {
		t.Fatal("saving is shown, and nobody saves")
	}
	if s.Card != nil && s.Card.CanConfirm && s.Phase != Judged && s.Phase != Saving && s.Phase != Failed {
		t.Fatalf("enter is offered while %s", s.Phase)
	}
	if (s.Phase == Waiting) != (w.machine.shown == nil) || s.Next != (w.machine.next != nil) {
		t.Fatalf("the screen is %s, and behind it is another", s.Phase)
	}
	if s.Phase == Waiting && w.machine.next != nil && w.machine.inHand == nil {
		t.Fatal("a phone waits for nothing")
	}
}

// checkKept: a card goes by the officer's act, or when it is saved.
func (w *environment) checkKept(t *rapid.T, act string, before State, text string) {
	if text == w.shownText() || before.Phase == Waiting || before.Phase == Saved {
		return
	}
	if before.Phase == Saving && act == "saved" { // used since it was judged
		return
	}
	if act != "esc" && act != "enter" && act != "instead" {
		t.Fatalf("the card of %s (%s) was taken away by %q", text, before.Phase, act)
	}
}

// checkOther: another code is offered beside a verdict only, never the one that
// is shown, and the key takes that one and no other.
func (w *environment) checkOther(t *rapid.T, act, shown string, offered *taken) {
	s, other := w.machine.state, w.machine.other
	if s.Other != (other != nil) || s.Other && s.Phase != Judged {
		t.Fatalf("another code is offered while %s", s.Phase)
	}
	if other != nil && other.reading.Text == w.shownText() {
		t.Fatalf("%s is offered instead of itself", w.shownText())
	}
	if act != "instead" || shown == w.shownText() || offered == nil {
		return
	}
	if w.machine.inHand == nil || w.machine.inHand.reading.Text != offered.reading.Text {
		t.Fatalf("the code %s was offered, and another taken", offered.reading.Text)
	}
}

func (w *environment) shownText() string {
	if w.machine.shown == nil {
		return ""
	}
	return w.machine.shown.reading.Text
}
