package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ikd/station/store"
)

// until asks again and again; it says what for where it was in vain.
func until(ts *testscript.TestScript, is func() bool, what string) {
	late := time.After(60 * time.Second)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			picture(ts, playgroundOf(ts).screen.display, "late.png")
			ts.Fatalf("not there: %s; the screen is in late.png", what)
		}
	}
}

// appears PATTERN waits until there is a file of that name, and ! appears until
// there is none.
func cmdAppears(ts *testscript.TestScript, neg bool, args []string) {
	until(ts, func() bool {
		found, err := filepath.Glob(ts.MkAbs(args[0]))
		ts.Check(err)
		return (len(found) > 0) != neg
	}, args[0])
}

// menu N opens the menu and chooses its line N, counted from the last, which is 1.
func cmdMenu(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[0])
	if ts.Check(err); neg {
		ts.Fatalf("usage: menu N")
	}
	const more = 20 // lines than any menu has: it stops at the last
	down, up := slices.Repeat([]string{"Down"}, more), slices.Repeat([]string{"Up"}, n-1)
	cmdKeys(ts, false, slices.Concat([]string{"F10"}, down, up, []string{"Return"}))
}

// tries DIR NAME N waits until the account has N tries left.
func cmdTries(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: tries DIR NAME N")
	}
	until(ts, func() bool {
		all, err := store.ListAccounts(context.Background(), ts.MkAbs(args[0]), nil)
		ts.Check(err)
		return slices.ContainsFunc(all, func(a store.Account) bool {
			return a.Name == args[1] && strconv.Itoa(a.Lockout.Left) == args[2]
		})
	}, strings.Join(args, " "))
}

// colour X,Y RRGGBB waits until the screen has that colour at a place.
func cmdColour(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: colour X,Y RRGGBB")
	}
	display := playgroundOf(ts).screen.display
	x, y, _ := strings.Cut(args[0], ",")
	until(ts, func() bool {
		cmd := exec.Command("import", "-window", "root", "-crop", "1x1+"+x+"+"+y, "-depth", "8", "txt:-")
		cmd.Env = append(os.Environ(), "DISPLAY="+display)
		out, err := cmd.Output()
		return err == nil && strings.Contains(string(out), "#"+args[1])
	}, strings.Join(args, " "))
}
