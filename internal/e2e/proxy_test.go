package e2e

import (
	"github.com/rogpeppe/go-internal/testscript"

	"ikd/station/siak/registry/proxy/proxytest"
)

// http-proxy VAR [target ADDR] [user NAME password TEXT] starts a proxy at $VAR, which
// connects to the target whatever it is asked for.
func cmdHTTPProxy(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args)%2 != 1 {
		ts.Fatalf("usage: http-proxy VAR [target ADDR] [user NAME password TEXT]")
	}
	p := &proxytest.Proxy{}
	for i := 1; i < len(args); i += 2 {
		switch args[i] {
		case "target":
			p.Target = args[i+1]
		case "user":
			p.User = args[i+1]
		case "password":
			p.Password = args[i+1]
		default:
			ts.Fatalf("http-proxy: no %s", args[i])
		}
	}
	ts.Check(p.Start())
	ts.Defer(func() { _ = p.Close() })
	ts.Setenv(args[0], p.Addr())
}
