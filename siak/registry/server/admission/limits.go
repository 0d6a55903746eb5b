package admission

import "time"

// Limits are the bounds. What is 0 has the usual value.
type Limits struct {
	// Work is how many calls of stations are worked on at once; usually 256.
	Work int
	// OpenWork is how many calls that need no certificate are; usually 16. What is
	// beyond waits for up to [patience].
	OpenWork int
	// Station is how many calls one station may have under way at once, those whose
	// body is on its way included; usually 16.
	Station int
	// Host is how many calls without a certificate one address may have under way
	// (of IPv6 the network of 64 bits); usually 64. Open is how many all may have;
	// usually 1024.
	Host, Open int
	// Compressed is how many compressed requests are worked on at once; usually 4.
	Compressed int
	// Body and OpenBody bound a request's body, in bytes; usually 2 MiB and 16 KiB.
	// CompressedBody bounds one that is compressed; usually 256 KiB.
	Body, OpenBody, CompressedBody int
	// Held bounds the bytes of all bodies at once beyond the first 16 KiB of each;
	// usually 32 MiB. StationHeld bounds those of one station; usually 4 MiB.
	Held, StationHeld int64
	// Begin is how long the body of a station's call may take to begin, and how long
	// a whole one may take without a certificate; usually 5 s. After that a body must
	// come at Slowest bytes a second; usually 1024.
	Begin   time.Duration
	Slowest int
	// Connections is how many connections there may be that have shown no
	// certificate yet, HostConnections of one address; usually 4096 and 512.
	// StationConnections is how many one station may have; usually 8.
	Connections, HostConnections, StationConnections int
}

// patience is how long a call that needs no certificate waits for its place.
const patience = 2 * time.Second

// free is what of each body is not counted, in bytes: most are no longer.
const free = 16 << 10

func (l Limits) withDefaults() Limits {
	or(&l.Work, 256)
	or(&l.OpenWork, 16)
	or(&l.Station, 16)
	or(&l.Host, 64)
	or(&l.Open, 1024)
	or(&l.Compressed, 4)
	or(&l.Body, 2<<20)
	or(&l.OpenBody, free)
	or(&l.CompressedBody, 256<<10)
	or(&l.Held, 32<<20)
	or(&l.StationHeld, 4<<20)
	or(&l.Begin, 5*time.Second)
	or(&l.Slowest, 1<<10)
	or(&l.Connections, 4096)
	or(&l.HostConnections, 512)
	or(&l.StationConnections, 8)
	return l
}

func or[T comparable](v *T, usual T) {
	var zero T
	if *v == zero {
		*v = usual
	}
}
