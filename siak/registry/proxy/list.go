package proxy

import (
	"net"
	"net/url"
	"strings"
)

// This file reads what Windows gives: WinHTTP's lists of proxies and of hosts that
// go without one.

// fromList picks the proxy for https out of a list of Windows, "host:port",
// "https=host:port" or several of these behind semicolons or blanks; "" where
// the list has none for https.
func fromList(list string) string {
	first := ""
	for _, entry := range strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == ' ' || r == '\t' }) {
		scheme, address, of := strings.Cut(entry, "=")
		switch {
		case of && strings.EqualFold(scheme, "https"):
			return address
		case of && strings.EqualFold(scheme, "socks"): // for what no other is named for
			if first == "" {
				first = "socks5://" + address
			}
		case !of && (first == "" || strings.HasPrefix(first, "socks5:")):
			first = entry
		}
	}
	return first
}

// bypassed reports whether a host goes without a proxy by a list of Windows:
// "*.local;10.*;<local>".
func bypassed(list, host string) bool {
	host = strings.ToLower(host)
	for _, pattern := range strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return r == ';' || r == ' ' || r == ',' }) {
		if pattern == "<local>" {
			if !strings.Contains(host, ".") && net.ParseIP(host) == nil {
				return true
			}
			continue
		}
		if _, after, has := strings.Cut(pattern, "://"); has {
			pattern = after
		}
		if name, _, err := net.SplitHostPort(pattern); err == nil {
			pattern = name
		}
		if matches(pattern, host) {
			return true
		}
	}
	return false
}

// matches compares with a pattern in which a star stands for any text.
func matches(pattern, host string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == host
	}
	if !strings.HasPrefix(host, parts[0]) {
		return false
	}
	host = host[len(parts[0]):]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(host, part)
		if !found {
			return false
		}
		host = after
	}
	return strings.HasSuffix(host, parts[len(parts)-1])
}

// listed is the proxy of lists of Windows; nil for none.
func listed(proxies, bypass string, target *url.URL) (*url.URL, error) {
	entry := fromList(proxies)
	if entry == "" || bypassed(bypass, target.Hostname()) {
		return nil, nil
	}
	if !strings.Contains(entry, "://") {
		entry = "http://" + entry
	}
	u, err := parseAddress(withPort(entry))
	if err != nil {
		return nil, unreadable("the settings of Windows", err)
	}
	return u, nil
}
