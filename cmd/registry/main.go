// Command ikd-registry is the registry as a program: it enrols stations
// with codes, keeps their copies of the register fresh and judges their
// activations. It keeps what it knows in an SQLite file or in PostgreSQL; on one
// PostgreSQL any number of it may run. docs/registry.md says how.
//
// Standard output is JSON Lines, the log (JSON as well) goes to standard error.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"ikd/station/siak/hardening"
	"ikd/station/siak/registry/server/admin"
)

// version is set by the release build (-ldflags -X main.version=…).
var version = "dev"

// commands is the command line.
type commands struct {
	Database string           `placeholder:"ADDRESS" env:"IKD_REGISTRY_DATABASE" help:"Where the registry is kept: sqlite:FOLDER or postgres://user@host/name."`
	Key      string           `placeholder:"KEY" env:"IKD_REGISTRY_KEY" help:"The key under which the registry's own keys are wrapped: file:PATH or credential:NAME (systemd). Where not given: the credential ikd-registry-key, or FOLDER.key beside an SQLite folder."`
	Log      string           `name:"log-level" enum:"debug,info,warn,error" default:"info" env:"IKD_REGISTRY_LOG_LEVEL" help:"What is logged: debug, info, warn or error."`
	Version  kong.VersionFlag `help:"Print the version and end."`

	Serve    serveCommand     `cmd:"" help:"Answer stations until it is told to stop."`
	Migrate  migrateCommand   `cmd:"" help:"Make the registry, or bring its tables up to date."`
	Stations stationsCommand  `cmd:"" help:"Look after the stations."`
	People   peopleCommand    `cmd:"" help:"Look after the register."`
	Keys     keysCommand      `cmd:"" help:"Look after the registry's keys."`
	Area     areaCommand      `cmd:"" help:"Files by hand, for stations without a line."`
	Audit    auditCommand     `cmd:"" help:"Print the audits that stations left, and check them."`
	Grant    grantCommand     `cmd:"" help:"Give a station a partition or a right."`
	Ungrant  ungrantCommand   `cmd:"" help:"Take a partition or a right from a station."`
	Grants   grantsCommand    `cmd:"" help:"List what is granted to stations."`
	Alarms   alarmsCommand    `cmd:"" help:"List what was unusual in what stations did."`
	Limits   limitsCommand    `cmd:"" help:"Print the quotas and where alarms begin, or change one."`
	Looked   whoLookedCommand `cmd:"" name:"who-looked" help:"Tell who saw a person's record."`
}

const description = `The registry of the digital ID card (IKD).

What --help names with a $ can be set in the environment. Standard output is
JSON Lines, the log goes to standard error.

Exit codes: 0 done; 2 wrong usage; 3 the database cannot be used (not there, not
migrated, full); 4 the registry refuses, or knows no such station; 6 anything else.`

func main() {
	if err := hardening.Protect(); err != nil {
		fmt.Fprintln(os.Stderr, "ikd-registry: the system does not protect this program's memory:", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run parses the arguments, runs the command and returns its exit code.
func run(ctx context.Context, args []string, std streams) int {
	var line commands
	ended, code := false, 0
	parser, err := kong.New(&line,
		kong.Name("ikd-registry"),
		kong.Description(description),
		kong.Vars{"version": version},
		kong.Writers(std.out, std.err),
		kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 100}),
		kong.Exit(func(c int) { ended, code = true, c }),
	)
	if err != nil {
		panic(err) // the command line's own types are wrong
	}
	parsed, err := parser.Parse(args)
	if ended { // --help or --version did it all
		return code
	}
	if err != nil {
		fmt.Fprintf(std.err, "ikd-registry: %v\nikd-registry --help\n", err)
		return admin.ExitUsage
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(newEnvironment(line.Database, line.Key, line.Log, std)); err != nil {
		fmt.Fprintln(std.err, "ikd-registry:", err)
		return admin.ExitCode(err)
	}
	return 0
}

// usage is an error for a wrong argument.
func usage(format string, args ...any) error { return admin.Usage(format, args...) }
