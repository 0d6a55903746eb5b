package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain builds the program, with the race detector where the tests have it,
// and puts it on the path for scripts and tests.
func TestMain(m *testing.M) { os.Exit(withProgram(m.Run)) }

func withProgram(run func() int) int {
	dir, err := os.MkdirTemp("", "station-e2e-*")
	if err != nil {
		return failed(err)
	}
	defer os.RemoveAll(dir)
	// The tests set and try hundreds of passphrases, which protect nothing.
	args := []string{"build", "-tags", "cheapargon", "-o", filepath.Join(dir, "station")}
	if raceDetector {
		// Reading a code and drawing a phone are one goroutine's arithmetic, and take
		// ten times as long under the race detector.
		args = append(args, "-race", "-gcflags=ikd/station/scanner/qr/detect/...=-race=false", "-gcflags=ikd/station/scanner/phone=-race=false")
	}
	build := exec.Command("go", append(args, "ikd/station")...)
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return failed(err)
	}
	if err := os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		return failed(err)
	}
	return run()
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, "cannot build the program:", err)
	return 1
}

// passphraseEnv is the environment variable with the officer's passphrase.
const passphraseEnv = "STATION_PASSPHRASE"

// testPassphrase is the officer's in every script.
const testPassphrase = "kata sandi untuk uji coba"

// TestScripts runs the built program as a person at a shell would: see
// testdata/script at the top. The commands beside exec are in playground_test.go.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "../../testdata/script",
		Setup: func(env *testscript.Env) error {
			p := newPlayground(env)
			env.Defer(p.close)
			env.Setenv(passphraseEnv, testPassphrase)
			env.Setenv("XDG_CONFIG_HOME", env.Getenv("WORK"))
			env.Setenv("TMPDIR", env.Getenv("WORK"))
			env.Values[playgroundKey{}] = p
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sandbox":      cmdSandbox,
			"field":        cmdField,
			"citizen":      cmdCitizen,
			"mailed":       cmdMailed,
			"enrolled":     cmdEnrolled,
			"gate":         cmdGate,
			"scan-kill":    cmdScanKill,
			"append":       cmdAppend,
			"outcomes":     cmdOutcomes,
			"exactly-once": cmdExactlyOnce,
			"html-server":  cmdHTMLServer,
			"http-proxy":   cmdHTTPProxy,
			"flip":         cmdFlip,
			"rubbish":      cmdRubbish,
			"code":         cmdCode,
			"display":      cmdDisplay,
			"window":       cmdWindow,
			"keys":         cmdKeys,
			"press-until":  cmdPressUntil,
			"at-rest":      cmdAtRest,
			"shot":         cmdShot,
			"codetext":     cmdCodeText,
			"person":       cmdPerson,
			"renamed":      cmdRenamed,
			"order-wipe":   cmdOrderWipe,
			"station-id":   cmdStationID,
			"cut-file":     cmdCutFile,
			"file-appears": cmdFileAppears,
			"logind":       cmdLogind,
			"second":       cmdSecond,
			"front":        cmdFront,
			"appears":      cmdAppears,
			"colour":       cmdColour,
			"menu":         cmdMenu,
			"tries":        cmdTries,
			"phone":        cmdPhone,
			"scanned":      cmdScanned,
			"grows":        cmdGrows,
			"layout":       cmdLayout,
		},
		RequireUniqueNames: true,
		UpdateScripts:      os.Getenv("UPDATE_SCRIPTS") != "",
	})
}
