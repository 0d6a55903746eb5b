package e2e

import (
	"context"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ikd/station/app/suspend/logindtest"
	"ikd/station/store"
)

// logind start starts a system bus with a simulated logind for the windows that
// are opened afterwards. logind sleep DIR puts the laptop to sleep: it waits until
// the station lets it, and holds that the folder's audit has grown by then.
// logind wake; logind lock asks for the session to be locked.
func cmdLogind(ts *testscript.TestScript, neg bool, args []string) {
	p := playgroundOf(ts)
	switch {
	case neg || len(args) == 0:
		ts.Fatalf("usage: logind start|sleep DIR|wake|lock")
	case args[0] == "start":
		l, err := logindtest.Start()
		ts.Check(err)
		p.logind = l
		ts.Setenv("DBUS_SYSTEM_BUS_ADDRESS", l.Address())
	case args[0] == "sleep":
		sleep(ts, p.logind, ts.MkAbs(args[1]))
	case args[0] == "wake":
		ts.Check(p.logind.Wake())
	case args[0] == "lock":
		ts.Check(p.logind.Lock())
	default:
		ts.Fatalf("logind %s?", args[0])
	}
}

func sleep(ts *testscript.TestScript, l *logindtest.Logind, dir string) {
	ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
	defer stop()
	before, err := store.VerifyAudit(ctx, dir)
	ts.Check(err)
	ts.Check(l.Delayed(ctx))
	ts.Check(l.Sleep(ctx))
	after, err := store.VerifyAudit(ctx, dir)
	ts.Check(err)
	if after.Rows == before.Rows {
		ts.Fatalf("asleep, and nothing was locked")
	}
}
