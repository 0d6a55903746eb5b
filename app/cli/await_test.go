package cli

import (
	"context"
	"net"
	"testing"
	"time"
)

// TestAwaitLocal: who listens a moment later is waited for, until somebody does; an
// address elsewhere is not.
func TestAwaitLocal(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	listening := make(chan net.Listener, 1)
	time.AfterFunc(300*time.Millisecond, func() {
		l, _ := net.Listen("tcp", address)
		listening <- l
	})
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	awaitLocal(ctx, address)
	select {
	case l := <-listening:
		if l != nil {
			_ = l.Close()
		}
	default:
		t.Error("it did not wait")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	awaitLocal(ended, address)             // whose wait is over
	awaitLocal(t.Context(), "192.0.2.1:1") // TEST-NET-1, RFC 5737: nobody is called there
}
