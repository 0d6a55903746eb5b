package training

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"slices"
	"sync"

	"ikd/station/scanner"
	"ikd/station/scanner/phone"
	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// The ready officer of the training mode. Everybody may know the passphrase:
// behind it are made-up people only.
const (
	Officer    = "Petugas Latihan"
	Passphrase = "latihan di loket satu"
)

// Environment is the training mode: the embedded registry on
// loopback, the switch in the way to it, and the camera in front of which
// made-up citizens hold up their phones.
type Environment struct {
	Registry *sandbox.Sandbox
	Network  *sandbox.Gate
	Camera   Camera
	Queue    *Queue
	stop     context.CancelFunc
	serve    sync.WaitGroup
}

// TwoPhones is no outcome but two citizens who hold up their phones at once, see
// [Queue.Call].
const TwoPhones siak.Outcome = "two-phones"

// Camera is a camera before which a phone can be held up.
type Camera interface {
	scanner.Source
	// Show holds up a phone with that text, or takes it away where it is empty.
	Show(text string) error
}

// Start starts the training registry, whose people live in the folder.
func Start(ctx context.Context, dir string) (*Environment, error) {
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
	w := &Environment{Registry: box, Network: gate, Camera: phone.NewCamera(phone.Options{})}
	w.Queue = NewQueue(w.Present, w.Remove)
	// The registry outlives the context it was started with: a station that is
	// being closed may still hand in its last activations.
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.stop = stop
	w.serve.Go(func() { _ = box.Serve(serving, listener) })
	return w, nil
}

// Close ends the registry.
func (w *Environment) Close() error {
	err := w.Network.Close()
	w.stop()
	w.serve.Wait()
	return errors.Join(err, w.Registry.Close())
}

// Present lets a citizen hold up a phone that leads to the outcome.
func (w *Environment) Present(ctx context.Context, outcome siak.Outcome) error {
	if outcome == TwoPhones {
		return w.presentTwo(ctx)
	}
	code, _, err := w.Registry.ShowPhone(ctx, sandbox.PhoneRequest{Outcome: outcome})
	if err != nil {
		return err
	}
	return w.Camera.Show(code)
}

// presentTwo lets two citizens hold up their phones beside each other, before a
// camera that shows two.
func (w *Environment) presentTwo(ctx context.Context) error {
	var codes [2]string
	for i := range codes {
		code, _, err := w.Registry.ShowPhone(ctx, sandbox.PhoneRequest{Outcome: siak.Eligible})
		if err != nil {
			return err
		}
		codes[i] = code
	}
	if wide, ok := w.Camera.(interface {
		ShowBoth(first, second string) error
	}); ok {
		return wide.ShowBoth(codes[0], codes[1])
	}
	return w.Camera.Show(codes[0])
}

// Remove takes the phones away from the camera.
func (w *Environment) Remove() { _ = w.Camera.Show("") }

// SetNetwork cuts the line to the registry, or joins it again.
func (w *Environment) SetNetwork(on bool) {
	if on {
		w.Network.Restore()
	} else {
		w.Network.Cut()
	}
}

// NetworkOn reports whether there is a line.
func (w *Environment) NetworkOn() bool { return w.Network.Open() }

// Mail are the e-mails with codes that the registry has sent, newest first.
func (w *Environment) Mail(ctx context.Context) ([]sandbox.Mail, error) {
	sent, err := w.Registry.Mail(ctx, 0)
	slices.Reverse(sent)
	return sent, err
}

// Finish has the citizen type the code into the app. It fails with
// [siak.KindRefused] where the registry does not take the code.
func (w *Environment) Finish(ctx context.Context, registration, code string) error {
	_, reason, err := w.Registry.Finish(ctx, registration, code)
	if err == nil && reason != siak.ReasonNone {
		err = siak.E("finish activation", siak.KindRefused, errors.New(string(reason)))
	}
	return err
}
