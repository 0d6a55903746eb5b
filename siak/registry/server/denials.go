package server

import (
	"errors"

	"connectrpc.com/connect"

	pb "ikd/station/siak/registry/registryv1"
)

// denial says why a caller is no station, or does not become one; "": it is.
type denial string

const (
	refusedNoCertificate denial = "no certificate"
	refusedExpired       denial = "the certificate has ended"
	refusedRevoked       denial = "revoked"
	refusedUnknown       denial = "no station of this registry"
	refusedCodeWrong     denial = "no such code"
	refusedCodeExpired   denial = "the code is over"
	refusedCodeUsed      denial = "the code is used"
)

var denialReasons = map[denial]pb.RefusalReason{
	refusedNoCertificate: pb.RefusalReason_REFUSAL_REASON_NO_CERTIFICATE,
	refusedExpired:       pb.RefusalReason_REFUSAL_REASON_EXPIRED,
	refusedRevoked:       pb.RefusalReason_REFUSAL_REASON_REVOKED,
	refusedUnknown:       pb.RefusalReason_REFUSAL_REASON_UNKNOWN,
	refusedCodeWrong:     pb.RefusalReason_REFUSAL_REASON_CODE_WRONG,
	refusedCodeExpired:   pb.RefusalReason_REFUSAL_REASON_CODE_EXPIRED,
	refusedCodeUsed:      pb.RefusalReason_REFUSAL_REASON_CODE_USED,
}

// answer is the denial as the contract's error, with its detail.
func (r denial) answer(code connect.Code) *connect.Error {
	err := connect.NewError(code, errors.New(string(r)))
	if detail, e := connect.NewErrorDetail(&pb.Refusal{Reason: denialReasons[r]}); e == nil {
		err.AddDetail(detail)
	}
	return err
}
