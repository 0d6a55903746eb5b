package registry

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"

	"connectrpc.com/connect"

	"ikd/station/siak"
)

// ErrForeignCertificate is the cause of a bad-reply when what answers is not
// the registry that this station was enrolled at: a captive portal, a box that
// opens TLS, or a registry that was set up anew.
var ErrForeignCertificate = errors.New("another certificate than the registry's")

var (
	errNoTLS     = errors.New("the answer is no TLS")
	errTooBig    = errors.New("the reply is too big")
	errUnread    = errors.New("the reply is not as agreed")
	errCutOff    = errors.New("no answer in time, or cut off")
	errHandshake = errors.New("no agreement on TLS")
)

// classify gives an error of a call its kind. Texts of the other end and of
// the network library are dropped: the former may quote personal data, the
// latter quotes what the former said.
func classify(op string, err error) error {
	kind, cause := classifyTransport(err)
	if kind == "" {
		kind, cause = classifyAnswer(err)
	}
	return siak.E(op, kind, cause)
}

// classifyTransport judges what happened below the contract; "" where a
// well-formed answer came.
func classifyTransport(err error) (siak.Kind, error) {
	if errors.Is(err, context.Canceled) && !connect.IsWireError(err) {
		return siak.KindOffline, context.Canceled
	}
	if e, ok := errors.AsType[*strangeReply](err); ok {
		return e.kind, e
	}
	if errors.Is(err, ErrForeignCertificate) {
		return siak.KindBadReply, ErrForeignCertificate
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return siak.KindBadReply, ErrForeignCertificate
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return siak.KindBadReply, errNoTLS
	}
	if alert, ok := errors.AsType[tls.AlertError](err); ok {
		return classifyAlert(alert)
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return siak.KindOffline, fmt.Errorf("%s: %w", e.Op, errCutOff)
	}
	return "", nil
}

// classifyAlert judges what the other end's TLS said of ours (RFC 8446 section
// 6.2): 42 to 46, 48, 49 and 116 speak of the certificate that we showed.
func classifyAlert(alert tls.AlertError) (siak.Kind, error) {
	if code := uint8(alert); code >= 42 && code <= 46 || code == 48 || code == 49 || code == 116 {
		return siak.KindUnauthenticated, alert
	}
	return siak.KindBadReply, errHandshake
}

// classifyAnswer judges by Connect's code, and by who gave it.
func classifyAnswer(err error) (siak.Kind, error) {
	code := connect.CodeOf(err)
	if !connect.IsWireError(err) {
		return classifyOwn(code)
	}
	cause := fmt.Errorf("the registry says %s", code)
	switch code {
	case connect.CodeUnauthenticated:
		return siak.KindUnauthenticated, cause
	case connect.CodeInvalidArgument, connect.CodeNotFound, connect.CodeAlreadyExists, connect.CodePermissionDenied,
		connect.CodeFailedPrecondition, connect.CodeOutOfRange, connect.CodeUnimplemented:
		return siak.KindRefused, cause
	default:
		return siak.KindUnavailable, cause
	}
}

// classifyOwn judges what our own side of Connect found.
func classifyOwn(code connect.Code) (siak.Kind, error) {
	switch code {
	case connect.CodeResourceExhausted:
		return siak.KindBadReply, errTooBig
	case connect.CodeInvalidArgument, connect.CodeInternal, connect.CodeUnimplemented:
		return siak.KindBadReply, errUnread
	default:
		return siak.KindOffline, errCutOff
	}
}
