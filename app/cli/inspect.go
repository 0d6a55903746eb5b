package cli

import (
	"context"
	"io"
	"strings"
	"time"

	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/store"
)

type inspectCommand struct {
	Code   string    `arg:"" help:"The text of a code, or - to read it from standard input."`
	Dir    string    `placeholder:"DIR" help:"A station's folder, whose trust list is used (asks for the passphrase). Not while the window is open."`
	As     string    `placeholder:"NAME" help:"The account that signs in for --dir; not needed where there is only one."`
	At     time.Time `placeholder:"TIME" help:"Judge as of this time (2026-11-21T08:41:00+07:00); now without it."`
	Reveal bool      `help:"Show NIK, name and birth date unmasked."`
}

// Help is the long help of the command.
func (inspectCommand) Help() string {
	return `Prints one line: the format of the code, the verdict ("valid" or the name of the check that fails),
every check that could be made, and what the code says, personal data masked:

  {"format":"presentation","verdict":"expired","steps":[{"name":"…","ok":true},…],"fields":{…}}

Without --dir no issuer is known, so the verdict is untrusted-issuer at best. What follows from the
register is not part of a code: "station scan" tells that. Exit code 1 if a check fails.`
}

// Run inspects one code.
func (c *inspectCommand) Run(ctx context.Context, out *output) error {
	text, err := c.text(out)
	if err != nil {
		return err
	}
	at := c.At
	if at.IsZero() {
		at = time.Now()
	}
	report, err := c.inspect(ctx, out, text, at)
	if err != nil {
		return err
	}
	if err := out.line(report); err != nil {
		return err
	}
	if outcome, wrong := siak.OutcomeOf(siak.E("inspect", siak.Kind(report.Verdict), nil)); wrong {
		told := out.words.Outcome(outcome, siak.Date{})
		out.say("%s. %s", told.Title, told.Do)
		return errNotHeld
	}
	return nil
}

// text is the code itself. Of a text that is too long to be one, enough is
// read to say so. A line end is cut off, spaces are not: Base45 has one.
func (c *inspectCommand) text(out *output) (string, error) {
	if c.Code != "-" {
		return c.Code, nil
	}
	b, err := io.ReadAll(io.LimitReader(out.tty.In, credential.MaxText+3))
	return strings.TrimRight(string(b), "\r\n"), err
}

// inspect judges a code, by what the station's folder believes where there is one.
func (c *inspectCommand) inspect(ctx context.Context, out *output, text string, at time.Time) (report credential.Report, err error) {
	if c.Dir == "" {
		return credential.Verifier{}.Inspect(text, at, c.Reveal), nil
	}
	err = signIn{Dir: c.Dir, As: c.As}.do(ctx, out, func(s *store.Store) error {
		trust, _, err := s.Cache.Trust(ctx)
		report = runtime.Verifier(ctx, s.Cache, trust).Inspect(text, at, c.Reveal)
		return err
	})
	return report, err
}
