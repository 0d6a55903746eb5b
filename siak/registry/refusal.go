package registry

import (
	"errors"

	"connectrpc.com/connect"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// refusals are the kinds of the contract's Refusal.
var refusals = map[pb.RefusalReason]siak.Kind{
	pb.RefusalReason_REFUSAL_REASON_NO_CERTIFICATE: siak.KindUnauthenticated,
	pb.RefusalReason_REFUSAL_REASON_EXPIRED:        siak.KindStationExpired,
	pb.RefusalReason_REFUSAL_REASON_REVOKED:        siak.KindStationRevoked,
	pb.RefusalReason_REFUSAL_REASON_UNKNOWN:        siak.KindUnauthenticated,
	pb.RefusalReason_REFUSAL_REASON_CODE_WRONG:     siak.KindCodeWrong,
	pb.RefusalReason_REFUSAL_REASON_CODE_EXPIRED:   siak.KindCodeExpired,
	pb.RefusalReason_REFUSAL_REASON_CODE_USED:      siak.KindCodeUsed,
	pb.RefusalReason_REFUSAL_REASON_NO_ANCHOR:      siak.KindUnavailable,
	pb.RefusalReason_REFUSAL_REASON_FORKED:         siak.KindStationForked,
}

// refusedStation is why a caller was not taken for a station; orElse where the
// answer does not say, or says what this version does not know.
func refusedStation(err error, orElse siak.Kind) siak.Kind {
	e, ok := errors.AsType[*connect.Error](err)
	if !ok {
		return orElse
	}
	for _, detail := range e.Details() {
		value, err := detail.Value()
		if err != nil {
			continue
		}
		refusal, ok := value.(*pb.Refusal)
		if !ok {
			continue
		}
		if kind, known := refusals[refusal.GetReason()]; known {
			return kind
		}
	}
	return orElse
}
