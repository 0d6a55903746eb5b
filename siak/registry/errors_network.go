package registry

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"connectrpc.com/connect"

	"ikd/station/siak"
)

// This file judges errors of the network, directly and on the way to a proxy.

// The classes of errors of the network that more than one kind has.
const (
	classTimeout = "timeout"
	classRefused = "connection refused"
	classCut     = "cut off"
)

// httpClass is the class of an HTTP answer that is none of the contract's.
func httpClass(status int) string { return "HTTP " + strconv.Itoa(status) }

// findNetwork judges what the network did to a call that had come to a step.
func findNetwork(err error, step siak.ConnectionStep) finding {
	if e, is := errors.AsType[*net.DNSError](err); is {
		return findName(e)
	}
	if _, is := errors.AsType[*net.AddrError](err); is {
		return finding{siak.KindBadAddress, "no address", nil}
	}
	switch {
	case isErrno(err, syscall.ECONNREFUSED, wsaRefused):
		return finding{siak.KindConnectionRefused, classRefused, nobody{errNobody}}
	case isErrno(err, syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, wsaNetDown, wsaNetUnreachable, wsaHostUnreachable):
		return finding{siak.KindNoRoute, "no route", nil}
	case isTimeout(err):
		return findTimeout(step)
	case !connect.IsWireError(err) && connect.CodeOf(err) == connect.CodeResourceExhausted:
		return finding{siak.KindBadReply, errTooBig.Error(), errTooBig}
	case connect.CodeOf(err) == connect.CodeInvalidArgument:
		return finding{siak.KindBadReply, errUnread.Error(), errUnread}
	}
	return finding{siak.KindOffline, classCut, nil}
}

// findName tells a name server that knows no such name from one that does not
// answer, or says that it cannot.
func findName(e *net.DNSError) finding {
	switch {
	case e.IsNotFound:
		return finding{siak.KindNameUnknown, "no such host", nil}
	case e.IsTimeout:
		return finding{siak.KindNameServer, classTimeout, nil}
	default:
		return finding{siak.KindNameServer, "the name server cannot", nil}
	}
}

// findTimeout tells by the step who did not answer.
func findTimeout(step siak.ConnectionStep) finding {
	switch step {
	case siak.StepName:
		return finding{siak.KindNameServer, classTimeout, nil}
	case siak.StepProxy:
		return finding{siak.KindProxyUnreachable, classTimeout, nil}
	case siak.StepConnection:
		return finding{siak.KindConnectTimeout, classTimeout, nil}
	default:
		return finding{siak.KindAnswerTimeout, classTimeout, nil}
	}
}

// ofNoNetwork reports whether a laptop in no network finds the same.
func (f finding) ofNoNetwork() bool {
	return slices.Contains([]siak.Kind{
		siak.KindNameUnknown, siak.KindNameServer, siak.KindNoRoute, siak.KindConnectTimeout,
		siak.KindProxyUnreachable, siak.KindProxyNameUnknown,
	}, f.kind) && f.class != classRefused
}

// atProxy is what an error says where the call goes through a proxy: before the
// proxy let it through, the proxy is the other end.
func atProxy(f finding, err error, step siak.ConnectionStep) finding {
	if e, is := errors.AsType[*net.OpError](err); is && e.Op == "socks connect" {
		return findSocks(e.Err, f)
	}
	if step != siak.StepName && step != siak.StepProxy {
		return f
	}
	switch f.kind {
	case siak.KindNameUnknown:
		return finding{siak.KindProxyNameUnknown, f.class, nil}
	case siak.KindConnectionRefused, siak.KindNoRoute, siak.KindConnectTimeout, siak.KindAnswerTimeout:
		return finding{siak.KindProxyUnreachable, f.class, nil}
	case siak.KindOffline:
		if strings.Contains(err.Error(), "malformed HTTP") {
			return finding{siak.KindNotAProxy, "no HTTP", nil}
		}
		return finding{siak.KindProxyUnreachable, classCut, nil}
	}
	return f
}

// socksSays are the endings of a SOCKS5 request (RFC 1928 section 6, RFC 1929) by
// what net/http says of them: it does not export their type.
var socksSays = []struct {
	text  string
	kind  siak.Kind
	class string
}{
	{"authentication", siak.KindProxyPassword, "SOCKS authentication"},
	{"not allowed", siak.KindProxyRefuses, "SOCKS not allowed"},
	{"unexpected protocol", siak.KindNotAProxy, "no SOCKS"},
	{"non-zero reserved", siak.KindNotAProxy, "no SOCKS"},
	{"unknown error", siak.KindProxyGateway, "SOCKS not connected"},
}

// findSocks judges what a SOCKS proxy says; f is what is known else.
func findSocks(err error, f finding) finding {
	for _, s := range socksSays {
		if strings.Contains(err.Error(), s.text) {
			return finding{s.kind, s.class, nil}
		}
	}
	return finding{siak.KindProxyUnreachable, f.class, nil}
}

// isErrno reports whether an error of the system is of these numbers.
func isErrno(err error, numbers ...syscall.Errno) bool {
	e, is := errors.AsType[syscall.Errno](err)
	return is && slices.Contains(numbers, e)
}

// The numbers of Windows (Winsock); no other system has errors of these.
const (
	wsaNetDown         = syscall.Errno(10050)
	wsaNetUnreachable  = syscall.Errno(10051)
	wsaRefused         = syscall.Errno(10061)
	wsaHostUnreachable = syscall.Errno(10065)
)

func isTimeout(err error) bool {
	var late net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, http.ErrHandlerTimeout) ||
		connect.CodeOf(err) == connect.CodeDeadlineExceeded || errors.As(err, &late) && late.Timeout()
}

// inNetwork reports whether the laptop has an address in any network but its own.
func inNetwork() bool {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return true // nobody knows
	}
	return slices.ContainsFunc(addresses, func(a net.Addr) bool {
		of, is := a.(*net.IPNet)
		return is && of.IP.IsGlobalUnicast()
	})
}
