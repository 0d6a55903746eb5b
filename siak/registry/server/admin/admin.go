// Package admin is what staff ask of a registry at a command line: the verbs of
// ikd-registry and of the training registry's `station registry`. A command line
// parses arguments and calls a function here, which does the work and prints lines
// of JSON; [ExitCode] says how the command ends.
package admin

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// Print writes one value as a line.
type Print func(line any) error

// done is what is printed of a verb that changed a station.
type done struct {
	Event   string `json:"event"`
	Station string `json:"station"`
}

// station is a line of [Stations].
type station struct {
	Station  string    `json:"station"`
	Name     string    `json:"name"`
	Enrolled time.Time `json:"enrolled"`
	Revoked  bool      `json:"revoked"`
	// Anchored is the last row of the station's audit that the registry has seen,
	// RefusedHeads how many times it came with another audit.
	Anchored     uint64 `json:"anchored"`
	RefusedHeads int    `json:"refused_heads"`
	// Protection is what keeps the station's folder from opening on another machine, as
	// it says itself: passphrase, keyring or tpm; "" where it did not say. TLSKeyInTPM:
	// only that laptop's TPM can call as the station.
	Protection  siak.KeyProtection `json:"protection"`
	TLSKeyInTPM bool               `json:"tls_key_in_tpm"`
	// Wipe is "ordered" or "done"; left out where there is no order.
	Wipe string `json:"wipe,omitempty"`
}

// Stations prints the stations, in the order of their enrolment.
func Stations(ctx context.Context, r *server.Registry, print Print) error {
	stations, err := r.Stations(ctx)
	if err != nil {
		return err
	}
	for _, s := range stations {
		line := station{Station: s.ID, Name: s.Name, Enrolled: s.Enrolled, Revoked: s.Revoked, Anchored: s.Anchored, RefusedHeads: s.Refused, Protection: s.Protection, TLSKeyInTPM: s.OwnTLSKey}
		wipe, ordered, err := r.Wiped(ctx, s.ID)
		switch {
		case err != nil:
			return err
		case ordered && wipe.Done:
			line.Wipe = "done"
		case ordered:
			line.Wipe = "ordered"
		}
		if err := print(line); err != nil {
			return err
		}
	}
	return nil
}

// Revoke takes a station's right to call back, at once and for good.
func Revoke(ctx context.Context, r *server.Registry, station string, print Print) error {
	return change(ctx, r, station, r.RevokeStation, func() error { return print(done{"revoked", station}) })
}

// Wipe orders a station to wipe itself at its next contact.
func Wipe(ctx context.Context, r *server.Registry, station string, print Print) error {
	return change(ctx, r, station, r.OrderWipe, func() error { return print(done{"wipe-ordered", station}) })
}

// ClearAnchor lets a station's audit be anchored anew.
func ClearAnchor(ctx context.Context, r *server.Registry, station string, print Print) error {
	err := change(ctx, r, station, r.ForgetAnchors, func() error { return print(done{"anchor-cleared", station}) })
	if siak.KindOf(err) == siak.KindNotFound {
		return &Error{ExitRegistry, "the registry has taken no head of that station's audit: " + station}
	}
	return err
}

// change does something with a station that is there.
func change(ctx context.Context, r *server.Registry, station string, do func(context.Context, string) error, print func() error) error {
	if err := known(ctx, r, station); err != nil {
		return err
	}
	if err := do(ctx, station); err != nil {
		return err
	}
	return print()
}

// known fails where the registry has no such station.
func known(ctx context.Context, r *server.Registry, station string) error {
	_, err := r.StationCaller(ctx, station)
	if siak.KindOf(err) == siak.KindNotFound {
		return unknown(station)
	}
	return err
}
