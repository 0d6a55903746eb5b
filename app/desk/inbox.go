package desk

import "sync"

// inbox takes events from any goroutine without ever blocking one. Its size is
// bounded by the number of keys: an event replaces the one of the same key that
// has not been handled yet, in its place.
type inbox struct {
	mu     sync.Mutex
	keys   []any
	events map[any]event
	signal chan struct{} // holds one: there is something
}

// event is something that happened; the machine alone looks inside.
type event any

func newInbox() *inbox {
	return &inbox{events: make(map[any]event), signal: make(chan struct{}, 1)}
}

func (b *inbox) put(key any, ev event) {
	b.mu.Lock()
	if _, waits := b.events[key]; !waits {
		b.keys = append(b.keys, key)
	}
	b.events[key] = ev
	b.mu.Unlock()
	select {
	case b.signal <- struct{}{}:
	default:
	}
}

// take empties the inbox, in the order of arrival.
func (b *inbox) take() []event {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make([]event, len(b.keys))
	for i, key := range b.keys {
		all[i] = b.events[key]
	}
	b.keys = b.keys[:0]
	clear(b.events)
	return all
}
