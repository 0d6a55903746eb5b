package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"station": main, "station-filmed": filmed})
}

// testPassphrase is the officer's in every script.
const testPassphrase = "kata sandi untuk uji coba"

// TestScripts runs the built program as a person at a shell would: see
// testdata/script. The commands beside exec are in playground_test.go.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			p := newPlayground(env)
			env.Defer(p.close)
			env.Setenv(passphraseVariable, testPassphrase)
			env.Setenv("XDG_CONFIG_HOME", env.Getenv("WORK"))
			env.Setenv("TMPDIR", env.Getenv("WORK"))
			env.Values[playgroundKey{}] = p
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sandbox":      cmdSandbox,
			"field":        cmdField,
			"citizen":      cmdCitizen,
			"enrolled":     cmdEnrolled,
			"gate":         cmdGate,
			"scan-kill":    cmdScanKill,
			"append":       cmdAppend,
			"outcomes":     cmdOutcomes,
			"exactly-once": cmdExactlyOnce,
			"html-server":  cmdHTMLServer,
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
		},
		RequireUniqueNames: true,
		UpdateScripts:      os.Getenv("UPDATE_SCRIPTS") != "",
	})
}
