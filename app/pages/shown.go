package pages

import (
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// mark is a shape with its meaning.
type mark struct {
	icon assets.IconName
	tone siak.Tone
}

// stateMarks has the mark of each state. Nothing is green before the centre has
// said so.
var stateMarks = map[siak.State]mark{
	siak.Queued:   {assets.IconClock, siak.ToneWaiting},
	siak.Sending:  {assets.IconSend, siak.ToneWaiting},
	siak.Held:     {assets.IconEye, siak.ToneLookTwice},
	siak.Accepted: {assets.IconCheck, siak.ToneVerified},
	siak.Rejected: {assets.IconStop, siak.ToneRefused},
	siak.Active:   {assets.IconDone, siak.ToneVerified},
}

// StateIcon is the shape and the tone of a state.
func StateIcon(s siak.State) (assets.IconName, siak.Tone) {
	m, known := stateMarks[s]
	if !known { // before the first state: saved, and nothing else
		m = stateMarks[siak.Queued]
	}
	return m.icon, m.tone
}

// SexAndAge says what is known of both, "" for nothing.
func SexAndAge(w *words.Words, sex siak.Sex, birth siak.Date, age int) string {
	text := ""
	switch sex {
	case siak.Male:
		text = w.Text("sex.male")
	case siak.Female:
		text = w.Text("sex.female")
	}
	if birth.IsZero() {
		return text
	}
	if text != "" {
		text += ", "
	}
	return text + w.Text("age", age)
}
