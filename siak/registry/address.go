package registry

import (
	"cmp"
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"ikd/station/siak"
	"ikd/station/siak/registry/proxy"
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
	if !proxy.PlainHost(u.Hostname()) {
		return bad("a host with a character that no host has")
	}
	port := cmp.Or(u.Port(), defaultPort)
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return bad("no port from 1 to 65535")
	}
	return "https://" + net.JoinHostPort(u.Hostname(), port), nil
}
