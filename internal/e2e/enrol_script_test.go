package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ikd/station/siak/registry/sandbox"
)

// field NAME VAR keeps a field of the JSON line that was printed last.
func cmdField(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: field NAME VAR")
	}
	lines := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	var fields map[string]any
	ts.Check(json.Unmarshal([]byte(lines[len(lines)-1]), &fields))
	value, has := fields[args[0]]
	if !has {
		ts.Fatalf("the line has no %s", args[0])
	}
	ts.Setenv(args[1], fmt.Sprint(value))
}

// citizen DIR FILE finishes the registry's first activation in the app, puts the
// NIK into a file, for standard input, and as people type it into FILE.typed, and
// the registration into $REGISTRATION.
func cmdCitizen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: citizen DIR FILE")
	}
	ctx := context.Background()
	box, err := sandbox.Open(ctx, sandbox.Options{Dir: ts.MkAbs(args[0])})
	ts.Check(err)
	defer func() { ts.Check(box.Close()) }()
	mails, err := box.Mail(ctx, 0)
	ts.Check(err)
	active, reason, err := box.Finish(ctx, mails[0].RegistrationID, mails[0].Code)
	ts.Check(err)
	if !active {
		ts.Fatalf("not active: %s", reason)
	}
	r, _, err := box.Resident(ctx, mails[0].RegistrationID)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(r.NIK.Digits()+"\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]+".typed"), []byte(asTyped(r.NIK.Digits())+"\n"), 0o600))
	code, err := box.ShowAgain(ctx, mails[0].RegistrationID)
	ts.Check(err)
	for _, typed := range []string{r.NIK.Digits(), asTyped(r.NIK.Digits())} {
		name := ts.MkAbs(args[1]) + ".phone"
		if typed != r.NIK.Digits() {
			name += ".typed"
		}
		ts.Check(os.WriteFile(name, []byte(typed+"\n"+code+"\n"), 0o600))
	}
	ts.Setenv("REGISTRATION", mails[len(mails)-1].RegistrationID)
}

// asTyped is a NIK as people type and paste it: in groups, with a hyphen, a
// no-break space and a character that cannot be seen.
func asTyped(nik string) string {
	return "\u200b" + nik[:4] + " " + nik[4:6] + "." + nik[6:8] + "\u2011" + nik[8:12] + "\u00a0" + nik[12:]
}

// mailed DIR DOMAIN looks where the registry's last mail went.
func cmdMailed(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mailed DIR DOMAIN")
	}
	box, err := sandbox.Open(context.Background(), sandbox.Options{Dir: ts.MkAbs(args[0])})
	ts.Check(err)
	defer func() { ts.Check(box.Close()) }()
	mails, err := box.Mail(context.Background(), 0)
	ts.Check(err)
	if to := mails[len(mails)-1].To; !strings.HasSuffix(to, "@"+args[1]) {
		ts.Fatalf("the last mail went to %s", to)
	}
}

// enrolled DIR N waits until a registry has that many stations.
func cmdEnrolled(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: enrolled DIR N")
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	box, err := sandbox.Open(ctx, sandbox.Options{Dir: ts.MkAbs(args[0])})
	ts.Check(err)
	defer func() { ts.Check(box.Close()) }()
	every := time.NewTicker(200 * time.Millisecond)
	defer every.Stop()
	for {
		all, err := box.Stations(ctx)
		ts.Check(err)
		if strconv.Itoa(len(all)) == args[1] {
			return
		}
		<-every.C
	}
}
