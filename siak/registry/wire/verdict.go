package wire

import (
	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// states pairs the states that a registry may answer with.
var states = map[siak.State]pb.ActivationState{
	siak.Accepted: pb.ActivationState_ACTIVATION_STATE_ACCEPTED,
	siak.Active:   pb.ActivationState_ACTIVATION_STATE_ACTIVE,
	siak.Rejected: pb.ActivationState_ACTIVATION_STATE_REJECTED,
	siak.Held:     pb.ActivationState_ACTIVATION_STATE_HELD,
}

// maxReason bounds a reason, in bytes.
const maxReason = 64

// FromVerdict writes a verdict down for the wire.
func FromVerdict(v siak.Verdict) *pb.Verdict {
	return &pb.Verdict{Id: v.ID[:], State: states[v.State], Reason: string(v.Reason), Seq: v.Seq}
}

// ToVerdict checks and reads a verdict from the wire.
func ToVerdict(m *pb.Verdict) (siak.Verdict, error) {
	v := siak.Verdict{Reason: siak.Reason(m.GetReason()), Seq: m.GetSeq()}
	if copy(v.ID[:], m.GetId()) != len(v.ID) || len(m.GetId()) != len(v.ID) {
		return siak.Verdict{}, bad("id")
	}
	for state, wired := range states {
		if wired == m.GetState() {
			v.State = state
		}
	}
	switch {
	case v.State == "":
		return siak.Verdict{}, bad("state")
	case len(v.Reason) > maxReason:
		return siak.Verdict{}, bad("reason")
	}
	return v, nil
}
