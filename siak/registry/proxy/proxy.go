// Package proxy finds the proxy that a connection to the registry goes through:
// none, the system's, or one of the station's own settings.
//
// The system's is what the environment names (HTTPS_PROXY and NO_PROXY), and on
// Windows else what Windows has in its settings, scripts for automatic
// configuration (PAC) included, which Windows itself evaluates. A loopback address
// is never asked for through a proxy.
//
// A proxy sees the registry's host and port and nothing else: the connection
// through it is TLS from the laptop to the registry.
package proxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ikd/station/siak"
)

// Mode says where the proxy comes from.
type Mode string

// The modes. The zero value is [System].
const (
	System Mode = "system"
	None   Mode = "none"
	Own    Mode = "own"
)

// Settings are what was chosen. The zero value is the system's proxy.
type Settings struct {
	Mode Mode
	// Address of an own proxy, "http://host:port"; the schemes are http, https,
	// socks5 and socks5h.
	Address string
	// User and Password are what an own proxy asks for; "" for one that asks for
	// nothing. They never become a part of a text.
	User, Password string
}

// String is the form that [Parse] reads: "system", "none" or the address of an own
// proxy. It has neither name nor password.
func (s Settings) String() string {
	switch s.Mode {
	case None:
		return string(None)
	case Own:
		return s.Address
	default:
		return string(System)
	}
}

// GoString keeps the password out of what is printed with %#v.
func (s Settings) GoString() string { return s.String() }

// Format keeps the password out of every print verb.
func (s Settings) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// Parse reads settings as somebody typed them: "system", "none", or the address of
// an own proxy, "host:port" with or without a scheme. It fails with
// [siak.KindProxySetting], without quoting the text: there may be a password in it.
func Parse(text string) (Settings, error) {
	switch text = strings.TrimSpace(text); Mode(strings.ToLower(text)) {
	case "", System:
		return Settings{Mode: System}, nil
	case None:
		return Settings{Mode: None}, nil
	}
	return ParseOwn(text)
}

// ParseOwn reads the address of an own proxy, as [Parse] does.
func ParseOwn(text string) (Settings, error) {
	u, err := parseAddress(text)
	if err == nil && u.User != nil {
		err = errors.New("name and password do not stand in the address")
	}
	if err != nil {
		return Settings{}, unreadable("the setting", err)
	}
	return Settings{Mode: Own, Address: u.String()}, nil
}

// schemes are those of the proxies that can be used.
var schemes = []string{"http", "https", "socks5", "socks5h"}

// parseAddress reads a proxy's address in the forms that the variables of the
// environment have. Its errors do not quote it.
func parseAddress(text string) (*url.URL, error) {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "":
		return nil, errors.New("not of the form host:port")
	case !slices.Contains(schemes, strings.ToLower(u.Scheme)):
		return nil, errors.New("a scheme that is none of http, https, socks5, socks5h")
	case !PlainHost(u.Hostname()):
		return nil, errors.New("a host with a character that no host has")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("more than host and port")
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil || port == 0 {
		return nil, errors.New("no port from 1 to 65535")
	}
	return &url.URL{Scheme: strings.ToLower(u.Scheme), User: u.User, Host: u.Host}, nil
}

// PlainHost reports whether a host has only the characters that names and numbers
// of hosts have: what was pasted may bring others that nobody sees.
func PlainHost(host string) bool {
	return !strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"'<>\^{|}`+"`", r) })
}

// unreadable is the error of a setting that nobody can use; where says which.
func unreadable(where string, cause error) error {
	const op = "read the proxy's setting"
	return siak.E(op, siak.KindProxySetting, fmt.Errorf("%s: %w", where, cause))
}

// For gives the proxy for a registry's address; nil for none. It fails with
// [siak.KindProxySetting]. With the system's settings it may wait for Windows to
// fetch a script.
func (s Settings) For(ctx context.Context, target *url.URL) (*url.URL, error) {
	if s.Mode == None || loopback(target.Hostname()) {
		return nil, nil
	}
	if s.Mode != Own {
		return system(ctx, target)
	}
	u, err := parseAddress(s.Address)
	if err != nil {
		return nil, unreadable("the setting", err)
	}
	if s.User != "" || s.Password != "" {
		u.User = url.UserPassword(s.User, s.Password)
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
