package main

import (
	"context"
	"errors"
	"ikd/station/app"
	"ikd/station/scanner"
	"ikd/station/scanner/phone"
	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
	"net"
	"path/filepath"
	"sync"
)

// The ready officer of the training mode. Everybody may know the passphrase:
// behind it are made-up people only.
const (
	trainingOfficer    = "Petugas Latihan"
	trainingPassphrase = "latihan di loket satu"
)

// world is the made-up world of the training mode: the embedded registry on
// loopback, the switch in the way to it, and the camera in front of which
// made-up citizens hold up their phones.
type world struct {
	box    *sandbox.Sandbox
	gate   *sandbox.Gate
	camera showing
	parade *parade
	stop   context.CancelFunc
	serve  sync.WaitGroup
}

// showing is a camera before which a phone can be held up.
type showing interface {
	scanner.Source
	// Show holds up a phone with that text, or takes it away where it is empty.
	Show(text string) error
}

// newWorld starts the training registry, whose people live in the folder.
func newWorld(ctx context.Context, dir string) (*world, error) {
	box, err := sandbox.Open(ctx, sandbox.Options{Dir: filepath.Join(dir, "registry")})
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, box.Close())
	}
	gate, err := sandbox.NewGate(ctx, listener.Addr().String())
	if err != nil {
		return nil, errors.Join(err, listener.Close(), box.Close())
	}
	w := &world{box: box, gate: gate, camera: phone.NewCamera(phone.Options{})}
	w.parade = newParade(w.stepUp, w.stepDown)
	// The registry outlives the context it was started with: a station that is
	// being closed may still hand in its last activations.
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.stop = stop
	w.serve.Go(func() { _ = box.Serve(serving, listener) })
	return w, nil
}

// Close ends the registry.
func (w *world) Close() error {
	err := w.gate.Close()
	w.stop()
	w.serve.Wait()
	return errors.Join(err, w.box.Close())
}

// stepUp lets a citizen hold up a phone that leads to the outcome.
func (w *world) stepUp(ctx context.Context, outcome siak.Outcome) error {
	if outcome == app.TwoPhones {
		return w.stepUpTwo(ctx)
	}
	code, _, err := w.box.ShowPhone(ctx, sandbox.PhoneRequest{Outcome: outcome})
	if err != nil {
		return err
	}
	return w.camera.Show(code)
}

// stepUpTwo lets two citizens hold up their phones beside each other, before a
// camera that has room for two.
func (w *world) stepUpTwo(ctx context.Context) error {
	var codes [2]string
	for i := range codes {
		code, _, err := w.box.ShowPhone(ctx, sandbox.PhoneRequest{Outcome: siak.Eligible})
		if err != nil {
			return err
		}
		codes[i] = code
	}
	if wide, ok := w.camera.(interface {
		ShowBoth(first, second string) error
	}); ok {
		return wide.ShowBoth(codes[0], codes[1])
	}
	return w.camera.Show(codes[0])
}

func (w *world) stepDown() { _ = w.camera.Show("") }

// Network implements [app.Training].
func (w *world) Network(on bool) {
	if on {
		w.gate.Restore()
	} else {
		w.gate.Cut()
	}
}

// NetworkOn implements [app.Training].
func (w *world) NetworkOn() bool { return w.gate.Open() }

// NextPhone implements [app.Training].
func (w *world) NextPhone(outcome siak.Outcome) error {
	w.parade.call(outcome)
	return nil
}

// Mail implements [app.Training].
func (w *world) Mail(ctx context.Context) ([]app.Mail, error) {
	sent, err := w.box.Mail(ctx, 0)
	if err != nil {
		return nil, err
	}
	mails := make([]app.Mail, 0, len(sent))
	for i := len(sent) - 1; i >= 0; i-- {
		mails = append(mails, app.Mail{Registration: sent[i].RegistrationID, To: sent[i].To, Code: sent[i].Code, Used: sent[i].Used})
	}
	return mails, nil
}

// Finish implements [app.Training].
func (w *world) Finish(ctx context.Context, m app.Mail) error {
	_, reason, err := w.box.Finish(ctx, m.Registration, m.Code)
	if err == nil && reason != siak.ReasonNone {
		err = siak.E("finish activation", siak.KindRefused, errors.New(string(reason)))
	}
	return err
}

var _ app.Training = (*world)(nil)
