package cli

import (
	"context"
	"errors"
	"net"
	"syscall"
	"time"
)

// awaitTimeout is how long a registry on this computer is waited for.
const awaitTimeout = 5 * time.Second

// awaitLocal waits, for some seconds at most, until somebody listens at an address of
// this computer: a sandbox that was started on the line before needs a moment to make
// up its people. Another address is not waited for, and a wait in vain is no error:
// the call that follows says what is wrong.
func awaitLocal(ctx context.Context, address string) {
	host, _, err := net.SplitHostPort(address)
	if err != nil || host != "localhost" && !net.ParseIP(host).IsLoopback() {
		return
	}
	ctx, stop := context.WithTimeout(ctx, awaitTimeout)
	defer stop()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			_ = conn.Close()
		}
		if !errors.Is(err, syscall.ECONNREFUSED) {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
