package sqlitedb

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"ikd/station/store/internal/fault"
)

// Opener opens SQLite files of one folder.
type Opener struct {
	Reserve *Reserve      // given up where the disk is too full to open a file
	Busy    time.Duration // how long to wait for another program that writes
	// What tests need to break: SQLite's way to the disk, and how much a commit
	// promises; "" for the system's own and for what the part asks for.
	VFS, Synchronous string
}

// Part is one of the folder's files.
type Part struct {
	Path, Synchronous string
	Schema            Schema
	Create            bool // an empty file may be begun
}

// Open opens a file, once more with the reserve given up where the disk is full:
// after a crash SQLite needs room to recover the WAL.
func (o Opener) Open(ctx context.Context, life *Lifetime, p Part) (*File, error) {
	f, err := o.try(ctx, life, p)
	if fault.IsFull(err) && o.Reserve.GiveUp() {
		f, err = o.try(ctx, life, p)
	}
	return f, fault.Wrap(fmt.Sprint("open ", filepath.Base(p.Path)), err)
}

func (o Opener) try(ctx context.Context, life *Lifetime, p Part) (*File, error) {
	f := &File{Path: p.Path, How: o.How(p.Synchronous), Life: life, reserve: o.Reserve}
	if err := f.open(); err != nil {
		return nil, err
	}
	if err := p.Schema.Migrate(ctx, f.Writer, p.Create); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// How is how a file is opened that asks for a promise.
func (o Opener) How(synchronous string) Access {
	return Access{Synchronous: cmp.Or(o.Synchronous, synchronous), Busy: o.Busy, vfs: o.VFS}
}
