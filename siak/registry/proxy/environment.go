package proxy

import (
	"net/url"

	"golang.org/x/net/http/httpproxy"
)

// stand is a proxy that only shows whether a target goes through one.
const stand = "http://proxy.invalid:1"

// environment gives the proxy that the environment names; named is false where it
// names none. The library drops a value that it cannot read and would go without a
// proxy: it is only asked whether one is to be used, and the value is read here.
func environment(target *url.URL) (proxy *url.URL, named bool, err error) {
	conf := httpproxy.FromEnvironment()
	value := conf.HTTPSProxy
	if value == "" {
		return nil, false, nil
	}
	conf.HTTPSProxy = stand
	if through, err := conf.ProxyFunc()(target); err != nil || through == nil {
		return nil, true, nil // NO_PROXY has it
	}
	if proxy, err = parseAddress(withPort(value)); err != nil {
		return nil, true, unreadable("HTTPS_PROXY", err)
	}
	return proxy, true, nil
}

// usualPorts are those of a proxy whose address in the environment names none.
var usualPorts = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080", "": "80"}

// withPort adds the usual port where there is none; what cannot be read stays.
func withPort(value string) string {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Port() != "" || u.Path != "" && u.Path != "/" {
		return value
	}
	if port, known := usualPorts[u.Scheme]; known {
		u.Host += ":" + port
	}
	return u.String()
}
