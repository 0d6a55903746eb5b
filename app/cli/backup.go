package cli

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/store"
)

type backupCommand struct {
	File   string `arg:"" placeholder:"FILE" help:"The file to make; it must not be there yet."`
	Dir    string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
	Rescue bool   `help:"Save what can be read from a ledger that is damaged."`
}

// Help is the long help of the command.
func (backupCommand) Help() string {
	return `Copies the ledger (activations, audit trail, officers, settings) to a file, sealed as it is, also while the
station is running; the copy opens with the officers' own passphrases and tells nobody else anything. It is
checked before it gets its name. Prints one line:

  {"file":"…","officers":2,"activations":214,"waiting":3,"sound":true,"lost":0}

officers is how many can open it; waiting are not acknowledged yet; sound says whether the audit trail is;
lost is how many rows a --rescue could not read. The copy of the register is not in it: the registry has
that. Needs no passphrase. Exit code 1 where the trail is not sound or something was lost.`
}

// copyLine is what is printed of a copy.
type copyLine struct {
	File        string `json:"file"`
	Officers    int    `json:"officers"`
	Activations int    `json:"activations"`
	Waiting     int    `json:"waiting"`
	Sound       bool   `json:"sound"`
	Lost        int    `json:"lost"`
}

// Run makes the copy.
func (c *backupCommand) Run(ctx context.Context, out *output) error {
	save := store.Backup
	if c.Rescue {
		save = store.Rescue
	}
	made, err := save(ctx, c.Dir, c.File)
	if err != nil {
		return err
	}
	if err := out.line(copyLine{c.File, made.Officers, made.Activations, made.Waiting, made.Audit.Sound(), made.Lost}); err != nil {
		return err
	}
	if !made.Audit.Sound() || made.Lost > 0 {
		return errNotHeld
	}
	return nil
}

type restoreCommand struct {
	File  string `arg:"" placeholder:"FILE" help:"A file that station backup made."`
	Dir   string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
	Force bool   `help:"Restore also where something is lost by it."`
}

// Help is the long help of the command.
func (restoreCommand) Help() string {
	return `Puts a backup in the place of the folder's ledger. The station must not be running. The ledger that was there
is put aside, never removed. Prints one line:

  {"file":"…","activations":210,"waiting":0,"sound":true,"aside":"…","missing":4,"unsent":0}

missing are activations that the ledger before had and the backup has not; unsent are those of them that the
registry has not acknowledged: nobody else has these. Where there are any, where the ledger before cannot be
read (both are -1), or where the backup's audit trail is not sound, nothing is done without --force, and the
exit code is 1.

No citizen is activated twice by an older backup: what it has as waiting is handed in under the same ID and
gets the same answer, and whom it has forgotten the registry remembers.`
}

// restoreLine is what is printed of a restore.
type restoreLine struct {
	File        string `json:"file"`
	Activations int    `json:"activations"`
	Waiting     int    `json:"waiting"`
	Sound       bool   `json:"sound"`
	Aside       string `json:"aside,omitempty"`
	Missing     int    `json:"missing"`
	Unsent      int    `json:"unsent"`
}

// Run restores.
func (c *restoreCommand) Run(ctx context.Context, out *output) error {
	r, err := store.Restore(ctx, c.Dir, c.File, c.Force, time.Now())
	if err != nil && siak.KindOf(err) != siak.KindWouldLose {
		return err
	}
	refused := err != nil
	if err := out.line(restoreLine{c.File, r.Activations, r.Waiting, r.Audit.Sound(), r.Aside, r.Missing, r.Unsent}); err != nil {
		return err
	}
	if refused {
		out.say("%s", out.words.Text("restore.refused"))
		return errNotHeld
	}
	return nil
}
