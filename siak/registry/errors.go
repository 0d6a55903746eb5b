package registry

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"connectrpc.com/connect"

	"ikd/station/siak"
)

// ErrForeignCertificate is the cause of a bad-reply when what answers is not
// the registry that this station was enrolled at: a captive portal, a box that
// opens TLS, or a registry that was set up anew.
var ErrForeignCertificate = errors.New("another certificate than the registry's")

var (
	errNoTLS       = errors.New("the answer is no TLS")
	errTooBig      = errors.New("the reply is too big")
	errUnread      = errors.New("the reply is not as agreed")
	errCutOff      = errors.New("no answer in time, or cut off")
	errNobody      = errors.New("nobody listens there")
	errHandshake   = errors.New("no agreement on TLS")
	errNotAccepted = errors.New("the station's certificate is not accepted")
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
		if e.kind == siak.KindUnavailable {
			return e.kind, &busy{error: e, after: e.after}
		}
		return e.kind, e
	}
	if kind, cause := classifyTLS(err); kind != "" {
		return kind, cause
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		if e.Op == "remote error" {
			return classifyAlert(e.Err)
		}
		if refusedDial(err) {
			return siak.KindOffline, nobody{errNobody}
		}
		return siak.KindOffline, fmt.Errorf("%s: %w", e.Op, errCutOff)
	}
	return "", nil
}

// classifyTLS judges what ended our own handshake; "" where something else did.
func classifyTLS(err error) (siak.Kind, error) {
	if errors.Is(err, errOtherTime) {
		return siak.KindBadReply, errOtherTime
	}
	if errors.Is(err, ErrForeignCertificate) {
		return siak.KindBadReply, ErrForeignCertificate
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return siak.KindBadReply, ErrForeignCertificate
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return siak.KindBadReply, errNoTLS
	}
	return "", nil
}

// classifyAlert judges what the other end's TLS said of ours. The alerts that
// speak of the certificate that we showed (RFC 8446 section 6.2) are told apart
// by their text: crypto/tls does not export their type.
func classifyAlert(alert error) (siak.Kind, error) {
	if text := alert.Error(); strings.Contains(text, "certificate") || strings.Contains(text, "access denied") {
		return siak.KindUnauthenticated, errNotAccepted
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
		return refusedStation(err, siak.KindUnauthenticated), cause
	case connect.CodePermissionDenied:
		return refusedStation(err, siak.KindRefused), cause
	case connect.CodeInvalidArgument, connect.CodeNotFound, connect.CodeAlreadyExists,
		connect.CodeFailedPrecondition, connect.CodeOutOfRange, connect.CodeUnimplemented:
		return siak.KindRefused, cause
	default:
		return siak.KindUnavailable, withRetry(cause, metaOf(err))
	}
}

// metaOf is the header of an answer that was an error.
func metaOf(err error) http.Header {
	if e, ok := errors.AsType[*connect.Error](err); ok {
		return e.Meta()
	}
	return nil
}

// classifyOwn judges what our own side of Connect found. "Internal" is a stream
// that the other end reset.
func classifyOwn(code connect.Code) (siak.Kind, error) {
	switch code {
	case connect.CodeResourceExhausted:
		return siak.KindBadReply, errTooBig
	case connect.CodeInvalidArgument:
		return siak.KindBadReply, errUnread
	default:
		return siak.KindOffline, errCutOff
	}
}
