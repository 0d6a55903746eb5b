package registry

import (
	"context"
	"errors"

	"connectrpc.com/connect"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// DeactivatePhone asks the registry to unbind a citizen's phone. A refusal is an
// answer; an error means that nothing is known, and the same request may be made
// again. It fails with not-permitted where nothing shows that the citizen is there.
func (c *Client) DeactivatePhone(ctx context.Context, r siak.Deactivation) (siak.Answer, error) {
	const op = "deactivate a phone"
	m, err := call(ctx, &c.caller, op, c.service.DeactivatePhone, wire.FromDeactivation(r))
	if err != nil {
		return siak.Answer{}, permitted(op, err)
	}
	return answered(op, m, false)
}

// CorrectEmail gives a registration another e-mail address; answers and errors
// as of [Client.DeactivatePhone].
func (c *Client) CorrectEmail(ctx context.Context, r siak.EmailCorrection) (siak.Answer, error) {
	const op = "correct an address"
	m, err := call(ctx, &c.caller, op, c.service.CorrectEmail, wire.FromEmailCorrection(r))
	if err != nil {
		return siak.Answer{}, permitted(op, err)
	}
	return answered(op, m, m.GetCodeSent())
}

// RecordManualService tells the registry of a citizen who was served without a
// phone; answers and errors as of [Client.DeactivatePhone].
func (c *Client) RecordManualService(ctx context.Context, r siak.ManualService) (siak.Answer, error) {
	const op = "record a manual service"
	m, err := call(ctx, &c.caller, op, c.service.RecordManualService, wire.FromManualService(r))
	if err != nil {
		return siak.Answer{}, permitted(op, err)
	}
	return answered(op, m, false)
}

// RegisterOfficers tells which keys the station's officers sign with, and which of
// them are theirs no longer; it gives those that the registry has now. A registry of
// an older version fails with [siak.KindBadReply]: its server does not know the path.
func (c *Client) RegisterOfficers(ctx context.Context, keys []siak.OfficerKey, ends []siak.OfficerKeyEnd) (known, ended []siak.OfficerPublicKey, err error) {
	const op = "register officers"
	m, err := call(ctx, &c.caller, op, c.service.RegisterOfficers, wire.FromOfficers(keys, ends))
	if err != nil {
		return nil, nil, err
	}
	if known, ended, err = wire.ToOfficersKnown(m); err != nil {
		return nil, nil, badReply(op, err)
	}
	return known, ended, nil
}

// permitted gives the error of a call about one citizen its kind where the registry
// does not permit the call: to an enrolled station that says permission_denied.
func permitted(op string, err error) error {
	if f, ok := siak.FaultOf(err); ok && siak.KindOf(err) == siak.KindRefused && f.Class == says(connect.CodePermissionDenied) {
		return siak.E(op, siak.KindNotPermitted, errors.Unwrap(err))
	}
	return err
}

func answered(op string, m interface {
	GetState() pb.RequestState
	GetReason() string
}, sent bool,
) (siak.Answer, error) {
	a, err := wire.ToAnswer(m.GetState(), m.GetReason())
	if err != nil {
		return siak.Answer{}, badReply(op, err)
	}
	a.CodeSent = a.Done && sent
	return a, nil
}
