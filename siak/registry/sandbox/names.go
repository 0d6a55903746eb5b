package sandbox

import (
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
	"ikd/station/siak/registry/wire"
)

// What a sandbox speaks of is the registry's.
type (
	// Event is a change of an activation.
	Event = server.Event
	// Submission is one confirmed activation as a station hands it in.
	Submission = server.Submission
	// Activation is one as the registry holds it.
	Activation = server.Activation
	// Station is an enrolled station as the registry's staff see it.
	Station = server.Station
	// Anchor is a head that a station left.
	Anchor = server.Anchor
	// Wipe is what became of an order to wipe.
	Wipe = server.Wipe
	// Stats are the registry's numbers.
	Stats = population.Stats
	// Mail is an e-mail that the sandbox "sent".
	Mail = wire.Mail
)

// Why a citizen's code did not make the IKD active.
const (
	ReasonWrongCode    = server.ReasonWrongCode
	ReasonNoActivation = server.ReasonNoActivation
)
