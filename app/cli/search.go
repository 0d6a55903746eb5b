package cli

import (
	"context"
	"strings"

	"ikd/station/app/desk"
	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/store"
)

type searchCommand struct {
	Name  string `placeholder:"NAME" help:"Words of the name, in any order and common spelling; with --birth."`
	Birth string `placeholder:"YYYY-MM-DD" help:"The birth date; with --name."`
	NIK   string `name:"nik" placeholder:"NIK" help:"The NIK, instead of name and birth date; blanks, dots and hyphens do not matter."`
	signIn
	Reveal bool `help:"Show the NIK unmasked."`
}

// Help is the long help of the command.
func (searchCommand) Help() string {
	return `Looks a person up in this station's copy of the register and prints a line for each who was found, the best
match first, at most 5:

  {"nik":"3276 •••• •••• 9012","name":"…","birth":"1991-03-12","sex":"female","district":"327606","village":"…",
   "life":"living","recorded":true,"active":false,"eligible":""}

life is living, deceased, inactive or duplicate; recorded says that the KTP-el was recorded, active that the
digital ID is active on some phone; eligible is the day from which somebody may come who is too young now. Of
the name, at least half of the words must agree (Muh., Moch. and Mohammad are the same, titles do not count).

The look-up is a row of the audit trail, without a word of whom it was about. What is given on a command line
can be seen by others who are signed in to this computer. Not while the window is open. Exit code 1 if nobody
was found.`
}

// personLine is what is printed of a person.
type personLine struct {
	NIK      string      `json:"nik"`
	Name     string      `json:"name"`
	Birth    string      `json:"birth"`
	Sex      string      `json:"sex"`
	District siak.Region `json:"district"`
	Village  string      `json:"village"`
	Life     string      `json:"life"`
	Recorded bool        `json:"recorded"`
	Active   bool        `json:"active"`
	Eligible string      `json:"eligible"`
}

// Run looks the person up.
func (c *searchCommand) Run(ctx context.Context, out *output) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	none := "search.none"
	if !q.NIK.IsZero() {
		none = "search.none.nik"
	}
	return c.do(ctx, out, func(s *store.Store) error {
		identity, _, err := s.Settings.Identity(ctx)
		if err != nil {
			return err
		}
		f := runtime.Finder(s, runtime.FromStored(identity))
		f.Offset = runtime.RememberedOffset(ctx, c.Dir)
		found, err := f.Find(ctx, q)
		if err != nil {
			return err
		}
		return c.print(out, found, none)
	})
}

// query reads what was asked for. Its errors repeat nothing of it.
func (c *searchCommand) query() (q desk.Query, err error) {
	byNIK, byName := c.NIK != "", strings.TrimSpace(c.Name) != "" && c.Birth != ""
	switch {
	case byNIK && (c.Name != "" || c.Birth != ""), !byNIK && !byName:
		return q, usage("say --nik, or --name with --birth")
	case byNIK:
		if q.NIK, err = siak.ReadNIK(c.NIK); err != nil {
			return q, usage("--nik is no NIK")
		}
	default:
		q.Name = c.Name
		if q.Birth, err = siak.ParseDate(c.Birth); err != nil {
			return q, usage("--birth is no date of the form YYYY-MM-DD")
		}
	}
	return q, nil
}

func (c *searchCommand) print(out *output, found desk.Found, none string) error {
	for _, p := range found.People {
		if err := out.line(c.lineOf(p)); err != nil {
			return err
		}
	}
	switch {
	case found.Empty:
		out.say("%s", out.words.Text("search.empty"))
	case len(found.People) == 0:
		out.say("%s", out.words.Text(none))
	case found.More:
		out.say("%s", out.words.Text("search.many"))
	}
	if len(found.People) == 0 {
		return errNotHeld
	}
	return nil
}

func (c *searchCommand) lineOf(p desk.Person) personLine {
	line := personLine{
		NIK: p.NIK.String(), Name: p.Name, Birth: p.Birth.String(), Sex: sexes[p.Sex],
		District: p.District, Village: p.Village, Life: lives[p.Life], Recorded: p.Recorded, Active: p.Active,
	}
	if c.Reveal {
		line.NIK = p.NIK.Digits()
	}
	if !p.EligibleOn.IsZero() {
		line.Eligible = p.EligibleOn.String()
	}
	return line
}

var (
	sexes = map[siak.Sex]string{siak.Male: "male", siak.Female: "female"}
	lives = map[siak.Life]string{
		siak.Living: "living", siak.Deceased: "deceased", siak.Inactive: "inactive", siak.Duplicate: "duplicate",
	}
)
