package server

import (
	"context"
	"errors"
	"io"

	"ikd/station/siak"
	"ikd/station/siak/transfer"

	pb "ikd/station/siak/registry/registryv1"
)

// What one takes in a file, about, in bytes.
const (
	bytesPerPerson  = 90
	bytesPerVerdict = 100
)

// SaveArea writes an area file for a station to a path, or into a folder under a
// name of its own. With since, an outbox file of the station, it brings only what
// changed since the station's copy then. It fails as [transfer.Save] does, with
// not-found for a station that there is not, with unauthenticated for one that
// was revoked, and with no-file-key.
func (f *FileService) SaveArea(ctx context.Context, station, path, since string) (file string, found transfer.Found, err error) {
	hand, registry, err := f.ByHand(ctx)
	if err != nil {
		return "", found, err
	}
	from, people, err := f.areaCursors(ctx, station)
	if err != nil {
		return "", found, err
	}
	if since != "" {
		had, err := f.copyOf(ctx, since, station)
		if err != nil {
			return "", found, err
		}
		continueFrom(from, had)
		people = 0 // nobody knows yet
	}
	file = transfer.PathFor(path, pb.FileKind_FILE_KIND_AREA, station, f.registry.o.Now())
	err = transfer.Save(file, int64(people)*bytesPerPerson, func(w io.Writer) (err error) {
		found, err = hand.WriteArea(ctx, w, station, registry, from)
		return err
	})
	return file, found, f.saved(found, err)
}

// copyOf is where a station's copy stood when it wrote an outbox file.
func (f *FileService) copyOf(ctx context.Context, path, station string) ([]siak.Cursor, error) {
	hand, registry, err := f.ByHand(ctx)
	if err != nil {
		return nil, err
	}
	file, closer, err := transfer.OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = closer.Close() }()
	found, err := hand.Look(ctx, file, registry)
	if err != nil {
		return nil, err
	}
	if found.Station != station {
		return nil, siak.E("read a station's copy", siak.KindFileNotForUs, errors.New("another station's file"))
	}
	return found.Copy, nil
}

// continueFrom moves cursors to where a copy stands.
func continueFrom(from, copied []siak.Cursor) {
	for i, begin := range from {
		for _, had := range copied {
			if had.Partition == begin.Partition {
				from[i] = had
			}
		}
	}
}

// AcceptFile takes a station's outbox file in and writes the replies, as
// [transfer.Registry.Accept] does.
func (f *FileService) AcceptFile(ctx context.Context, outbox, path string) (file string, found transfer.Found, err error) {
	hand, registry, err := f.ByHand(ctx)
	if err != nil {
		return "", found, err
	}
	in, closer, err := transfer.OpenFile(outbox)
	if err != nil {
		return "", found, err
	}
	defer func() { _ = closer.Close() }()
	if found, err = hand.Look(ctx, in, registry); err != nil {
		return "", found, err
	}
	file = transfer.PathFor(path, pb.FileKind_FILE_KIND_RECEIPTS, found.Station, f.registry.o.Now())
	err = transfer.Save(file, int64(found.Waiting)*bytesPerVerdict, func(w io.Writer) (err error) {
		found, err = hand.Accept(ctx, in, registry, w)
		return err
	})
	if err == nil { // everything that was read before it was written is handed in
		err = f.registry.contactByFile(ctx, found.Station, found.Made)
	}
	return file, found, f.saved(found, err)
}

// SaveReceipts writes all replies for a station, without a file of its.
func (f *FileService) SaveReceipts(ctx context.Context, station, path string) (file string, found transfer.Found, err error) {
	hand, registry, err := f.ByHand(ctx)
	if err != nil {
		return "", found, err
	}
	file = transfer.PathFor(path, pb.FileKind_FILE_KIND_RECEIPTS, station, f.registry.o.Now())
	err = transfer.Save(file, 0, func(w io.Writer) (err error) {
		found, err = hand.WriteReceipts(ctx, w, station, registry, 0)
		return err
	})
	return file, found, f.saved(found, err)
}

// saved logs that a file was written.
func (f *FileService) saved(found transfer.Found, err error) error {
	if err == nil {
		f.registry.o.Log.Info("file by hand", "station", found.Station, "people", found.People, "activations", found.Waiting)
	}
	return err
}
