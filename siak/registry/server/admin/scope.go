package admin

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/scope"
)

// granted is what is printed of a station's grants.
type granted struct {
	Station string        `json:"station"`
	Grants  []scope.Grant `json:"grants"`
}

// Grants prints what is granted to a station, or to each where station is "".
func Grants(ctx context.Context, r *server.Registry, station string, print Print) error {
	if station != "" {
		if err := known(ctx, r, station); err != nil {
			return err
		}
		return printGrants(ctx, r, station, print)
	}
	stations, err := r.Stations(ctx)
	if err != nil {
		return err
	}
	for _, s := range stations {
		if s.Revoked {
			continue
		}
		if err := printGrants(ctx, r, s.ID, print); err != nil {
			return err
		}
	}
	return nil
}

func printGrants(ctx context.Context, r *server.Registry, station string, print Print) error {
	gs, err := r.Grants(ctx, station)
	if err != nil {
		return err
	}
	return print(granted{station, append([]scope.Grant{}, gs...)})
}

// ParseGrants reads grants as they are typed.
func ParseGrants(typed []string) (gs []scope.Grant, err error) {
	for _, one := range typed {
		g, err := scope.ParseGrant(one)
		if err != nil {
			return nil, Usage("no grant: %q; want 6, 4 or 2 digits of a kecamatan, a city or a province, or %s", one, scope.LookUpByNIK)
		}
		gs = append(gs, g)
	}
	return gs, nil
}

// Grant gives a station what is typed, and prints what it has then.
func Grant(ctx context.Context, r *server.Registry, station string, typed []string, print Print) error {
	err := eachGrant(ctx, r, station, typed, r.Grant)
	if err != nil {
		return err
	}
	return printGrants(ctx, r, station, print)
}

// Ungrant takes what is typed from a station, and prints what it has then.
func Ungrant(ctx context.Context, r *server.Registry, station string, typed []string, print Print) error {
	err := eachGrant(ctx, r, station, typed, func(ctx context.Context, station string, g scope.Grant) error {
		err := r.Ungrant(ctx, station, g)
		if siak.KindOf(err) == siak.KindNotFound {
			return &Error{ExitRegistry, "the station has no such grant: " + string(g)}
		}
		return err
	})
	if err != nil {
		return err
	}
	return printGrants(ctx, r, station, print)
}

// eachGrant does something with each grant that is typed and a station that is there.
func eachGrant(ctx context.Context, r *server.Registry, station string, typed []string, do func(context.Context, string, scope.Grant) error) error {
	gs, err := ParseGrants(typed)
	if err != nil {
		return err
	}
	if err := known(ctx, r, station); err != nil {
		return err
	}
	for _, g := range gs {
		if err := do(ctx, station, g); err != nil {
			return err
		}
	}
	return nil
}

// alarm is a line of [Alarms].
type alarm struct {
	Alarm   scope.AlarmKind `json:"alarm"`
	Station string          `json:"station"`
	Officer string          `json:"officer"`
	Day     string          `json:"day"`
	Count   int             `json:"count"`
	First   time.Time       `json:"first"`
	Last    time.Time       `json:"last"`
}

// Alarms prints what was unusual in the last days, the newest last. A line is of a
// station, an officer and a day (UTC).
func Alarms(ctx context.Context, r *server.Registry, days int, print Print) error {
	if days < 1 {
		return Usage("--days %d is out of bounds", days)
	}
	all, err := r.Alarms(ctx, time.Now().AddDate(0, 0, -days))
	if err != nil {
		return err
	}
	for _, a := range all {
		if err := print(alarm{a.Kind, a.Station, a.Officer, a.Day, a.Count, a.First.UTC(), a.Last.UTC()}); err != nil {
			return err
		}
	}
	return nil
}

// looked is a line of [WhoLooked]: what somebody did.
type looked struct {
	Time         time.Time  `json:"time"`
	Station      string     `json:"station"`
	Officer      string     `json:"officer"`
	Access       scope.Kind `json:"access"`
	Result       string     `json:"result"`
	Purpose      string     `json:"purpose,omitempty"`
	Registration string     `json:"registration,omitempty"`
}

// copyLine is a line of [WhoLooked]: that a station got changes of where the
// person is or was.
type copyLine struct {
	Time      time.Time   `json:"time"`
	Station   string      `json:"station"`
	Access    string      `json:"access"`
	Partition siak.Region `json:"partition"`
	From      uint64      `json:"from"`
	To        uint64      `json:"to"`
	Rows      int         `json:"rows"`
	Last      time.Time   `json:"last"`
}

// WhoLooked prints who saw the record of a NIK: look-ups and requests, refused ones
// and those in vain too, then the copies of where the person is or was. The NIK is
// not printed.
func WhoLooked(ctx context.Context, r *server.Registry, typed string, print Print) error {
	nik, err := siak.ReadNIK(typed)
	if err != nil {
		if nik, err = siak.RegisteredNIK(typed); err != nil {
			return Usage("that is no NIK") // it is not quoted
		}
	}
	l, err := r.WhoLooked(ctx, nik)
	if err != nil {
		return err
	}
	for _, a := range l.Accesses {
		if err := print(looked{a.At, a.Station, a.Officer, a.Kind, a.Result, a.Purpose, a.Registration}); err != nil {
			return err
		}
	}
	for _, c := range l.Copies {
		if err := print(copyLine{c.First, c.Station, c.How(), c.Region, c.From, c.To, c.Rows, c.Last}); err != nil {
			return err
		}
	}
	return nil
}

// Limits prints the quotas and the bounds of the alarms, in one line.
func Limits(ctx context.Context, r *server.Registry, print Print) error {
	l, err := r.Limits(ctx)
	if err != nil {
		return err
	}
	return print(l)
}

// SetLimit changes one of the limits, and prints all.
func SetLimit(ctx context.Context, r *server.Registry, name string, value int, print Print) error {
	err := r.SetLimit(ctx, name, value)
	if siak.KindOf(err) == siak.KindRefused {
		return Usage("%s %d: no such limit, or out of bounds; the limits are %v", name, value, scope.Names())
	}
	if err != nil {
		return err
	}
	return Limits(ctx, r, print)
}
