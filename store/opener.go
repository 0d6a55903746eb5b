package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// opener opens SQLite files of one folder.
type opener struct {
	reserve *ballast      // given up where the disk is too full to open a file
	busy    time.Duration // how long to wait for another program that writes
	// What tests need to break: SQLite's way to the disk, and how much a commit
	// promises; "" for the system's own and for what the part asks for.
	vfs, synchronous string
}

// part is one of the folder's files.
type part struct {
	path, synchronous string
	schema            schema
	begin             bool // an empty file may be begun
}

// open opens a file, once more with the reserve given up where the disk is full:
// after a crash SQLite needs room to recover the WAL.
func (o opener) open(ctx context.Context, life *lifetime, p part) (*file, error) {
	f, err := o.try(ctx, life, p)
	if isFull(err) && o.reserve.giveUp() {
		f, err = o.try(ctx, life, p)
	}
	return f, fail(fmt.Sprint("open ", filepath.Base(p.path)), err)
}

func (o opener) try(ctx context.Context, life *lifetime, p part) (*file, error) {
	f := &file{path: p.path, how: o.how(p.synchronous), life: life, reserve: o.reserve}
	if err := f.open(); err != nil {
		return nil, err
	}
	if err := p.schema.bring(ctx, f.writer, p.begin); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return f, nil
}

// how is how a file is opened that asks for a promise.
func (o opener) how(synchronous string) access {
	return access{synchronous: cmp.Or(o.synchronous, synchronous), busy: o.busy, vfs: o.vfs}
}
