//go:build !windows

package proxy

import (
	"context"
	"net/url"
)

// system is the proxy that the environment names.
func system(_ context.Context, target *url.URL) (*url.URL, error) {
	proxy, _, err := environment(target)
	return proxy, err
}
