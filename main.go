// Command station is the officer's station for activating the digital ID card
// (IKD): it reads the code on a citizen's phone, judges it against the local
// copy of the population register, and hands the confirmed activation to the
// central registry, now or when the network is back.
//
// Without a command it opens the window. The other commands do the same work,
// or a part of it, without one: JSON Lines on standard output, words on
// standard error. README.md says how to begin; docs/design.md draws the house.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	_ "ikd/station/app/locale" // before Fyne
)

// version is set by the release build (-ldflags -X main.version=…).
var version = "dev"

// commands is the command line.
type commands struct {
	Language string           `name:"language" enum:"id,en" default:"id" env:"STATION_LANGUAGE" help:"Language of the words: id or en."`
	Version  kong.VersionFlag `help:"Print the version and end."`

	Window  windowCommand  `cmd:"" default:"withargs" help:"Open the station's window (what happens without a command)."`
	Scan    scanCommand    `cmd:"" help:"Read codes and activate, without a window."`
	Read    readCommand    `cmd:"" help:"Read the codes in picture files."`
	Inspect inspectCommand `cmd:"" help:"Say what a code says and which check fails."`
	Search  searchCommand  `cmd:"" help:"Look a person up by name and birth date, or by NIK."`
	Outbox  outboxCommand  `cmd:"" help:"List the activations on this laptop."`
	Export  exportCommand  `cmd:"" help:"Write the outbox to a file, for where there is no line."`
	Import  importCommand  `cmd:"" help:"Take in a file of the registry: an area, or replies."`
	File    fileCommand    `cmd:"" help:"Say what a file is that came by hand, without taking it in."`
	Pull    pullCommand    `cmd:"" help:"Fetch the area's people, or what changed of them."`
	Area    ownAreaCommand `cmd:"" help:"Choose which people this laptop keeps."`
	Audit   auditCommand   `cmd:"" help:"Work with the audit trail."`
	Officer officerCommand `cmd:"" help:"Look after the officers of this laptop."`
	Enrol   enrolCommand   `cmd:"" help:"Enrol this laptop at a registry, with a code."`

	Deactivate    deactivateCommand    `cmd:"" help:"Have the centre unbind a citizen's phone."`
	CorrectEmail  correctEmailCommand  `cmd:"" help:"Have the centre correct a citizen's e-mail address."`
	ManualService manualServiceCommand `cmd:"" help:"Tell the centre of a citizen who was served without a phone."`

	Wipe    wipeCommand    `cmd:"" help:"Destroy everything on this laptop, losing no activation."`
	Backup  backupCommand  `cmd:"" help:"Copy the ledger to a file, also while the station is running."`
	Restore restoreCommand `cmd:"" help:"Put a backup in the place of the ledger."`
	Sandbox sandboxCommand `cmd:"" help:"Run the training registry with made-up people."`
	Staff   staffCommand   `cmd:"" name:"registry" help:"Do what the training registry's staff do."`
	Phones  phonesCommand  `cmd:"" help:"Draw made-up phones that show codes, as a webcam sees them."`
}

const description = `Officer's station for activating the digital ID card (IKD).

Every command but the window prints JSON Lines on standard output and words on
standard error. The officer's passphrase comes from STATION_PASSPHRASE or a
prompt.

Exit codes: 0 done; 1 done, but something did not hold (a picture without a
code, a failed check, a broken audit trail); 2 wrong usage; 3 the station's
store cannot be used (not set up, wrong passphrase, damaged, disk full);
4 the registry cannot be used, or refuses; 5 the camera or the pictures cannot be used;
6 anything else (a file by hand that cannot be taken in, a stick that is full).`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}

// terminal is where a command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// run parses the arguments, runs the command and returns its exit code.
func run(ctx context.Context, args []string, tty terminal) int {
	var line commands
	ended, endCode := false, 0
	parser, err := kong.New(&line,
		kong.Name("station"),
		kong.Description(description),
		kong.Vars{"version": version, "dir": defaultDir()},
		kong.Writers(tty.out, tty.err),
		kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 100}),
		kong.Exit(func(code int) { ended, endCode = true, code }),
	)
	if err != nil {
		panic(err) // the command line's own types are wrong
	}
	parsed, err := parser.Parse(args)
	if ended { // --help or --version did it all
		return endCode
	}
	if err != nil {
		fmt.Fprintf(tty.err, "station: %v\nstation --help\n", err)
		return exitUsage
	}
	out := newOutput(tty, line.Language)
	parsed.BindTo(ctx, (*context.Context)(nil))
	return out.finish(parsed.Run(out))
}
