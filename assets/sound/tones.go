// Package sound synthesises and plays the three sounds that tell the officer how a
// reading went.
//
// Each is a short run of notes. They differ in pitch and in rhythm, so that an
// officer who looks at the citizen and not at the screen can tell them apart:
// Good rises, Warn repeats, Refuse falls and is low. Without a sound device the
// package does nothing.
package sound

import (
	"encoding/binary"
	"math"
	"time"
)

// Name is one of the sounds.
type Name string

// The sounds. Which outcome has which is decided by its tone, see app/desk.
const (
	Good   Name = "good"
	Warn   Name = "warn"
	Refuse Name = "refuse"
)

// SampleRate is the rate of [PCM] in samples per second, one channel.
const SampleRate = 44100

// note is one tone of a sound, or a rest.
type note struct {
	pitch  float64 // Hz; 0 for a rest
	length time.Duration
}

// notes are the notes of each sound.
var notes = map[Name][]note{
	Good:   {{659.26, 90 * time.Millisecond}, {987.77, 160 * time.Millisecond}},
	Warn:   {{587.33, 110 * time.Millisecond}, {0, 60 * time.Millisecond}, {587.33, 110 * time.Millisecond}},
	Refuse: {{261.63, 140 * time.Millisecond}, {0, 30 * time.Millisecond}, {196.00, 320 * time.Millisecond}},
}

// PCM is the sound as signed 16-bit little-endian samples; nil for an unknown
// name.
func PCM(name Name) []byte {
	var out []byte
	for _, n := range notes[name] {
		out = appendNote(out, n)
	}
	return out
}

// appendNote adds a sine with a soft octave above it, faded in and out so that
// it does not click.
func appendNote(out []byte, n note) []byte {
	const volume = 0.35
	count := int(n.length.Seconds() * SampleRate)
	for i := range count {
		t := float64(i) / SampleRate
		wave := math.Sin(2*math.Pi*n.pitch*t) + 0.25*math.Sin(4*math.Pi*n.pitch*t)
		v := int16(wave / 1.25 * volume * envelope(i, count) * math.MaxInt16)
		out = binary.LittleEndian.AppendUint16(out, uint16(v))
	}
	return out
}

// envelope rises over 5 ms and falls over the last 60 % of the note.
func envelope(i, count int) float64 {
	const attack = SampleRate * 5 / 1000
	rise := min(1, float64(i)/attack)
	fall := min(1, float64(count-i)/(0.6*float64(count)))
	return rise * fall * fall
}
