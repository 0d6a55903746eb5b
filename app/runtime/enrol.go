package runtime

import (
	"cmp"
	"context"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/store"
)

// enrolled is the station's identity; where it has none, or a code is there, it
// gets one.
func enrolled(ctx context.Context, s *store.Store, o Options) (registry.Identity, error) {
	known, has, err := s.Settings.Identity(ctx)
	if err != nil {
		return registry.Identity{}, err
	}
	was := FromStored(known)
	if has && o.Code == "" {
		was.Address = cmp.Or(o.Registry, was.Address)
		return freshened(ctx, s, o, was)
	}
	if o.Registry == "" {
		return registry.Identity{}, siak.E("open station", siak.KindNotEnrolled, nil)
	}
	o.OnStep(StepEnrol)
	if was.Key == nil && o.Code != "" {
		if was.Key, err = futureKey(ctx, s); err != nil {
			return registry.Identity{}, err
		}
	}
	identity, err := registry.Enrol(ctx, o.Registry, registry.EnrolOptions{
		Code: o.Code, StationName: stationName(o), Key: was.Key, FileKey: was.FileKey, Protection: protectionOf(ctx, s),
		Options: registry.Options{Remembered: rememberedClock(ctx, o.Dir), Proxy: ReadProxy(ctx, o.Dir).For},
	})
	if siak.KindOf(err) == siak.KindCodeWrong && o.Code == "" {
		return registry.Identity{}, siak.E("open station", siak.KindNotEnrolled, errors.New("this registry asks for a code"))
	}
	if err != nil {
		return registry.Identity{}, err
	}
	if err := mayBecome(s, o, was, identity); err != nil {
		return registry.Identity{}, err
	}
	return identity, s.Settings.SetIdentity(ctx, toStored(identity))
}

// freshened gives a training station whose certificate has ended a new one: a
// sandbox asks nobody for a code, and a folder that was last used in the spring
// shall be good for training in the autumn. Where that fails it is told later.
func freshened(ctx context.Context, s *store.Store, o Options, was registry.Identity) (registry.Identity, error) {
	if _, until := was.Valid(); !was.Training || time.Now().Before(until) {
		return was, nil
	}
	is, err := registry.Enrol(ctx, was.Address, registry.EnrolOptions{
		StationName: stationName(o), Key: was.Key, FileKey: was.FileKey, Options: registry.Options{Proxy: ReadProxy(ctx, o.Dir).For},
	})
	if err != nil || !sameStation(was, is) {
		return was, nil
	}
	return is, s.Settings.SetIdentity(ctx, toStored(is))
}

// stationName is what the registry's staff see; with a code they have given a
// name already.
func stationName(o Options) string {
	if o.Code == "" {
		return cmp.Or(o.StationName, "Loket 1")
	}
	return o.StationName
}

// mayBecome judges an identity before it is kept. A station stays at its
// registry: what waits in its outbox is for that one.
func mayBecome(s *store.Store, o Options, was, is registry.Identity) error {
	if was.StationID != "" && !sameStation(was, is) {
		return siak.E("enrol station", siak.KindOtherRegistry, errors.New("the station belongs to another registry: wipe it first"))
	}
	if is.Training {
		return nil
	}
	return store.CheckSecret(s.Officer(), store.Secret{Method: store.MethodPassphrase, Text: o.Passphrase}) // real people are no training
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

// EnrolAgain gets the running station a new certificate with a code.
func (st *Station) EnrolAgain(ctx context.Context, code string) error {
	m, known := st.Client.Measurement()
	options := registry.Options{Proxy: st.Proxy(ctx).For}
	if known {
		options.Remembered = &m
	}
	was := st.Identity
	is, err := registry.Enrol(ctx, was.Address, registry.EnrolOptions{
		Code: code, Key: was.Key, FileKey: was.FileKey, Protection: protectionOf(ctx, st.Store), Options: options,
	})
	if err != nil {
		return err
	}
	if !sameStation(was, is) {
		return siak.E("enrol again", siak.KindOtherRegistry, nil)
	}
	if err := st.Store.Settings.SetIdentity(ctx, toStored(is)); err != nil {
		return err
	}
	st.enrolled.Store(&is)
	return st.Client.Adopt(is)
}
