package runtime

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/transfer"
	"ikd/station/store"
)

// transferEnd is the station's end of transfer files.
func (st *Station) transferEnd(ctx context.Context) (transfer.Station, error) {
	const op = "prepare transfer files"
	known, enrolled, err := st.Store.Settings.Identity(ctx) // as the last renewal left it
	if err != nil {
		return transfer.Station{}, err
	}
	if !enrolled {
		return transfer.Station{}, siak.E(op, siak.KindNotEnrolled, nil)
	}
	id := FromStored(known)
	chosen, err := chosenArea(ctx, st.Store, id)
	if err != nil {
		return transfer.Station{}, err
	}
	authority, err := x509.ParseCertificate(id.Authority)
	if err != nil {
		return transfer.Station{}, siak.E(op, siak.KindDamaged, errors.New("the registry's certificate"))
	}
	key, err := id.Signer()
	if err != nil {
		return transfer.Station{}, err
	}
	end := transfer.Station{
		ID: id.StationID, ServerName: id.ServerName, Authority: authority, Key: key,
		FileKey: id.FileKey, Registry: id.FileRecipient, Area: regionsOf(chosen), Now: st.Client.Time,
	}
	if len(id.OldAuthority) > 0 {
		end.Before, err = x509.ParseCertificate(id.OldAuthority)
	}
	if err != nil {
		return transfer.Station{}, siak.E(op, siak.KindDamaged, errors.New("the registry's former certificate"))
	}
	return end, nil
}

// bytesPerActivation is what one takes in a file, about.
const bytesPerActivation = 1500

// ExportOutbox writes what waits to a file: path, or a name of its own in the
// folder that path is. Nothing is marked as sent.
func (st *Station) ExportOutbox(ctx context.Context, path string) (file string, n int, err error) {
	s, err := st.transferEnd(ctx)
	if err != nil {
		return "", 0, err
	}
	o := transfer.Outbox{Waiting: st.Store.Ledger.Unsent(ctx)}
	if o.AfterSeq, err = st.Store.Ledger.VerdictSeq(ctx); err != nil {
		return "", 0, err
	}
	if o.Head, err = st.Store.Audit.Head(ctx); err != nil {
		return "", 0, err
	}
	if o.Anchored, err = st.Store.Audit.Anchored(ctx); err != nil {
		return "", 0, err
	}
	if o.Copy, err = st.Store.Cache.Cursors(ctx); err != nil {
		return "", 0, err
	}
	if err := st.Store.OfficerKeys.Certify(ctx); err != nil {
		return "", 0, err
	}
	if o.Officers, o.OfficerEnds, err = st.Store.OfficerKeys.Untold(ctx); err != nil {
		return "", 0, err
	}
	waiting, err := st.Store.Ledger.Waiting(ctx)
	if err != nil {
		return "", 0, err
	}
	file = transfer.PathFor(path, pb.FileKind_FILE_KIND_OUTBOX, s.ID, time.Now())
	err = transfer.Save(file, int64(waiting)*bytesPerActivation, func(to io.Writer) (err error) {
		n, err = s.WriteOutbox(ctx, to, o)
		return err
	})
	return file, n, st.noteFile(ctx, store.Event{Act: store.ActExport, Subject: "outbox"}, "export", err)
}

// noteFile writes into the audit what became of a file, and gives the error on.
func (st *Station) noteFile(ctx context.Context, done store.Event, tried string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	if err != nil {
		done = store.Event{Act: store.ActFailure, Kind: siak.KindOf(err), Subject: tried}
	}
	return errors.Join(err, st.Store.Audit.Append(context.WithoutCancel(ctx), done))
}

// ImportFile takes a file in; told is told how much of it is done, and may be
// nil.
func (st *Station) ImportFile(ctx context.Context, path string, told func(percent int)) (transfer.Taken, error) {
	s, err := st.transferEnd(ctx)
	if err != nil {
		return transfer.Taken{}, err
	}
	file, closer, err := transfer.OpenFile(path)
	if err != nil {
		return transfer.Taken{}, err
	}
	defer func() { _ = closer.Close() }()
	file.Told = twice(file.Size, told)
	taken, err := s.Take(ctx, file, transfer.Stores{
		Cache: st.Store.Cache, Ledger: st.Store.Ledger, Audit: st.Store.Audit, Officers: filedOfficers{st.Officers},
		Changed: st.events.Changed, Trusted: st.events.Trust,
	})
	return taken, st.noteFile(ctx, store.Event{Act: store.ActImport, Subject: transfer.Word(taken.Kind)}, "import", err)
}

// twice turns bytes of a file that is read twice into rising percents.
func twice(size int64, told func(percent int)) func(int64) {
	if told == nil || size == 0 {
		return nil
	}
	var last, base int64
	shown := -1
	return func(done int64) {
		if done < last {
			base += size
		}
		last = done
		if percent := int(min((base+done)*100/(2*size), 100)); percent > shown {
			shown = percent
			told(percent)
		}
	}
}

// InspectFile says what a file is, for this station, without taking it.
func (st *Station) InspectFile(ctx context.Context, path string) (transfer.Found, error) {
	s, err := st.transferEnd(ctx)
	if err != nil {
		return transfer.Found{}, err
	}
	file, closer, err := transfer.OpenFile(path)
	if err != nil {
		return transfer.Found{}, err
	}
	defer func() { _ = closer.Close() }()
	return s.Look(ctx, file)
}
