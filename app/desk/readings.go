package desk

import (
	"time"

	"ikd/station/scanner"
)

// taken is a reading with the time at which it arrived, by the laptop's clock.
type taken struct {
	reading scanner.Reading
	arrived time.Time
}

// readings are the phones that the desk deals with at one time, nil for none.
type readings struct {
	shown  *taken // whose card is on the screen
	inHand *taken // being judged
	next   *taken // waits
	other  *taken // was in the picture beside the one that is shown
	away   *taken // was put away, at awayAt
	awayAt time.Time
}

// holds reports whether the text is already on the screen or on its way there,
// or was put away less than again ago and is still held up.
func (r *readings) holds(text string, now time.Time, again time.Duration) bool {
	if is(r.away, text) && now.Before(r.awayAt.Add(again)) {
		return true
	}
	return is(r.shown, text) || is(r.inHand, text) || is(r.next, text)
}

// is reports whether there is a reading and it is of that text.
func is(t *taken, text string) bool { return t != nil && t.reading.Text == text }

// join gives the reading in place the other codes that were seen beside the same
// text. The reading itself was handed out: a copy takes its place.
func join(place **taken, t taken) bool {
	if !is(*place, t.reading.Text) {
		return false
	}
	seen := **place
	seen.reading.Others = t.reading.Others
	*place = &seen
	return true
}

// front is the card on the screen, apart from what the officer sees of it.
type front struct {
	judgement *Judgement // nil where judging failed
	shownAt   time.Time
	ahead     *Row // the activation being saved, where its events came first
}

// echo reports whether a key was pressed before anybody can have read the card.
func (f *front) echo(pressed time.Time, minLook time.Duration) bool {
	return pressed.Before(f.shownAt.Add(minLook))
}
