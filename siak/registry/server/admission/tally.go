package admission

import "sync"

// tally counts for each of many callers, and in all.
type tally struct {
	mu        sync.Mutex
	of        map[string]int64
	all       int64
	each, sum int64 // bounds
}

func newTally(each, sum int64) *tally { return &tally{of: map[string]int64{}, each: each, sum: sum} }

// add counts n more for a caller; false, and nothing is counted, where that would
// be beyond a bound.
func (t *tally) add(caller string, n int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[caller]+n > t.each || t.all+n > t.sum {
		return false
	}
	t.of[caller] += n
	t.all += n
	return true
}

// give takes back what was added.
func (t *tally) give(caller string, n int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all -= n
	if t.of[caller] -= n; t.of[caller] <= 0 {
		delete(t.of, caller)
	}
}
