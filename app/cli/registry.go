package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/registry/server/admin"
)

// staffCommand is what the staff of the training registry can do, beside the
// sandbox that runs.
type staffCommand struct {
	Stations    staffStationsCommand    `cmd:"" help:"List the enrolled stations."`
	Invite      staffInviteCommand      `cmd:"" help:"Make a code with which one laptop becomes a station."`
	Revoke      staffRevokeCommand      `cmd:"" help:"Take a station's right to call back."`
	Requests    staffRequestsCommand    `cmd:"" help:"List what a station asked for citizens."`
	Grant       staffGrantCommand       `cmd:"" help:"Give a station a partition or a right."`
	Ungrant     staffUngrantCommand     `cmd:"" help:"Take a partition or a right from a station."`
	Grants      staffGrantsCommand      `cmd:"" help:"List what is granted to stations."`
	Alarms      staffAlarmsCommand      `cmd:"" help:"List what was unusual in what stations did."`
	Limits      staffLimitsCommand      `cmd:"" help:"Print the quotas and where alarms begin, or change one."`
	Looked      staffWhoLookedCommand   `cmd:"" name:"who-looked" help:"Tell who saw a person's record."`
	Area        areaCommand             `cmd:"" help:"Transfer files, for stations without a network."`
	Wipe        staffWipeCommand        `cmd:"" help:"Order a station to wipe itself at its next contact."`
	Accept      staffAcceptCommand      `cmd:"" help:"Take in the activations that a wiped station exported."`
	ClearAnchor staffClearAnchorCommand `cmd:"" help:"Let a station's audit begin anew, after one has looked into it."`
}

// staffDir is the sandbox's.
type staffDir struct {
	Dir string `required:"" placeholder:"DIR" help:"The folder of the training registry: what station sandbox was given as --dir."`
}

// do opens the registry beside the sandbox.
func (r staffDir) do(ctx context.Context, work func(*sandbox.Sandbox) error) (err error) {
	if _, err := os.Stat(r.Dir); errors.Is(err, fs.ErrNotExist) {
		return usage("there is no registry in %s", r.Dir)
	}
	box, err := sandbox.Open(ctx, sandbox.Options{Dir: r.Dir})
	if err != nil {
		return err
	}
	defer closing(box, &err)
	return work(box)
}

type staffStationsCommand struct{ staffDir }

// Help is the long help of the command.
func (staffStationsCommand) Help() string {
	return `Prints a line for each station, in the order of enrolment:

  {"station":"S-…","name":"Loket 1","enrolled":"…","revoked":false,"anchored":214,"refused_heads":0,"protection":"tpm","tls_key_in_tpm":true}

anchored is the last row of the station's audit trail that the registry has seen, refused_heads how many times
it came with another trail: an older file was put back, or the trail was written anew. wipe is there where the
station was ordered to wipe itself: "ordered", then "done". protection is what keeps the station's folder from
opening on another machine, as it says itself: tpm, keyring or passphrase; tls_key_in_tpm says that only that
laptop's TPM can call as the station.`
}

// Run lists the stations.
func (c *staffStationsCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error { return admin.Stations(ctx, box.Registry, out.line) })
}

type staffWipeCommand struct {
	Station string `arg:"" help:"Its ID, see station registry stations."`
	staffDir
}

// Help is the long help of the command.
func (staffWipeCommand) Help() string {
	return `At its next contact the station destroys the keys of its officers and its copy of the register, sends what
waits, exports what it cannot send, and destroys the rest.`
}

// Run orders the wipe.
func (c *staffWipeCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error { return admin.Wipe(ctx, box.Registry, c.Station, out.line) })
}

type staffClearAnchorCommand struct {
	Station string `arg:"" help:"Its ID, see station registry stations."`
	staffDir
}

// Run clears the anchor.
func (c *staffClearAnchorCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error { return admin.ClearAnchor(ctx, box.Registry, c.Station, out.line) })
}

type staffAcceptCommand struct {
	File string `arg:"" placeholder:"FILE" help:"activations-….json of a wiped station."`
	staffDir
}

// Help is the long help of the command.
func (staffAcceptCommand) Help() string {
	return `Each activation is judged as if the station had handed it in; one that was handed in before keeps its
verdict. Prints a line for each:

  {"activation":"…","state":"accepted","reason":""}`
}

// Run takes the file in.
func (c *staffAcceptCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error { return admin.Accept(ctx, box.Registry, c.File, out.line) })
}
