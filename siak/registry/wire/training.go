package wire

import (
	"time"

	"ikd/station/siak"
)

// MaxBatch is how many activations may be handed in at once.
const MaxBatch = 64

// PhoneRequest asks a made-up citizen to step up.
type PhoneRequest struct {
	// Outcome is what the code must lead to.
	Outcome siak.Outcome
	// Elsewhere wants a citizen who lives outside the station's area. It means
	// nothing for outcomes that speak of the code alone, nor for
	// already-active-on-this-phone and needs-central-verification.
	Elsewhere bool
	// Age is how long ago the phone made the code.
	Age time.Duration
}

// Mail is an e-mail that a sandbox "sent" to a made-up citizen.
type Mail struct {
	Seq            uint64
	RegistrationID string
	To             string // masked
	Code           string
	Sent           time.Time
	Used           bool
}
