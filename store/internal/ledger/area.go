package ledger

import (
	"context"

	"ikd/station/store/internal/fault"

	"ikd/station/siak"
	"ikd/station/store/internal/cache"
	"ikd/station/store/internal/codec"
)

// settingArea is what the team chose to keep; a change of it is a row of the
// audit.
const settingArea Setting = "area"

// Area is what the station's team chose to keep of the register; false where it
// never chose.
func (s *Settings) Area(ctx context.Context) (chosen []Partition, known bool, err error) {
	value, known, err := s.Get(ctx, settingArea)
	if err != nil || !known {
		return nil, false, err
	}
	return chosen, true, codec.Decode("read the chosen area", value, &chosen)
}

// SetArea keeps what the team chose. It fails with [siak.KindBadValue] for
// nothing, and with [siak.KindAreaTooBig] for more than the cache can have.
func (s *Settings) SetArea(ctx context.Context, chosen []Partition) error {
	const op = "choose the area"
	switch {
	case len(chosen) == 0:
		return siak.E(op, fault.KindBadValue, nil)
	case len(chosen) > MaxArea:
		return siak.E(op, fault.KindAreaTooBig, nil)
	}
	value, err := codec.Encode(chosen)
	if err != nil {
		return err
	}
	return s.Set(ctx, settingArea, value)
}

// MaxArea leaves room in the cache for partitions that begin anew.
const MaxArea = cache.MaxPartition / 2
