package admin

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/transfer"
)

// written is a file that was written for a station.
type written struct {
	File        string    `json:"file"`
	Kind        string    `json:"kind"`
	Made        time.Time `json:"made"`
	Station     string    `json:"station"`
	People      int       `json:"people,omitempty"`
	Verdicts    int       `json:"verdicts,omitempty"`
	Activations int       `json:"activations,omitempty"`
}

// fileLine is the line of a file that was written, or why none was.
func fileLine(kind pb.FileKind, file string, f transfer.Found, err error) (written, error) {
	if siak.KindOf(err) == siak.KindUnauthenticated {
		return written{}, &Error{ExitRegistry, "the station was revoked: it gets no files, and none of its are taken in"}
	}
	return written{file, transfer.Word(kind), f.Made, f.Station, f.People, f.Verdicts, f.Waiting}, err
}

// AreaFile is what an area file is to hold and where it goes.
type AreaFile struct {
	Station string
	To      string // the file, or a folder that gets one
	Since   string // an outbox file of the station; "" for the whole area
}

// ExportArea writes an area file for a station and prints what was written. Only
// that station can open it.
func ExportArea(ctx context.Context, r *server.Registry, a AreaFile, print Print) error {
	if err := known(ctx, r, a.Station); err != nil {
		return err
	}
	if err := writable(a.To); err != nil {
		return err
	}
	if a.Since != "" {
		if err := readable(a.Since); err != nil {
			return err
		}
	}
	file, found, err := r.SaveArea(ctx, a.Station, a.To, a.Since)
	line, err := fileLine(pb.FileKind_FILE_KIND_AREA, file, found, err)
	if err != nil {
		return err
	}
	return print(line)
}

// ImportOutbox takes a station's outbox file in, writes the replies and prints
// what was written. A file that is no good is not taken in at all; taking one in
// twice changes nothing.
func ImportOutbox(ctx context.Context, r *server.Registry, outbox, to string, print Print) error {
	if err := readable(outbox); err != nil {
		return err
	}
	if err := writable(to); err != nil {
		return err
	}
	file, found, err := r.AcceptFile(ctx, outbox, to)
	if siak.KindOf(err) == siak.KindNotFound { // the files are there
		return unknown("the one that made " + outbox)
	}
	line, err := fileLine(pb.FileKind_FILE_KIND_RECEIPTS, file, found, err)
	if err != nil {
		return err
	}
	return print(line)
}

// ExportReceipts writes all replies for a station, without a file of its, and
// prints what was written.
func ExportReceipts(ctx context.Context, r *server.Registry, station, to string, print Print) error {
	if err := known(ctx, r, station); err != nil {
		return err
	}
	if err := writable(to); err != nil {
		return err
	}
	file, found, err := r.SaveReceipts(ctx, station, to)
	line, err := fileLine(pb.FileKind_FILE_KIND_RECEIPTS, file, found, err)
	if err != nil {
		return err
	}
	return print(line)
}

// readable fails where there is no file to read.
func readable(file string) error {
	if _, err := os.Stat(file); err != nil {
		return Usage("there is no such file: %s", file)
	}
	return nil
}

// writable fails where there is no folder for a file.
func writable(to string) error {
	if folder := filepath.Dir(filepath.Clean(to)); !isFolder(folder) {
		return Usage("there is no such folder: %s", folder)
	}
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// verdict is the registry's answer to an activation.
type verdict struct {
	Activation string      `json:"activation"`
	State      siak.State  `json:"state"`
	Reason     siak.Reason `json:"reason"`
}

// Accept takes in the activations that a wiped station exported (a
// [siak.EscrowFile]) and prints the verdict of each. One that was handed in before
// keeps its verdict.
func Accept(ctx context.Context, r *server.Registry, file string, print Print) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return Usage("cannot read the file: %v", err)
	}
	var escrow siak.EscrowFile
	if json.Unmarshal(text, &escrow) != nil || escrow.Format != siak.EscrowFormat {
		return Usage("not a file of a wiped station: %s", file)
	}
	if err := known(ctx, r, escrow.Station); err != nil {
		return err
	}
	verdicts, err := r.AcceptEscrow(ctx, escrow)
	if err != nil {
		return err
	}
	for _, v := range verdicts {
		if err := print(verdict{v.ID.String(), v.State, v.Reason}); err != nil {
			return err
		}
	}
	return nil
}
