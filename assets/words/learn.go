package words

import (
	"maps"
	"sync/atomic"

	"ikd/station/siak"
)

// sent are the names of districts that the registry sent.
var sent atomic.Pointer[map[siak.Region]string]

// Learn takes over names of districts as the registry sends them, so that places
// outside Kota Depok have names too. Those that were learned before stay.
func Learn(names map[siak.Region]string) {
	for {
		was := sent.Load()
		all := maps.Clone(names)
		if was != nil {
			all = maps.Clone(*was)
			maps.Copy(all, names)
		}
		if sent.CompareAndSwap(was, &all) {
			return
		}
	}
}

func learned(r siak.Region) string {
	if all := sent.Load(); all != nil {
		return (*all)[r]
	}
	return ""
}
