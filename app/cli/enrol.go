package cli

import (
	"context"
	"time"

	"ikd/station/app/runtime"
	"ikd/station/siak"
)

type enrolCommand struct {
	Registry string `required:"" placeholder:"ADDR" help:"The registry (host:port)."`
	Code     string `placeholder:"CODE" help:"The enrolment code that the registry's staff gave out; only a sandbox may ask for none."`
	Name     string `placeholder:"NAME" help:"What the registry's staff call this counter; the name that they gave with the code where not given."`
	Proxy    string `default:"" placeholder:"PROXY" help:"The proxy to go through from now on: system, none, or host:port (station proxy set); as it is set where not given."`
	Dir      string `default:"${dir}" placeholder:"DIR" help:"The station's folder; set up where it is new."`
	Officer  string `placeholder:"NAME" help:"The account; a new folder's first officer is called petugas without it."`
}

// Help is the long help of the command.
func (enrolCommand) Help() string {
	return `Enrols this laptop at a registry: its key is made here, the registry certifies it, and from then on nobody but
this registry is listened to. The code has six groups of four signs; capitals, dashes and blanks do not
matter. It is sent to nobody but the registry that it was made for. A new folder is set up with its first
officer. A laptop whose certificate has ended is enrolled again with a new code: it stays the same station and
nothing that waits is lost. Prints what it is now:

  {"station":"S-…","office":"Kecamatan Beji","region":"327606","training":false,"until":"…"}`
}

// enrolledLine is what the laptop is after the enrolment.
type enrolledLine struct {
	Station  string      `json:"station"`
	Office   string      `json:"office"`
	Region   siak.Region `json:"region"`
	Training bool        `json:"training"`
	Until    time.Time   `json:"until"`
}

// Run enrols.
func (c *enrolCommand) Run(ctx context.Context, out *output) error {
	if c.Proxy != "" {
		s, err := out.proxySettings(c.Proxy, "")
		if err != nil {
			return err
		}
		if err := runtime.ChooseProxy(ctx, c.Dir, s); err != nil && siak.KindOf(err) != siak.KindNotSetUp { // it is kept once the folder is there
			return err
		}
	}
	o := runtime.Options{Dir: c.Dir, Officer: c.Officer, Registry: c.Registry, Code: c.Code, StationName: c.Name}
	return exclusively(ctx, out, o, func(w *runtime.Station) error {
		id := w.Identity
		_, until := id.Valid()
		return out.line(enrolledLine{id.StationID, id.OfficeName, id.OfficeRegion, id.Training, until})
	})
}
