package e2e

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"ikd/station/app/runtime"
	"ikd/station/scanner"
	"ikd/station/siak"
	"ikd/station/siak/syncer"
)

// floodFolder and floodRegistry make this test program a station without
// camera and window, as TestFlood starts it.
const (
	floodFolder   = "STATION_FLOOD_FOLDER"
	floodRegistry = "STATION_FLOOD_REGISTRY"
)

func init() {
	if dir := os.Getenv(floodFolder); dir != "" {
		if err := floodStation(dir, os.Getenv(floodRegistry), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// floodStation is a station at work, wired as the window and scan are. It reads
// a code in each line and answers what became of it: "confirmed ID" once it is
// on the disk, or "outcome NAME". A line "now" is the officer's button.
func floodStation(dir, address string, in io.Reader, out io.Writer) error {
	ctx := context.Background()
	var say sync.Mutex
	tell := func(format string, args ...any) {
		say.Lock()
		defer say.Unlock()
		fmt.Fprintf(out, format+"\n", args...)
	}
	w, err := runtime.Open(ctx, runtime.Options{
		Dir: dir, Officer: "petugas", Passphrase: []byte(testPassphrase), Registry: address,
		Events: syncer.Events{Link: func(l syncer.Link) { tell("link %d", l.State) }},
	})
	if err != nil {
		return err
	}
	go func() { _ = w.Workers.Run(ctx) }() // ends with the program, which is killed
	if !w.Trusted {
		if err := w.Workers.Puller.FirstPull(ctx); err != nil {
			return err
		}
	}
	tell("ready")
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if lines.Text() == "now" {
			w.Workers.Now()
			continue
		}
		answer, err := floodJudge(ctx, w, strings.TrimPrefix(lines.Text(), "code "))
		if err != nil {
			return err
		}
		tell("%s", answer)
	}
	return nil
}

func floodJudge(ctx context.Context, w *runtime.Station, code string) (string, error) {
	judgement, err := w.Counter.Judge(ctx, scanner.Reading{Text: code})
	if err != nil {
		return "", err
	}
	if !judgement.Confirmable() {
		return "outcome " + string(judgement.Outcome), nil
	}
	a, err := w.Counter.Confirm(ctx, judgement)
	if siak.KindOf(err) == siak.KindReplayed {
		return "outcome " + string(siak.Replayed), nil
	}
	return "confirmed " + a.ID.String(), err
}
