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

// ErrForeignCertificate is a cause of the error when what answers is not
// the registry that this station was enrolled at: a captive portal, a box that
// opens TLS, or a registry that was set up anew.
var ErrForeignCertificate = errors.New("another certificate than the registry's")

var (
	errTooBig      = errors.New("the reply is too big")
	errUnread      = errors.New("the reply is not as agreed")
	errNobody      = errors.New("nobody listens there")
	errNotAccepted = errors.New("the station's certificate is not accepted")
)

// finding is what an error of a call says: its kind, its class for support, and
// what of its cause is kept.
type finding struct {
	kind  siak.Kind
	class string
	cause error
}

// classify gives an error of a call its kind. Texts of the other end and of
// the network library are dropped: the former may quote personal data, the
// latter quotes what the former said.
func (c *caller) classify(op string, err error, t *trace) error {
	found := c.find(err, t)
	if why := c.unsigned.Swap(nil); why != nil && siak.KindOf(*why) != siak.KindUnknown {
		found = finding{siak.KindOf(*why), "the TPM does not sign", *why}
	}
	step, host := t.at()
	return c.failed(op, found, siak.ConnectionFault{Step: step, Host: host})
}

// failed is the error of a finding, at a step and a host.
func (c *caller) failed(op string, f finding, at siak.ConnectionFault) error {
	at.Class, at.At = f.class, c.clock.now()
	return siak.E(op, f.kind, &siak.ConnectionError{ConnectionFault: at, Err: f.cause})
}

// find judges what happened below the contract first, and a well-formed answer last.
func (c *caller) find(err error, t *trace) finding {
	if errors.Is(err, context.Canceled) && !connect.IsWireError(err) {
		return finding{siak.KindOffline, "cancelled", context.Canceled}
	}
	if found, is := findOwn(err); is {
		return found
	}
	if found, is := findTLS(err); is {
		return found
	}
	if connect.IsWireError(err) {
		return findAnswer(err)
	}
	step, _ := t.at()
	found := findNetwork(err, step)
	if t.through() != nil {
		found = atProxy(found, err, step)
	}
	if found.ofNoNetwork() && !c.inNetwork() {
		return finding{siak.KindNoNetwork, found.class, found.cause}
	}
	return found
}

// findOwn judges the errors that this package makes on the way.
func findOwn(err error) (finding, bool) {
	if e, is := errors.AsType[*strangeReply](err); is {
		if e.kind == siak.KindUnavailable {
			return finding{e.kind, httpClass(e.status), &busy{error: e, after: e.after}}, true
		}
		return finding{e.kind, httpClass(e.status), e}, true
	}
	if e, is := errors.AsType[*proxyFault](err); is {
		return finding{e.kind, e.class, e}, true
	}
	if e, is := errors.AsType[*siak.Error](err); is { // of the proxy's setting
		class := string(e.Kind)
		if e.Err != nil {
			class = e.Err.Error()
		}
		return finding{e.Kind, class, nil}, true
	}
	return finding{}, false
}

// findTLS judges what ended our own handshake, or the other end's.
func findTLS(err error) (finding, bool) {
	if errors.Is(err, errOtherTime) {
		return finding{siak.KindCertificateTime, "of another time than the laptop's", errOtherTime}, true
	}
	if e, is := errors.AsType[*foreignCertificate](err); is {
		return finding{e.kind, e.class, e}, true
	}
	if _, is := errors.AsType[*tls.CertificateVerificationError](err); is || errors.Is(err, ErrForeignCertificate) {
		return finding{siak.KindCertificateUnknown, "another certificate", ErrForeignCertificate}, true
	}
	if _, is := errors.AsType[tls.RecordHeaderError](err); is || errors.Is(err, http.ErrSchemeMismatch) {
		return finding{siak.KindNoTLS, "the answer is no TLS", nil}, true
	}
	if e, is := errors.AsType[*net.OpError](err); is && e.Op == "remote error" {
		return findAlert(e.Err), true
	}
	return finding{}, false
}

// findAlert judges what the other end's TLS said of ours. The alerts that
// speak of the certificate that we showed (RFC 8446 section 6.2) are told apart
// by their text: crypto/tls does not export their type.
func findAlert(alert error) finding {
	if text := alert.Error(); strings.Contains(text, "certificate") || strings.Contains(text, "access denied") {
		return finding{siak.KindUnauthenticated, errNotAccepted.Error(), errNotAccepted}
	}
	return finding{siak.KindBadReply, "no agreement on TLS", nil}
}

// says is how a fault names an answer of the registry.
func says(code connect.Code) string { return fmt.Sprintf("the registry says %s", code) }

// findAnswer judges a well-formed answer by Connect's code.
func findAnswer(err error) finding {
	code := connect.CodeOf(err)
	cause := errors.New(says(code))
	switch code {
	case connect.CodeUnauthenticated:
		return finding{refusedStation(err, siak.KindUnauthenticated), cause.Error(), cause}
	case connect.CodePermissionDenied:
		return finding{refusedStation(err, siak.KindRefused), cause.Error(), cause}
	case connect.CodeInvalidArgument, connect.CodeNotFound, connect.CodeAlreadyExists,
		connect.CodeFailedPrecondition, connect.CodeOutOfRange, connect.CodeUnimplemented:
		return finding{siak.KindRefused, cause.Error(), cause}
	default:
		return finding{refusedStation(err, siak.KindUnavailable), cause.Error(), withRetry(cause, metaOf(err))}
	}
}

// metaOf is the header of an answer that was an error.
func metaOf(err error) http.Header {
	if e, ok := errors.AsType[*connect.Error](err); ok {
		return e.Meta()
	}
	return nil
}
