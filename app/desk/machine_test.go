package desk

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ikd/station/scanner"
	"ikd/station/siak"
)

// step is an event in words and what is to be seen of it: the screen, and
// after a bar the effects.
type step struct{ do, want string }

func TestMachine(t *testing.T) {
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"one citizen", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"look", "judged A eligible"},
			{"enter", "saving A eligible | save"},
			{"saved", "saved A eligible queued | refresh"},
			{"changed sending", "saved A eligible sending | refresh"},
			{"changed accepted", "saved A eligible accepted | refresh"},
			{"changed active", "saved A eligible active | refresh"},
		}},
		{"a saved card gives way by itself", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"look", "judged A eligible"},
			{"enter", "saving A eligible | save"},
			{"saved", "saved A eligible queued | refresh"},
			{"look", "saved A eligible queued"},
			{"read B", "saved A eligible queued | judge B"},
			{"judged under-age", "judged B under-age ♪refuse"},
		}},
		{"but not before it can be seen", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"look", "judged A eligible"},
			{"read B", "judged A eligible next"},
			{"enter", "saving A eligible next | save"},
			{"saved", "saved A eligible queued next | refresh"},
			{"tick", "saved A eligible queued next"},
			{"dwell", "saved A eligible queued | judge B"},
			{"tick", "saved A eligible queued"},
			{"judged eligible", "judged B eligible ♪good"},
		}},
		{"a second reading waits, the newest of several", []step{
			{"read A", "waiting | judge A"},
			{"judged not-recorded", "judged A not-recorded ♪refuse"},
			{"read B", "judged A not-recorded next"},
			{"read C", "judged A not-recorded next"},
			{"look", "judged A not-recorded next"},
			{"esc", "waiting | forget A, skip, judge C"},
			{"judged eligible", "judged C eligible ♪good"},
		}},
		{"a reading while another is being judged waits", []step{
			{"read A", "waiting | judge A"},
			{"read B", "waiting next"},
			{"judged eligible", "judged A eligible next ♪good"},
		}},
		{"the text on the screen is not read again", []step{
			{"read A", "waiting | judge A"},
			{"read A", "waiting"},
			{"judged eligible", "judged A eligible ♪good"},
			{"read A", "judged A eligible"},
			{"look", "judged A eligible"},
			{"enter", "saving A eligible | save"},
			{"read A", "saving A eligible"},
			{"saved", "saved A eligible queued | refresh"},
			{"read A", "saved A eligible queued"},
		}},
		{"the saved citizen's next code is no news", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"look", "judged A eligible"},
			{"enter", "saving A eligible | save"},
			{"saved", "saved A eligible queued | refresh"},
			{"look", "saved A eligible queued"},
			{"read A2", "saved A eligible queued | judge A2"},
			{"judged replayed of this", "saved A eligible queued"},
			{"read B", "saved A eligible queued | judge B"},
		}},
		{"what was put away can be read again, but not at once", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"look", "judged A eligible"},
			{"esc", "waiting | forget A, skip"},
			{"read A", "waiting"},
			{"dwell", "waiting"},
			{"look", "waiting"},
			{"dwell", "waiting"},
			{"read A", "waiting | judge A"},
		}},
		{"enter is nothing on what may not be confirmed", []step{
			{"enter", "waiting"},
			{"read A", "waiting | judge A"},
			{"enter", "waiting"},
			{"judged expired", "judged A expired ♪warn"},
			{"look", "judged A expired"},
			{"enter", "judged A expired"},
			{"esc", "waiting | forget A, skip"},
			{"esc", "waiting"},
		}},
		{"the echo of a key is not an answer", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"enter", "judged A eligible"},
			{"esc", "judged A eligible"},
			{"look", "judged A eligible"},
			{"enter", "saving A eligible | save"},
			{"enter", "saving A eligible"},
			{"esc", "saving A eligible"},
		}},
		{"asking the registry", []step{
			{"read A", "waiting | judge A"},
			{"asking", "asking A needs-central-verification"},
			{"look", "asking A needs-central-verification"},
			{"enter", "asking A needs-central-verification"},
			{"read B", "asking A needs-central-verification next"},
			{"judged eligible", "judged A eligible next ♪good"},
		}},
		{"giving the question up", []step{
			{"read A", "waiting | judge A"},
			{"asking", "asking A needs-central-verification"},
			{"read B", "asking A needs-central-verification next"},
			{"esc", "waiting | forget A, skip, cancel, judge B"},
			{"late eligible", "waiting"},
			{"judged eligible", "judged B eligible ♪good"},
		}},
		{"a commit that failed is tried again", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"look", "judged A eligible"},
			{"enter", "saving A eligible | save"},
			{"not saved disk-full", "failed A eligible disk-full ♪refuse"},
			{"enter", "saving A eligible | save"},
			{"saved", "saved A eligible queued | refresh"},
		}},
		{"or given up", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"look", "judged A eligible"},
			{"enter", "saving A eligible | save"},
			{"not saved busy", "failed A eligible busy ♪refuse"},
			{"esc", "waiting | forget A, skip"},
		}},
		{"used since it was judged: judged again", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"look", "judged A eligible"},
			{"enter", "saving A eligible | save"},
			{"not saved replayed", "waiting | judge A"},
			{"judged replayed", "judged A replayed ♪warn"},
		}},
		{"judging that failed is tried again", []step{
			{"read A", "waiting | judge A"},
			{"not judged damaged", "failed damaged ♪refuse"},
			{"look", "failed damaged"},
			{"enter", "waiting | judge A"},
			{"not judged damaged", "failed damaged ♪refuse"},
			{"look", "failed damaged"},
			{"esc", "waiting | forget A"},
		}},
		{"the registry's answer can come before the ledger's", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"look", "judged A eligible"},
			{"enter", "saving A eligible | save"},
			{"changed accepted", "saving A eligible | refresh"},
			{"saved", "saved A eligible accepted | refresh"},
			{"changed sending", "saved A eligible accepted | refresh"},
		}},
		{"what the registry refuses while the citizen is there has a sound", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"look", "judged A eligible"},
			{"enter", "saving A eligible | save"},
			{"saved", "saved A eligible queued | refresh"},
			{"changed rejected", "saved A eligible rejected ♪refuse | refresh"},
		}},
		{"esc dismisses a saved card", []step{
			{"read A", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good"},
			{"look", "judged A eligible"},
			{"enter", "saving A eligible | save"},
			{"saved", "saved A eligible queued | refresh"},
			{"esc", "waiting"},
		}},
		{"the other code in the picture is taken instead, and back again", []step{
			{"read A with B", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good | weigh A"},
			{"weighed", "judged A eligible other"},
			{"instead", "judged A eligible other"},
			{"look", "judged A eligible other"},
			{"instead", "waiting | forget A, skip, judge B"},
			{"judged under-age", "judged B under-age ♪refuse | weigh B"},
			{"weighed", "judged B under-age other"},
			{"look", "judged B under-age other"},
			{"dwell", "judged B under-age other"},
			{"read A", "judged B under-age next"},
			{"instead", "waiting | forget B, skip, judge A"},
		}},
		{"another code comes into view while a card stands", []step{
			{"read A", "waiting | judge A"},
			{"instead", "waiting"},
			{"beside A with B", "waiting"},
			{"judged expired", "judged A expired ♪warn | weigh A"},
			{"nothing weighed", "judged A expired"},
			{"beside A with C", "judged A expired | weigh A"},
			{"beside B with C", "judged A expired"},
			{"weighed", "judged A expired other"},
			{"beside A with D", "judged A expired other"},
			{"look", "judged A expired other"},
			{"esc", "waiting | forget A, skip"},
			{"late weighed", "waiting"},
		}},
		{"nothing else is offered once it is confirmed", []step{
			{"read A with B", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good | weigh A"},
			{"weighed", "judged A eligible other"},
			{"look", "judged A eligible other"},
			{"enter", "saving A eligible | save"},
			{"instead", "saving A eligible"},
			{"weighed", "saving A eligible"},
			{"saved", "saved A eligible queued | refresh"},
			{"look", "saved A eligible queued"},
			{"instead", "saved A eligible queued"},
		}},
		{"the other code was read by itself meanwhile", []step{
			{"read A with B", "waiting | judge A"},
			{"judged eligible", "judged A eligible ♪good | weigh A"},
			{"read B", "judged A eligible next"},
			{"weighed", "judged A eligible next"},
			{"look", "judged A eligible next"},
			{"instead", "waiting | forget A, skip, judge B"},
		}},
		{"a day ends", []step{
			{"tomorrow", "waiting | refresh"},
			{"tick", "waiting"},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript()
			for i, step := range tt.steps {
				if got := s.do(t, step.do); got != step.want {
					t.Fatalf("step %d, %s:\n got %s\nwant %s", i+1, step.do, got, step.want)
				}
			}
		})
	}
}

// TestMachineKeepsTheFirstArrival: a code that waits is judged by when it was
// first seen, for it may run out while it waits.
func TestMachineKeepsTheFirstArrival(t *testing.T) {
	s := newScript()
	for _, do := range []string{"read A", "judged eligible", "read B"} {
		s.do(t, do)
	}
	first := s.now
	for _, do := range []string{"look", "read B", "esc"} {
		s.do(t, do)
	}
	if got := s.judging.taken; got.reading.Text != "B" || !got.arrived.Equal(first) {
		t.Fatalf("%s is judged as of %s, want B as of %s", got.reading.Text, got.arrived, first)
	}
}

// script plays the desk for a machine: it answers effects when told to.
type script struct {
	machine machine
	now     time.Time
	chime   uint64
	judging effect
	weighed effect
	saving  effect
}

func newScript() *script {
	s := &script{now: time.Date(2026, 3, 2, 9, 0, 0, 0, siak.WIB)}
	s.machine.opts = Options{zone: siak.WIB}.withDefaults()
	s.machine.day = siak.DateOf(s.now)
	s.machine.state.Phase = Waiting
	return s
}

func (s *script) do(t *testing.T, words string) string {
	t.Helper()
	verb, rest, _ := strings.Cut(words, " ")
	var ev event = evTick{}
	switch verb {
	case "tick":
	case "look":
		s.now = s.now.Add(s.machine.opts.MinLook + s.machine.opts.Dwell)
	case "dwell":
		s.now = s.now.Add(s.machine.opts.Dwell)
	case "tomorrow":
		s.now = s.now.AddDate(0, 0, 1)
	case "changed":
		ev = evChanged{Row{ID: s.saving.judgement.ID, State: siak.State(rest)}}
	default:
		ev = s.event(t, verb, rest)
	}
	effects := s.machine.handle(ev, s.now)
	for _, e := range effects {
		switch e.do {
		case doJudge:
			s.judging = e
		case doWeigh:
			s.weighed = e
		case doSave:
			s.saving = e
		}
	}
	return s.screen() + written(effects)
}

func (s *script) event(t *testing.T, verb, rest string) event {
	t.Helper()
	verdict, kind, _ := strings.Cut(rest, " ")
	switch verb {
	case "read":
		return evRead{taken{reading(rest), s.now}}
	case "beside":
		return evBeside{taken{reading(rest), s.now}}
	case "instead":
		return evInstead{s.now}
	case "weighed":
		return evWeighed{s.weighed.gen, s.weighed.taken.instead(0)}
	case "nothing":
		return evWeighed{gen: s.weighed.gen}
	case "enter":
		return evConfirm{s.now}
	case "esc":
		return evPutAway{s.now}
	case "asking":
		j := &Judgement{ID: siak.NewActivationID(), Outcome: siak.NeedsCentral}
		return evAsking{s.judging.gen, j, &Card{Outcome: j.Outcome, CanConfirm: true}}
	case "judged":
		return s.verdict(s.judging.gen, verdict, kind)
	case "late":
		if rest == "weighed" {
			return evWeighed{s.weighed.gen, s.weighed.taken.instead(0)}
		}
		return s.verdict(s.judging.gen-1, verdict, kind)
	case "saved":
		return evSaved{gen: s.saving.gen, row: Row{ID: s.saving.judgement.ID, State: siak.Queued}}
	case "not":
		err := siak.E("test", siak.Kind(kind), errors.New("made up"))
		if verdict == "saved" {
			return evSaved{gen: s.saving.gen, err: err}
		}
		return evJudged{gen: s.judging.gen, err: err}
	}
	t.Fatalf("no such step: %s", verb)
	return nil
}

// reading is "A", or "A with B" where another code was in the picture.
func reading(words string) scanner.Reading {
	text, other, both := strings.Cut(words, " with ")
	r := scanner.Reading{Text: text}
	if both {
		r.Others = []scanner.Code{{Text: other}}
	}
	return r
}

func (s *script) verdict(gen uint64, outcome, of string) event {
	j := &Judgement{ID: siak.NewActivationID(), Outcome: siak.Outcome(outcome)}
	if of != "" {
		j.Earlier = &siak.Activation{Statement: siak.Statement{ID: s.saving.judgement.ID}}
	}
	return evJudged{gen: gen, judgement: j, card: &Card{Outcome: j.Outcome, CanConfirm: j.Confirmable()}}
}

// screen is the state in words.
func (s *script) screen() string {
	state := s.machine.state
	words := []string{string(state.Phase)}
	if state.Card != nil {
		words = append(words, s.machine.shown.reading.Text, string(state.Card.Outcome))
		if state.Card.Activation != nil {
			words = append(words, string(state.Card.Activation.State))
		}
	}
	if state.Trouble != "" {
		words = append(words, string(state.Trouble))
	}
	if state.Next {
		words = append(words, "next")
	}
	if state.Other {
		words = append(words, "other")
	}
	if state.Chime > s.chime {
		s.chime = state.Chime
		words = append(words, "♪"+string(state.Sound))
	}
	return strings.Join(words, " ")
}

func written(effects []effect) string {
	var words []string
	for _, e := range effects {
		words = append(words, strings.TrimSpace(fmt.Sprintf("%s %s%s", e.do, e.taken.reading.Text, e.text)))
	}
	if len(words) == 0 {
		return ""
	}
	return " | " + strings.Join(words, ", ")
}
