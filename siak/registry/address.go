package registry

import (
	"errors"
	"net"
	"net/url"
	"strings"

	"ikd/station/siak"
)

const defaultPort = "443"

// parseAddress brings "host", "host:port" and "https://host:port/" to one
// form, "https://host:port".
func parseAddress(addr string) (string, error) {
	bad := func(reason string) (string, error) {
		return "", siak.E("read registry address", siak.KindBadAddress, errors.New(reason))
	}
	rest := strings.TrimSpace(addr)
	if scheme, after, ok := strings.Cut(rest, "://"); ok {
		if !strings.EqualFold(scheme, "https") {
			return bad("only https is spoken")
		}
		rest = after
	}
	u, err := url.Parse("https://" + rest)
	if err != nil || u.Hostname() == "" {
		return bad("not of the form host:port")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return bad("more than host and port")
	}
	port := u.Port()
	if port == "" {
		port = defaultPort
	}
	return "https://" + net.JoinHostPort(u.Hostname(), port), nil
}
