package session

import "time"

// Typed implements [app.Session].
func (s *Session) Typed(r rune) { s.wedge.Rune(r, time.Now()) }

// Typing implements [app.Session].
func (s *Session) Typing() bool { return s.wedge.Typing(time.Now()) }

// Entered implements [app.Session]: a code that a USB scanner typed is read
// like one that the camera saw, and the same code is not taken twice either.
func (s *Session) Entered() bool {
	reading, scanned := s.wedge.Enter(time.Now())
	if scanned && s.station.Filter.Take(reading.Text, reading.At) {
		s.desk.Read(reading)
	}
	return scanned
}
