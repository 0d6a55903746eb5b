package runtime

import (
	"context"
	"fmt"
	"time"

	"ikd/station/siak/registry"
	"ikd/station/store"
)

// RememberedOffset gives the registry's clock minus the laptop's as an earlier run
// of the program measured it; false where none did.
func RememberedOffset(ctx context.Context, dir string) func() (time.Duration, bool) {
	return registry.RememberedOffset(rememberedClock(ctx, dir))
}

// rememberedClock is what an earlier run of the program was told of the time; nil
// for nothing. It is not encrypted, as the language is not: who can change it can set
// the laptop's clock as well.
func rememberedClock(ctx context.Context, dir string) *registry.Measurement {
	prefs, _ := store.Prefs(ctx, dir)
	var theirs, ours, up int64
	var boot string
	n, err := fmt.Sscanf(prefs[store.PrefClock], "%d %d %d %q", &theirs, &ours, &up, &boot)
	if err != nil || n != 4 {
		return nil
	}
	return &registry.Measurement{
		Registry: time.UnixMilli(theirs), Laptop: time.UnixMilli(ours), Uptime: time.Duration(up) * time.Millisecond, Boot: boot,
	}
}

// keepClock remembers a measurement.
func keepClock(ctx context.Context, dir string, m registry.Measurement) error {
	return store.SetPref(ctx, dir, store.PrefClock, fmt.Sprintf("%d %d %d %q",
		m.Registry.UnixMilli(), m.Laptop.UnixMilli(), m.Uptime.Milliseconds(), m.Boot))
}

// What makes a measurement worth writing down: a second's difference, or that it
// is later, for a time that is over for certain grows more useful.
const (
	clockNews  = time.Second
	clockLater = 10 * time.Minute
)

// clockMoved reports whether is is worth writing down after was.
func clockMoved(was, is registry.Measurement) bool {
	return (is.Offset()-was.Offset()).Abs() >= clockNews || is.Registry.Sub(was.Registry).Abs() >= clockLater || is.Boot != was.Boot
}
