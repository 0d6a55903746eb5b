package server

import (
	"time"

	"ikd/station/siak"
)

// Presentation is a code that came through a station.
type Presentation struct {
	ID siak.PresentationID
	// Activation is what it came with; nil for one that was made up with the
	// people of a sandbox: it counts as used for ever.
	Activation *siak.ActivationID
	Station    string
	Used       time.Time
}

// Presentations that were used.
type Presentations interface {
	// UsePresentations writes down that codes were used, and gives those that had
	// not been before.
	UsePresentations(...Presentation) (fresh map[siak.PresentationID]bool, err error)
	// UsedPresentations are those of other stations since then, newest first.
	UsedPresentations(station string, since time.Time, limit int) ([]siak.PresentationID, error)
}
