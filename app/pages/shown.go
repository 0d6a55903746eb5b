package pages

import (
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// StateIcon is the shape and the tone of a state. Nothing is green before the
// centre has said so.
func StateIcon(s siak.State) (assets.IconName, siak.Tone) {
	switch s {
	case siak.Sending:
		return assets.IconSend, siak.ToneWaiting
	case siak.Accepted:
		return assets.IconCheck, siak.ToneVerified
	case siak.Active:
		return assets.IconDone, siak.ToneVerified
	case siak.Rejected:
		return assets.IconStop, siak.ToneRefused
	case siak.Held:
		return assets.IconEye, siak.ToneLookTwice
	default:
		return assets.IconClock, siak.ToneWaiting
	}
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
