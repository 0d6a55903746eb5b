package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"ikd/station/app/logging"
	"ikd/station/app/runtime"
	"ikd/station/assets/words"
)

// Program is what the command line is given by the program that it is a part of.
type Program struct {
	Version string
	// Log is what the commands and the window write to; nil for nowhere.
	Log *logging.Log
	// Secrets are what [TakeSecrets] gave.
	Secrets map[string][]byte
	// HasDisplay reports whether a window can be opened.
	HasDisplay func() bool
	// OpenWindow shows the station's window until it is closed.
	OpenWindow func(context.Context, WindowRequest) error
}

// WindowRequest says which station is opened in a window.
type WindowRequest struct {
	Dir      string // the station's folder
	Registry string // where to enrol, "" where it is enrolled
	Training bool   // in a folder of its own below Dir, with everything made up
	// InUse is told that another window has the folder, which is then shown.
	InUse func()
	Log   *logging.Log
	// Exit ends the process at the window's end where the toolkit hangs; nil for
	// os.Exit.
	Exit func(code int)
}

// commands is the command line.
type commands struct {
	Language string           `name:"language" enum:"id,en" default:"id" env:"STATION_LANGUAGE" help:"Language of the words: id or en."`
	Version  kong.VersionFlag `help:"Print the version and end."`
	secretFlags

	Window  windowCommand  `cmd:"" deed:"open-window" default:"withargs" help:"Open the station's window (what happens without a command)."`
	Scan    scanCommand    `cmd:"" deed:"scan" help:"Read codes and activate, without a window."`
	Read    readCommand    `cmd:"" deed:"read-pictures" help:"Read the codes in picture files."`
	Inspect inspectCommand `cmd:"" deed:"inspect-code" help:"Say what a code says and which check fails."`
	Search  searchCommand  `cmd:"" deed:"search" help:"Look a person up by name and birth date, or by NIK."`
	Outbox  outboxCommand  `cmd:"" deed:"list-activations" help:"List the activations on this laptop."`
	Export  exportCommand  `cmd:"" deed:"export-outbox" help:"Write the outbox to a file, for where there is no line."`
	Import  importCommand  `cmd:"" deed:"import-file" help:"Take in a file of the registry: an area, or replies."`
	File    fileCommand    `cmd:"" deed:"inspect-file" help:"Say what a file is that came by hand, without taking it in."`
	Pull    pullCommand    `cmd:"" deed:"pull" help:"Fetch the area's people, or what changed of them."`
	Area    ownAreaCommand `cmd:"" help:"Choose which people this laptop keeps."`
	Audit   auditCommand   `cmd:"" help:"Work with the audit trail."`
	Officer officerCommand `cmd:"" help:"Look after the officers of this laptop."`
	OldData oldDataCommand `cmd:"" deed:"old-data" help:"See how old the data may be, or let the work go on with older ones."`
	Recover recoverCommand `cmd:"" deed:"recover" help:"Open the folder with its recovery code: the laptop's TPM or keyring is gone, or every passphrase."`

	RecoveryCode recoveryCodeCommand `cmd:"" deed:"recovery-code" help:"Make a recovery code, and bind the supervisor's key to this laptop."`

	Proxy proxyCommand `cmd:"" deed:"choose-proxy" help:"Choose the proxy on the way to the registry, or try one."`
	Enrol enrolCommand `cmd:"" deed:"enrol" help:"Enrol this laptop at a registry, with a code."`

	TestConnection testConnectionCommand `cmd:"" deed:"test-connection" help:"Try the way to the registry step by step."`

	Deactivate    deactivateCommand    `cmd:"" deed:"ask-registry" help:"Have the centre unbind a citizen's phone."`
	CorrectEmail  correctEmailCommand  `cmd:"" deed:"ask-registry" help:"Have the centre correct a citizen's e-mail address."`
	ManualService manualServiceCommand `cmd:"" deed:"ask-registry" help:"Tell the centre of a citizen who was served without a phone."`

	Wipe    wipeCommand    `cmd:"" deed:"wipe" help:"Destroy everything on this laptop, losing no activation."`
	Backup  backupCommand  `cmd:"" deed:"back-up" help:"Copy the ledger to a file, also while the station is running."`
	Restore restoreCommand `cmd:"" deed:"restore" help:"Put a backup in the place of the ledger."`
	Sandbox sandboxCommand `cmd:"" deed:"run-sandbox" help:"Run the training registry with made-up people."`
	Staff   staffCommand   `cmd:"" deed:"staff-work" name:"registry" help:"Do what the training registry's staff do."`
	Support supportCommand `cmd:"" deed:"pack-support" help:"Pack log, versions, figures and settings into a file for support."`
	Phones  phonesCommand  `cmd:"" deed:"draw-phones" help:"Draw made-up phones that show codes, as a webcam sees them."`
}

const description = `Officer's station for activating the digital ID card (IKD).

Every command but the window prints JSON Lines on standard output and words on
standard error. The officer's passphrase comes from --passphrase-fd,
--passphrase-file, the systemd credential station-passphrase, the variable
STATION_PASSPHRASE, which other processes may read, or a prompt, in this order.

Exit codes: 0 done; 1 done, but something did not hold (a picture without a
code, a failed check, a broken audit trail); 2 wrong usage (the name of an
account that is there); 3 the station's store cannot be used (not set up, wrong
passphrase, damaged, disk full), or what was named is not there; 4 the registry
cannot be used, or refuses; 5 the camera or the pictures cannot be used;
6 anything else (a file by hand that cannot be taken in, a stick that is full,
a result that cannot be written).`

// Terminal is where a command reads and writes.
type Terminal struct {
	In       io.Reader
	Out, Err io.Writer
}

// Run parses the arguments, runs the command and returns its exit code.
func Run(ctx context.Context, program Program, args []string, tty Terminal) int {
	var line commands
	ended, endCode := false, 0
	parser, err := kong.New(&line,
		kong.Name("station"),
		kong.Description(description),
		kong.Vars{"version": program.Version, "dir": runtime.DefaultFolder()},
		kong.Writers(tty.Out, tty.Err),
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
		fmt.Fprintf(tty.Err, "station: %v\nstation --help\n", err)
		return exitUsage
	}
	if program.Log == nil {
		program.Log = logging.New(logging.LevelFromEnv()) // in memory only
	}
	out := newOutput(program, tty, line.Language)
	out.secrets = line.secretFlags
	parsed.BindTo(ctx, (*context.Context)(nil))
	return out.finish(deedOf(parsed), parsed.Command(), parsed.Run(out))
}

// deedOf is what the command does that was given: the tag "deed" of the command
// or, where it has none, of the group that it is in.
func deedOf(parsed *kong.Context) words.Deed {
	return deedOfNode(parsed.Selected())
}

func deedOfNode(n *kong.Node) words.Deed {
	for ; n != nil; n = n.Parent {
		if n.Tag != nil && n.Tag.Has("deed") {
			return words.Deed(n.Tag.Get("deed"))
		}
	}
	return ""
}
