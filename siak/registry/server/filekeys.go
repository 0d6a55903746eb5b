package server

import (
	"context"

	"ikd/station/siak"
	"ikd/station/siak/transfer"
)

// fileRecipientLength is of an X25519 public key (RFC 7748).
const fileRecipientLength = 32

// settingRecipient is where a station's public key for files stands: X25519, and
// behind it the hybrid one where the station has one.
func settingRecipient(station string) string { return "file_recipient/" + station }

// recipients are a station's public keys for files; without any, what there is
// stays.
type recipients struct{ classic, hybrid []byte }

// setFileRecipient notes a station's public keys for files; none leaves the ones
// that there are. It fails with refused.
func (r *EnrolmentService) setFileRecipient(ctx context.Context, station string, of recipients) error {
	const op = "note a key for files"
	if len(of.classic) == 0 {
		return nil
	}
	if len(of.classic) != fileRecipientLength || len(of.hybrid) != 0 && len(of.hybrid) != transfer.HybridLength {
		return siak.E(op, siak.KindRefused, nil)
	}
	both := append(append([]byte{}, of.classic...), of.hybrid...)
	return at(op, r.store.Write(ctx, func(tx Tx) error { return tx.SetSetting(settingRecipient(station), both) }))
}
