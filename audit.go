package main

import (
	"context"
	"encoding/hex"

	"ikd/station/store"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Check the audit trail from its first row to its signed head."`
}

type auditVerifyCommand struct {
	Dir string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
}

// Help is the long help of the command.
func (auditVerifyCommand) Help() string {
	return `Finds any row that was changed, taken out, put in, cut off or put in another order. Prints one line:

  {"sound":true,"rows":214,"key":"…"}

or, with the first bad row and what is wrong with it (gap, order, changed, cut, extra, unsigned,
signature), {"sound":false,"rows":17,"bad":18,"problem":"changed","key":"…"}. rows counts the good rows
before it; key is the station's public key (hexadecimal), to be compared with the registry's record. Needs
no passphrase. Exit code 1 if the trail is not sound.`
}

// auditLine is the printed report.
type auditLine struct {
	Sound   bool          `json:"sound"`
	Rows    int64         `json:"rows"`
	Bad     int64         `json:"bad,omitempty"`
	Problem store.Problem `json:"problem,omitempty"`
	Key     string        `json:"key,omitempty"`
}

// Run verifies the trail.
func (c *auditVerifyCommand) Run(ctx context.Context, out *output) error {
	r, err := store.VerifyAudit(ctx, c.Dir)
	if err != nil {
		return err
	}
	if err := out.line(auditLine{r.Sound(), r.Rows, r.Bad, r.Problem, hex.EncodeToString(r.Key)}); err != nil {
		return err
	}
	if !r.Sound() {
		return errNotHeld
	}
	return nil
}
