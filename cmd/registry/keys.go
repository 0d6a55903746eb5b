package main

import (
	"context"
	"time"

	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/admin"
	"ikd/station/siak/registry/server/keys"
)

// keysCommand looks after the registry's keys.
type keysCommand struct {
	List    keysList    `cmd:"" help:"List the keys: what is in use, what comes, until when."`
	Rotate  keysRotate  `cmd:"" help:"Make a key that takes the place of the one in use."`
	Request keysRequest `cmd:"" help:"Make a key whose certificate is signed where the authority's key is."`
	Sign    keysSign    `cmd:"" help:"Sign a request, where the authority's key is. Needs no database."`
	Install keysInstall `cmd:"" help:"Put a certificate to the key that waits for it."`
	Detach  keysDetach  `cmd:"" help:"Take the authority's key out of the registry, to be kept offline."`
	Attach  keysAttach  `cmd:"" help:"Bring the authority's key back."`
	Create  keysCreate  `cmd:"" help:"Make a wrapping key in a new file. Needs no database."`
	Rewrap  keysRewrap  `cmd:"" help:"Wrap the registry's keys under another wrapping key."`
}

type keysList struct{}

// Run lists.
func (keysList) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.Keys(r, e.line) })
}

type keysRotate struct {
	Kind string        `arg:"" help:"authority, intermediate, server, register, wipe, issuer, sealing, file or code."`
	Lead time.Duration `default:"-1s" placeholder:"TIME" help:"When the new key comes into use; by itself: an authority 1800h (75 days), an issuer 168h (a week), any other at once."`
}

// Help is the long help of the command.
func (keysRotate) Help() string {
	return `The new key is made at once, and stations hear of it at their next contact; it comes into use after --lead. Until
then, and after it, both are good. A registry that serves takes it within seconds. With an authority, new keys of the
server, the register, wipe orders and the intermediate are made, to come into use together with it.`
}

// Run makes the key.
func (c *keysRotate) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.RotateKey(ctx, r, c.Kind, c.Lead, e.line) })
}

type keysRequest struct {
	Kind string `arg:"" help:"server, register, wipe or intermediate."`
	Out  string `required:"" placeholder:"FILE" help:"The request: a new file."`
}

// Run makes the request.
func (c *keysRequest) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.RequestKey(ctx, r, c.Kind, c.Out, e.line) })
}

type keysSign struct {
	Request     string `arg:"" placeholder:"FILE" help:"What keys request wrote."`
	Key         string `name:"authority-key" required:"" placeholder:"FILE" help:"The authority's private key, as keys detach wrote it."`
	Certificate string `name:"authority-certificate" required:"" placeholder:"FILE" help:"The authority's certificate, as keys detach wrote it."`
	Out         string `required:"" placeholder:"FILE" help:"The certificate: a new file."`
}

// Run signs.
func (c *keysSign) Run(e *environment) error {
	return admin.SignKey(admin.Authority{Certificate: c.Certificate, Key: c.Key}, c.Request, c.Out, e.line)
}

type keysInstall struct {
	Certificate string `arg:"" placeholder:"FILE" help:"What keys sign wrote."`
}

// Run installs.
func (c *keysInstall) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.InstallKey(ctx, r, c.Certificate, e.line) })
}

type keysDetach struct {
	Key         string `name:"authority-key" required:"" placeholder:"FILE" help:"Where the private key goes: a new file."`
	Certificate string `name:"authority-certificate" required:"" placeholder:"FILE" help:"Where a copy of its certificate goes: a new file."`
}

// Help is the long help of the command.
func (keysDetach) Help() string {
	return `An intermediate must be there to certify stations in its place: keys rotate intermediate makes one. Stations of the
version before this one do not know intermediates: wait until all are of this one. Write the files to a medium that is
then kept in a safe, twice.`
}

// Run takes the key out.
func (c *keysDetach) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error {
		return admin.DetachKey(ctx, r, admin.Authority{Certificate: c.Certificate, Key: c.Key}, e.line)
	})
}

type keysAttach struct {
	Key string `arg:"" placeholder:"FILE" help:"The private key, as keys detach wrote it."`
}

// Run brings the key back.
func (c *keysAttach) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.AttachKey(ctx, r, c.Key, e.line) })
}

type keysCreate struct {
	File string `arg:"" help:"A new file, which only its owner may read."`
}

// Run makes the key.
func (c *keysCreate) Run(e *environment) error {
	wrap, err := keys.CreateFile(c.File)
	if err != nil {
		return err
	}
	return e.line(map[string]string{"event": "created", "wrapping_key": wrap.ID(), "file": c.File})
}

type keysRewrap struct {
	To string `required:"" placeholder:"KEY" help:"The new wrapping key, as --key names one."`
}

// Run wraps anew.
func (c *keysRewrap) Run(ctx context.Context, e *environment) error {
	wrap, err := readWrapping(c.To)
	if err != nil {
		return err
	}
	return e.work(ctx, func(r *server.Registry) error { return admin.RewrapKeys(ctx, r, wrap, e.line) })
}
