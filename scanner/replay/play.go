package replay

import (
	"context"
	"errors"
	"io"
	"time"

	"ikd/station/scanner"
)

// badPicture is a picture that was passed over.
type badPicture struct {
	name string
	err  error
}

func (b *badPicture) Error() string { return b.err.Error() }

func (s *Source) play(ctx context.Context, deliver func(*scanner.Frame)) error {
	beat := newBeat(s.live, s.recording.every())
	defer beat.stop()
	for {
		if err := s.fault(ctx); err != nil {
			return err
		}
		f, err := s.nextGood(ctx)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if !beat.wait(ctx) {
			return ctx.Err()
		}
		if f.At.IsZero() {
			f.At = time.Now()
		}
		s.count++
		deliver(f)
	}
}

// nextGood is the next picture that can be read, from the beginning again
// where the recording loops. It ends where not one picture can be.
func (s *Source) nextGood(ctx context.Context) (*scanner.Frame, error) {
	for turned := false; ctx.Err() == nil; {
		f, err := s.recording.next()
		b, bad := errors.AsType[*badPicture](err)
		switch {
		case bad:
			s.tell(b)
		case err == io.EOF && s.opt.Loop && !turned:
			turned = true
			if err := s.recording.again(); err != nil {
				return nil, err
			}
		default:
			return f, err
		}
	}
	return nil, ctx.Err()
}

func (s *Source) tell(b *badPicture) {
	if s.opt.OnBad != nil {
		s.opt.OnBad(b.name, b.err)
	}
}

// fault fails as a camera does once its time has come.
func (s *Source) fault(ctx context.Context) error {
	switch f := &s.opt.Faults; {
	case f.UnplugAfter > 0 && s.count >= f.UnplugAfter:
		f.UnplugAfter = 0
		return &scanner.FaultError{Fault: scanner.FaultLost, Err: errUnplug}
	case f.StallAfter > 0 && s.count >= f.StallAfter:
		f.StallAfter = 0
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

// beat paces what plays live.
type beat struct{ tick *time.Ticker }

func newBeat(live bool, every time.Duration) beat {
	if !live {
		return beat{}
	}
	return beat{time.NewTicker(every)}
}

func (b beat) wait(ctx context.Context) bool {
	if b.tick == nil {
		return ctx.Err() == nil
	}
	select {
	case <-ctx.Done():
		return false
	case <-b.tick.C:
		return true
	}
}

func (b beat) stop() {
	if b.tick != nil {
		b.tick.Stop()
	}
}
