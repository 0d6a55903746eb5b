package ui

import (
	"sync"
	"testing"
)

func TestLatestShowsTheLastAndKeepsOneWaiting(t *testing.T) {
	var mu sync.Mutex
	var queue []func()
	var shown []int
	thread := NewThread()
	thread.Post = func(f func()) { mu.Lock(); queue = append(queue, f); mu.Unlock() }
	n := NewLatest(thread, func(v int) { shown = append(shown, v) })
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for v := range 100 {
				n.Put(v)
			}
		})
	}
	wg.Wait()
	n.Put(1000)
	if len(queue) != 1 {
		t.Fatalf("%d wait", len(queue))
	}
	queue[0]()
	n.Put(1001)
	queue[1]()
	if len(shown) != 2 || shown[0] != 1000 || shown[1] != 1001 {
		t.Errorf("shown %v", shown)
	}
}
