package session

import (
	"context"
	"sync"

	"ikd/station/store"
)

// folderPrefs are the preferences, kept in the folder of the station that is worked
// with.
type folderPrefs struct {
	ctx    context.Context // of the window: what the event loop calls has no other
	folder func() string

	mu     sync.Mutex
	values map[string]string
}

// readPrefs reads what is kept. What cannot be read yet, because the folder is new,
// has its default.
func readPrefs(ctx context.Context, folder func() string) *folderPrefs {
	p := &folderPrefs{ctx: ctx, folder: folder, values: map[string]string{}}
	prefs, _ := store.Prefs(ctx, folder())
	for name, value := range prefs {
		p.values[string(name)] = value
	}
	return p
}

// Pref implements [app.Backend].
func (p *folderPrefs) Pref(key string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.values[key]
}

// SetPref implements [app.Backend].
func (p *folderPrefs) SetPref(key, value string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.values[key] = value
	// A folder that is not set up yet gets it at the first sign-in.
	_ = store.SetPref(p.ctx, p.folder(), store.Pref(key), value)
}

// flush writes what was chosen before the folder was there.
func (p *folderPrefs) flush(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for key, value := range p.values {
		_ = store.SetPref(ctx, p.folder(), store.Pref(key), value)
	}
}
