package training

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ikd/station/scanner"
	"ikd/station/siak"
)

var errNobody = errors.New("nobody of that kind is left")

// TestQueueGoesOnWithoutARole: where nobody can be made up for an outcome, that is
// told and the next outcome's turn comes after the usual pause.
func TestQueueGoesOnWithoutARole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		missing, all := siak.Outcomes()[1], siak.Outcomes()
		var presented, told []siak.Outcome
		var q *Queue
		q = NewQueue(func(_ context.Context, o siak.Outcome) error {
			if o == missing {
				return errNobody
			}
			presented = append(presented, o)
			time.AfterFunc(time.Second, q.Next)
			return nil
		}, func() {})
		q.OnMissing(func(o siak.Outcome, _ error) { told = append(told, o) })
		ctx, stop := context.WithCancel(t.Context())
		last := all[len(all)-1]
		q.remove = func() {
			if len(presented) > 0 && presented[len(presented)-1] == last {
				stop()
			}
		}
		q.Run(ctx)
		if len(told) != 1 || told[0] != missing {
			t.Errorf("told of %v, want %v", told, missing)
		}
		if len(presented) != len(all)-1 {
			t.Errorf("%d outcomes were presented, want %d", len(presented), len(all)-1)
		}
	})
}

// TestAllOutcomesNamesTheMissingRole: the job without a window fails at once and
// says for which outcome nobody is made up.
func TestAllOutcomesNamesTheMissingRole(t *testing.T) {
	e, err := Start(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	missing := siak.Outcomes()[0]
	e.Queue = NewQueue(func(context.Context, siak.Outcome) error { return errNobody }, e.Remove)
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	err = NewAllOutcomes(e).Run(ctx, func(*scanner.Frame) {})
	if !errors.Is(err, errNobody) || !strings.Contains(err.Error(), string(missing)) {
		t.Errorf("%v, want one that names %s", err, missing)
	}
}
