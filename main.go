// Command station is the officer's station for activating the digital ID card
// (IKD): it reads the code on a citizen's phone, judges it against the local
// copy of the population register, and hands the confirmed activation to the
// central registry, now or when the network is back.
//
// Without a command it opens the window. The other commands do the same work,
// or a part of it, without one: JSON Lines on standard output, words on
// standard error. README.md says how to begin; docs/design.md how the
// program is built.
package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"ikd/station/app/cli"
	_ "ikd/station/app/locale" // before Fyne
	"ikd/station/app/logging"
	"ikd/station/app/session"
	"ikd/station/siak/hardening"
)

// version is set by the release build (-ldflags -X main.version=…).
var version = "dev"

// window opens the station's window as the command line asks for it.
func window(ctx context.Context, r cli.WindowRequest) error {
	r.Exit = func(code int) {
		_ = r.Log.Close()
		time.AfterFunc(exitTimeout, endNow)
		os.Exit(code)
	}
	return session.OpenWindow(ctx, session.WindowOptions(r))
}

// exitTimeout is how long the handlers of C libraries may take at the exit: one that
// waits for the toolkit's thread waits for ever.
const exitTimeout = 300 * time.Millisecond

// endNow ends the process without them.
func endNow() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
}

func main() {
	given := cli.TakeSecrets()
	unprotected := hardening.Protect()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := logging.New(logging.LevelFromEnv())
	slog.SetDefault(log.Logger()) // what libraries write
	if unprotected != nil {
		slog.Warn("the system does not protect this program's memory", logging.Error(unprotected))
	}
	program := cli.Program{Version: version, Log: log, Secrets: given, HasDisplay: session.HasDisplay, OpenWindow: window}
	code := cli.Run(ctx, program, os.Args[1:], cli.Terminal{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	_ = log.Close()
	os.Exit(code)
}
