package words

import (
	"maps"
	"sync/atomic"

	"ikd/station/siak"
)

// sent has the names of districts that the registry sent. They are the same for
// every language.
var sent atomic.Pointer[map[siak.Region]string]

// Learn adds names of districts that the registry sent, so that places outside
// Kota Depok have names too. Names that were added before stay. Safe for
// concurrent use.
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

// learned is the name of a district that the registry sent; "" for none.
func learned(r siak.Region) string {
	if all := sent.Load(); all != nil {
		return (*all)[r]
	}
	return ""
}
