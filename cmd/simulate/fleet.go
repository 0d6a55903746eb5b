package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry"
	"ikd/station/siak/syncer"
)

// laptop is one light station.
type laptop struct {
	id      registry.Identity
	client  *registry.Client
	outbox  *outbox
	copy    *register
	workers *syncer.Syncer
	signer  *credential.Signer
}

// fleet is all of them.
type fleet struct {
	line    *line
	meter   *meter
	laptops []*laptop

	waiting atomic.Int64 // activations that were not acknowledged
	rows    atomic.Int64 // that came with pages
	moved   chan struct{}
}

func newFleet() *fleet {
	return &fleet{line: newLine(), meter: &meter{}, moved: make(chan struct{}, 1)}
}

func (f *fleet) notify() {
	select {
	case f.moved <- struct{}{}:
	default:
	}
}

// until waits until what moves has come to pass.
func (f *fleet) until(ctx context.Context, is func() bool) error {
	for !is() {
		select {
		case <-f.moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// each works on n numbers, a few at a time, and gives the first error.
func each(ctx context.Context, n, atOnce int, work func(ctx context.Context, i int) error) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var all sync.WaitGroup
	var next atomic.Int64
	for range min(atOnce, n) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if err := work(ctx, i); err != nil {
					fail(err)
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// enrol makes the stations, each with a key and a certificate of its own.
func (f *fleet) enrol(ctx context.Context, addr string, o options) error {
	f.laptops = make([]*laptop, o.Stations)
	return each(ctx, o.Stations, 16, func(ctx context.Context, i int) error {
		id, err := registry.Enrol(ctx, addr, registry.EnrolOptions{
			StationName: "simulated", Options: registry.Options{Dial: f.line.dial},
		})
		if err != nil {
			return err
		}
		if f.laptops[i], err = f.laptop(id, i, o); err != nil || o.Fresh < 0 || i < o.Fresh {
			return err
		}
		return f.laptops[i].startFull(ctx)
	})
}

// startFull lets a station begin with a copy that has everything.
func (l *laptop) startFull(ctx context.Context) error {
	heads, err := l.client.Partitions(ctx)
	for _, p := range heads {
		l.copy.cursors[p.Head.Partition] = p.Head
	}
	return err
}

// laptop is the ith station, with its part of the area.
func (f *fleet) laptop(id registry.Identity, i int, o options) (*laptop, error) {
	if len(id.Partitions) == 0 {
		return nil, errors.New("the registry has no area")
	}
	client, err := registry.New(id, registry.Options{Dial: f.line.dial})
	if err != nil {
		return nil, err
	}
	key, err := id.Signer()
	if err != nil {
		return nil, err
	}
	l := &laptop{id: id, client: client}
	if l.signer, err = credential.NewSigner(key, []byte(id.StationID)); err != nil {
		return nil, err
	}
	l.outbox = newOutbox(func() { f.waiting.Add(-1); f.notify() })
	l.copy = newRegister(func(n int) { f.rows.Add(int64(n)); f.notify() })
	var part []siak.Region
	for j := range min(o.Parts, len(id.Partitions)) {
		part = append(part, id.Partitions[(i+j)%len(id.Partitions)].Region)
	}
	l.workers = syncer.New(syncer.Stores{Outbox: l.outbox, Cache: l.copy}, metered{client, f.meter}, part, syncer.Events{}, syncer.Options{Spread: o.Spread})
	return l, nil
}

// run runs the workers of all stations until ctx ends, one after the other within
// arrive.
func (f *fleet) run(ctx context.Context, arrive time.Duration) {
	var all sync.WaitGroup
	for i, l := range f.laptops {
		all.Go(func() {
			select {
			case <-time.After(arrive * time.Duration(i) / time.Duration(len(f.laptops))):
				_ = l.workers.Run(ctx)
			case <-ctx.Done():
			}
		})
	}
	all.Wait()
}

// pulled waits until everybody has had a first pull.
func (f *fleet) pulled(ctx context.Context) error {
	for _, l := range f.laptops {
		if err := l.workers.Puller.FirstPull(ctx); err != nil {
			return err
		}
	}
	return nil
}

// prepare has citizens show their codes and the officers judge and sign: what
// will be confirmed while the line is down.
func (f *fleet) prepare(ctx context.Context, addr string, n int) ([][]siak.Activation, error) {
	citizens, err := registry.DialTraining(addr, registry.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = citizens.Close() }()
	all := make([][]siak.Activation, len(f.laptops))
	err = each(ctx, len(f.laptops), 8, func(ctx context.Context, i int) error {
		for range n {
			phone, err := stepUp(ctx, citizens)
			if err != nil {
				return err
			}
			a, err := f.laptops[i].sign(phone.Code)
			if err != nil {
				return err
			}
			all[i] = append(all[i], a)
		}
		return nil
	})
	return all, err
}

// stepUp lets a citizen show a code; a registry that has too much to do is asked
// again.
func stepUp(ctx context.Context, citizens *registry.Training) (registry.Phone, error) {
	for {
		phone, err := citizens.ShowPhone(ctx, registry.PhoneRequest{Outcome: siak.Eligible})
		if kind := siak.KindOf(err); kind != siak.KindUnavailable && !kind.Unreachable() {
			return phone, err
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return phone, err
		}
	}
}

// sign is the officer's confirmation of a code.
func (l *laptop) sign(code string) (siak.Activation, error) {
	l.copy.mu.Lock()
	trust := l.copy.trust
	l.copy.mu.Unlock()
	now := time.Now()
	claim, err := credential.Verifier{Trust: trust}.Verify(code, now)
	if err != nil {
		return siak.Activation{}, err
	}
	a := siak.Activation{Statement: siak.Statement{
		ID: siak.NewActivationID(), RegistrationID: claim.RegistrationID, PresentationDigest: claim.Digest,
		Outcome: siak.Eligible, PolicyVersion: 1, TrustVersion: trust.Version,
		Officer: "simulated", Session: "simulated", ReadAt: now, ConfirmedAt: now,
	}, Presentation: claim.Presentation}
	a.Signed, err = credential.SignStatement(a.Statement, l.signer)
	return a, err
}

// confirm puts everything into the outboxes.
func (f *fleet) confirm(all [][]siak.Activation) {
	for i, l := range f.laptops {
		for _, a := range all[i] {
			f.waiting.Add(1)
			l.outbox.confirm(a)
		}
		l.workers.Sender.Wake()
	}
}

func (f *fleet) close() {
	for _, l := range f.laptops {
		if l != nil {
			_ = l.client.Close()
		}
	}
}
