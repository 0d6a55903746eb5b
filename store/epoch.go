package store

// epochSealer seals in the new epoch and opens in both.
type epochSealer struct {
	sealer
	before *sealer // nil: no rows of the epoch before are left
}

func (s epochSealer) open(p place, sealed []byte) ([]byte, error) {
	text, err := s.sealer.open(p, sealed)
	if err != nil && s.before != nil {
		return s.before.open(p, sealed)
	}
	return text, err
}
