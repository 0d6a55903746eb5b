package main

import (
	"cmp"
	"context"
	"errors"
	"time"

	"ikd/station/app"
	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/store"
)

type enrolCommand struct {
	Registry string `required:"" placeholder:"ADDR" help:"The registry (host:port)."`
	Code     string `placeholder:"CODE" help:"The enrolment code that the registry's staff gave out; only a sandbox may ask for none."`
	Name     string `placeholder:"NAME" help:"What the registry's staff call this counter; the name that they gave with the code where not given."`
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
	o := opening{dir: c.Dir, officer: c.Officer, registry: c.Registry, code: c.Code, counter: c.Name}
	return alone(ctx, out, o, func(w *workplace) error {
		id := w.identity
		_, until := id.Valid()
		return out.line(enrolledLine{id.StationID, id.OfficeName, id.OfficeRegion, id.Training, until})
	})
}

// enrolled is the station's identity; where it has none, or a code is there, it
// gets one.
func enrolled(ctx context.Context, s *store.Store, o opening) (registry.Identity, error) {
	known, has, err := s.Settings.Identity(ctx)
	if err != nil {
		return registry.Identity{}, err
	}
	was := kept(known)
	if has && o.code == "" {
		was.Address = cmp.Or(o.registry, was.Address)
		return freshened(ctx, s, o, was)
	}
	if o.registry == "" {
		return registry.Identity{}, siak.E("open station", siak.KindNotEnrolled, nil)
	}
	o.step(app.StepEnrol)
	if was.Key == nil && o.code != "" {
		if was.Key, err = futureKey(ctx, s); err != nil {
			return registry.Identity{}, err
		}
	}
	identity, err := registry.Enrol(ctx, o.registry, registry.EnrolOptions{
		Code: o.code, StationName: stationName(o), Key: was.Key, FileKey: was.FileKey,
		Options: registry.Options{Dial: o.dial, Remembered: rememberedClock(ctx, o.dir)},
	})
	if siak.KindOf(err) == siak.KindCodeWrong && o.code == "" {
		return registry.Identity{}, siak.E("open station", siak.KindNotEnrolled, errors.New("this registry asks for a code"))
	}
	if err != nil {
		return registry.Identity{}, err
	}
	if err := mayBecome(s, o, was, identity); err != nil {
		return registry.Identity{}, err
	}
	return identity, s.Settings.SetIdentity(ctx, keep(identity))
}

// freshened gives a training station whose certificate has ended a new one: a
// sandbox asks nobody for a code, and a folder that was last used in the spring
// shall be good for training in the autumn. Where that fails it is told later.
func freshened(ctx context.Context, s *store.Store, o opening, was registry.Identity) (registry.Identity, error) {
	if _, until := was.Valid(); !was.Training || time.Now().Before(until) {
		return was, nil
	}
	is, err := registry.Enrol(ctx, was.Address, registry.EnrolOptions{
		StationName: stationName(o), Key: was.Key, FileKey: was.FileKey, Options: registry.Options{Dial: o.dial},
	})
	if err != nil || !sameStation(was, is) {
		return was, nil
	}
	return is, s.Settings.SetIdentity(ctx, keep(is))
}

// stationName is what the registry's staff see; with a code they have given a
// name already.
func stationName(o opening) string {
	if o.code == "" {
		return cmp.Or(o.counter, "Loket 1")
	}
	return o.counter
}

// mayBecome judges an identity before it is kept. A station stays at its
// registry: what waits in its outbox is for that one.
func mayBecome(s *store.Store, o opening, was, is registry.Identity) error {
	if was.StationID != "" && !sameStation(was, is) {
		return siak.E("enrol station", siak.KindOtherRegistry, errors.New("the station belongs to another registry: wipe it first"))
	}
	if is.Training {
		return nil
	}
	return store.CheckSecret(s.Officer(), store.Secret{Method: store.MethodPassphrase, Text: o.passphrase}) // real people are no training
}

func sameStation(a, b registry.Identity) bool {
	return a.StationID == b.StationID && a.ServerName == b.ServerName && a.Training == b.Training
}

// settingFutureKey keeps the key from before the first try to enrol until it is
// the station's: an answer that was lost made this key a station, and the same
// code gives no other key a certificate.
const settingFutureKey store.Setting = "enrol-key"

func futureKey(ctx context.Context, s *store.Store) ([]byte, error) {
	key, known, err := s.Settings.Get(ctx, settingFutureKey)
	if err != nil || known {
		return key, err
	}
	key = registry.NewStationKey()
	return key, s.Settings.Set(ctx, settingFutureKey, key)
}
