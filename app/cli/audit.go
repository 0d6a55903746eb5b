package cli

import (
	"context"
	"encoding/hex"

	"ikd/station/app/runtime"
	"ikd/station/store"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" deed:"verify-audit" help:"Check the audit trail from its first row to its signed head."`
	Export auditExportCommand `cmd:"" deed:"export-audit" help:"Print the audit trail, for a supervisor."`
}

type auditVerifyCommand struct {
	Dir      string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
	Online   bool   `help:"Compare with what the registry saw last: finds an older file that was put back. Needs the passphrase; not while the window is open."`
	As       string `placeholder:"NAME" help:"The account that signs in for --online; not needed where there is only one."`
	Registry string `placeholder:"ADDR" help:"The registry's address for --online, where it is another than the remembered one."`
}

// Help is the long help of the command.
func (auditVerifyCommand) Help() string {
	return `Finds any row that was changed, taken out, put in, cut off or put in another order. Prints one line:

  {"sound":true,"rows":214,"key":"…"}

or, with the first bad row and what is wrong with it (gap, order, changed, cut, extra, unsigned,
signature, porch, older-file), {"sound":false,"rows":17,"bad":18,"problem":"changed","key":"…"}. rows counts the good rows
before it; key is the station's public key (hexadecimal), to be compared with the registry's record; waiting
is how many failed sign-ins the next sign-in takes in (porch: those are not as they were left). Needs no
passphrase. With --online also older-file: the registry saw another trail, whose row bad is not here; an older
file was put back, or the trail was written anew. Exit code 1 if the trail is not sound.`
}

// auditLine is the printed report.
type auditLine struct {
	Sound   bool          `json:"sound"`
	Rows    int64         `json:"rows"`
	Bad     int64         `json:"bad,omitempty"`
	Problem store.Problem `json:"problem,omitempty"`
	Key     string        `json:"key,omitempty"`
	Waiting int           `json:"waiting,omitempty"`
	// Anchored is the last row that the registry saw.
	Anchored uint64 `json:"anchored,omitempty"`
}

// Run verifies the trail.
func (c *auditVerifyCommand) Run(ctx context.Context, out *output) error {
	verify := c.offline
	if c.Online {
		verify = c.online
	}
	r, anchored, err := verify(ctx, out)
	if err != nil {
		return err
	}
	if err := out.line(auditLine{r.Sound(), r.Rows, r.Bad, r.Problem, hex.EncodeToString(r.Key), r.Waiting, anchored}); err != nil {
		return err
	}
	if !r.Sound() {
		return errNotHeld
	}
	return nil
}

func (c *auditVerifyCommand) offline(ctx context.Context, _ *output) (store.AuditReport, uint64, error) {
	r, err := store.VerifyAudit(ctx, c.Dir)
	return r, 0, err
}

// online compares with the registry before anything is anchored anew.
func (c *auditVerifyCommand) online(ctx context.Context, out *output) (r store.AuditReport, anchored uint64, err error) {
	o := runtime.Options{Dir: c.Dir, Officer: c.As, Registry: c.Registry}
	err = exclusively(ctx, out, o, func(w *runtime.Station) error {
		last, err := w.Client.LastAnchor(ctx)
		if err != nil {
			return err
		}
		anchored = last.Seq
		r, err = w.Store.Audit.VerifyAgainst(ctx, last)
		return err
	})
	return r, anchored, err
}

type auditExportCommand struct {
	signIn
}

// Help is the long help of the command.
func (auditExportCommand) Help() string {
	return `Prints the whole audit trail, a line for each row, and last its signed head; for a supervisor. Nothing personal
of a citizen is in it. The export is itself a row of the trail.

  {"seq":17,"time":"…","registry":"…","officer":"Siti","act":"confirm","activation":"…",…,"body":"…","hash":"…"}
  {"head":214,"hash":"…","signature":"…","key":"…"}

time is by the station's clock, registry by the registry's as it was last measured. body is the row's canonical
CBOR (RFC 8949 section 4.2.1) and hash SHA-256 over the hash before and the body, so that anybody can check
the lines without this program; the signature is Ed25519 over "ikd-station audit head v1", a zero byte, the
number of the last row (8 bytes, big-endian) and its hash.`
}

// Run prints the trail.
func (c *auditExportCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, out, func(s *store.Store) error { return s.ExportAudit(ctx, out.tty.Out) })
}
