package desk

import (
	"slices"
	"time"

	"ikd/station/siak"
)

// card is a judgement as the officer sees it.
func (c *Counter) card(j *Judgement) *Card {
	card := &Card{
		Outcome:    j.Outcome,
		Warnings:   j.Decision.Warnings,
		EligibleOn: j.Decision.EligibleOn,
		ClockOff:   j.ClockOff,
		CanConfirm: j.Confirmable(),

		NeedsSupervisor: j.NeedsSupervisor,

		ReadAt: j.Clock.Add(-j.Offset),
	}
	if j.NeedsSupervisor { // what to do says as much
		card.Warnings = slices.DeleteFunc(slices.Clone(card.Warnings), func(w siak.Warning) bool { return w == siak.WarnOldData })
	}
	if j.Earlier != nil {
		row := RowOf(*j.Earlier)
		card.Activation = &row
	}
	if j.accepted() {
		c.person(card, j)
	}
	return card
}

// person fills in who it is: by the register where it knows the person, else
// by the registration, which says nothing of where somebody lives.
func (c *Counter) person(card *Card, j *Judgement) {
	claim, r := j.Claim, j.Record.Resident
	card.NIK = claim.NIK
	if card.Known = j.Record.Known; card.Known {
		card.Name, card.Sex, card.Birth = r.Name, r.Sex, r.Birth
		card.District, card.Village = r.District, r.Village
	} else {
		card.Name, card.Sex, card.Birth = claim.Name, claim.Sex, claim.Birth
	}
	card.Age = c.deps.Policy.AgeAt(card.Birth, j.Clock)
}

// RowOf is an activation as a list shows it.
func RowOf(a siak.Activation) Row {
	return Row{
		ID: a.ID, Name: a.Name, NIK: a.NIK,
		State: a.State, Reason: a.Reason, Attempts: a.Attempts, NextTry: a.NextTry,
		ConfirmedAt: a.ConfirmedAt, UpdatedAt: a.UpdatedAt,
	}
}

// follows reports whether an activation that was seen in state a may be shown
// in state b. Events can overtake what was read from the ledger.
func follows(a, b siak.State) bool {
	return a == b || a.CanBecome(b) || a.Waiting() && b.Waiting()
}

// toneSounds has the sound of each tone.
var toneSounds = map[siak.Tone]Sound{
	siak.ToneVerified:  SoundGood,
	siak.ToneLookTwice: SoundWarn,
	siak.ToneWaiting:   SoundWarn,
	siak.ToneNotNow:    SoundWarn,
	siak.ToneRefused:   SoundRefuse,
}

// soundOf is what the officer hears with an outcome.
func soundOf(o siak.Outcome) Sound { return toneSounds[o.Tone()] }

// latency is the time from a frame to now. A recording's frame carries a time
// of its own, and a phone that waited for its turn did not wait for us: both
// count from when the reading was taken up, with what decoding took.
func latency(t taken, from, now time.Time) time.Duration {
	if at := t.reading.At; t.reading.Name == "" && !at.IsZero() && from.Equal(t.arrived) && !at.After(from) {
		return now.Sub(at)
	}
	return now.Sub(from) + t.reading.Took
}
