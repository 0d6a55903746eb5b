package sandbox

import (
	"ikd/station/siak/central"
	"ikd/station/siak/registry/wire"
)

// What a sandbox speaks of is the registry's.
type (
	// Event is a change of an activation.
	Event = central.Event
	// Submission is one confirmed activation as a station hands it in.
	Submission = central.Submission
	// Activation is one as the registry holds it.
	Activation = central.Activation
	// Station is an enrolled station as the registry's staff see it.
	Station = central.Station
	// Anchor is a head that a station left.
	Anchor = central.Anchor
	// Wipe is what became of an order to wipe.
	Wipe = central.Wipe
	// Stats are the registry's numbers.
	Stats = central.Stats
	// Mail is an e-mail that the sandbox "sent".
	Mail = wire.Mail
)

// Why a citizen's code did not make the IKD active.
const (
	ReasonWrongCode    = central.ReasonWrongCode
	ReasonNoActivation = central.ReasonNoActivation
)
