package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/store"
)

const requestHelp = `Asks the registry at once and is never queued: the citizen waits. For a supervisor. What is personal is read from
standard input (or asked for), never taken from the command line, which other programs can see. Prints the answer:

  {"request":"…","done":true,"reason":""}

A refusal is an answer: exit code 1, with its reason (%s).
Where no answer came, the same request is made again with its --id: the registry answers an id once and for ever.`

// requestFlags is what each of the commands needs.
type requestFlags struct {
	ID string `placeholder:"ID" help:"The id of a request whose answer was lost."`
	signIn
}

// phoneFlag is what shows that the citizen is there.
type phoneFlag struct {
	Code bool `help:"Read the code that the citizen's phone shows, as scan and read give it, from the next line of standard input."`
}

// presentation reads the code that a phone shows; nil where none is asked for.
// Whether it is good is the registry's to say.
func (p phoneFlag) presentation(out *output) ([]byte, error) {
	if !p.Code {
		return nil, nil
	}
	typed, err := out.personal(out.words.Text("request.code"))
	if err != nil {
		return nil, err
	}
	presentation, err := credential.PresentationOf(typed)
	if err != nil {
		return nil, usage("that is no code of a phone")
	}
	return presentation, nil
}

// request is one that is ready to be made.
type request func(*runtime.Station) (siak.Answer, error)

// answerLine is the registry's answer.
type answerLine struct {
	Request  string      `json:"request"`
	Done     bool        `json:"done"`
	Reason   siak.Reason `json:"reason"`
	CodeSent *bool       `json:"code_sent,omitempty"`
}

// question is what a request asks for.
type question struct {
	prompt  string // for what is personal
	act     store.Act
	subject string // of the audit's row
	// read makes the request from what was typed.
	read func(id siak.RequestID, personal string) (request, error)
}

// ask reads what is personal, accounts for the request before it is made, and
// tells the answer.
func (a requestFlags) ask(ctx context.Context, out *output, q question) error {
	id := siak.NewActivationID()
	if a.ID != "" {
		var err error
		if id, err = siak.ParseActivationID(a.ID); err != nil {
			return usage("--id is of the form of a UUID")
		}
	}
	return a.atWork(ctx, out, func(w *runtime.Station) error {
		if err := w.Officers.Tell(ctx); err != nil { // of who signs this
			return err
		}
		if w.Store.Role() != store.RoleSupervisor {
			return siak.E("ask for a citizen", siak.KindNotAllowed, nil)
		}
		personal, err := out.personal(q.prompt)
		if err != nil {
			return err
		}
		ask, err := q.read(id, personal)
		if err != nil {
			return err
		}
		if err := w.Store.Audit.Append(ctx, store.Event{Act: q.act, Activation: id, Subject: q.subject}); err != nil {
			return err
		}
		answer, err := ask(w)
		if err != nil {
			out.say("--id %s", id)
			_ = w.Store.Audit.Append(ctx, store.Event{Act: q.act, Activation: id, Subject: q.subject, Kind: siak.KindOf(err)})
			return err
		}
		return errors.Join(settleRequest(ctx, w, q.act, id, answer), tellAnswer(out, q.act, id, answer))
	})
}

// settleRequest writes the answer down.
func settleRequest(ctx context.Context, w *runtime.Station, act store.Act, id siak.RequestID, a siak.Answer) error {
	state := siak.Accepted
	if !a.Done {
		state = siak.Rejected
	}
	return w.Store.Audit.Append(ctx, store.Event{Act: act, Activation: id, State: state, Reason: a.Reason})
}

func tellAnswer(out *output, act store.Act, id siak.RequestID, a siak.Answer) error {
	line := answerLine{Request: id.String(), Done: a.Done, Reason: a.Reason}
	if act == store.ActEmail {
		line.CodeSent = &a.CodeSent
	}
	if err := out.line(line); err != nil {
		return err
	}
	if !a.Done {
		return errNotHeld
	}
	return nil
}

// personal reads a line from standard input, asking for it where somebody sits
// there.
func (o *output) personal(prompt string) (string, error) {
	line, ok := o.answer(prompt)
	if !ok {
		return "", usage("standard input has nothing to read")
	}
	return line, nil
}

// answer reads the next line from standard input; false where there is none.
func (o *output) answer(prompt string) (string, bool) {
	if in, ok := o.tty.In.(*os.File); ok && term.IsTerminal(int(in.Fd())) {
		fmt.Fprint(o.tty.Err, prompt)
	}
	if o.typed == nil {
		o.typed = bufio.NewScanner(o.tty.In)
	}
	ok := o.typed.Scan()
	return strings.TrimSpace(o.typed.Text()), ok
}

type deactivateCommand struct {
	Reason siak.DeactivationReason `required:"" enum:"phone-lost,phone-replaced,pin-forgotten,deceased" help:"phone-lost, phone-replaced, pin-forgotten or deceased."`
	With   string                  `placeholder:"NAME" help:"The account of the second officer, who signs as well. Its passphrase or PIN comes from STATION_SECOND_PASSPHRASE or a prompt."`
	phoneFlag
	requestFlags
}

// Help is the long help of the command.
func (deactivateCommand) Help() string {
	return `Unbinds the phone on which a citizen's digital ID is active, so that it can be activated anew. The NIK is read.
With --code the code of the citizen's new phone is read after it. Without one two officers sign: the supervisor who
asks, and the one who is named by --with.
` + fmt.Sprintf(requestHelp, "not-found, not-active, supervisor-needed, another-citizen, central-check, or what is wrong with the code")
}

// Run asks for it.
func (c *deactivateCommand) Run(ctx context.Context, out *output) error {
	return c.ask(ctx, out, question{
		"NIK: ", store.ActDeactivate, string(c.Reason),
		func(id siak.RequestID, personal string) (request, error) {
			nik, err := siak.ReadNIK(personal)
			if err != nil {
				return nil, err
			}
			shown, err := c.presentation(out)
			return func(w *runtime.Station) (siak.Answer, error) {
				d := siak.Deactivation{ID: id, NIK: nik, Reason: c.Reason, Officer: w.Store.Officer(), Presentation: shown}
				if err := c.sign(ctx, out, w, &d); err != nil {
					return siak.Answer{}, err
				}
				return w.Client.DeactivatePhone(ctx, d)
			}, err
		},
	})
}

// sign signs for the officer who asks and, where one is named, for the second.
func (c *deactivateCommand) sign(ctx context.Context, out *output, w *runtime.Station, d *siak.Deactivation) (err error) {
	if d.Signature, err = w.Officers.Sign(siak.PurposeDeactivate, d.Text()); err != nil || c.With == "" {
		return err
	}
	secret, _, err := out.secret(out.secrets.second())
	if err != nil {
		return err
	}
	defer clear(secret)
	d.SupervisorSignature, err = w.Officers.SignAs(ctx, c.With, secret, siak.PurposeDeactivate, d.Text())
	return errors.Join(err, w.Officers.Tell(ctx)) // the second officer's key may be new
}

type correctEmailCommand struct {
	Registration string `arg:"" help:"The phone's registration: R-…, see station inspect."`
	phoneFlag
	requestFlags
}

// Help is the long help of the command.
func (correctEmailCommand) Help() string {
	return `Gives a phone's registration another e-mail address; an activation code that is open is sent there again
(code_sent). The address is read. Where its domain looks mistyped (gmail.con) the one that is probably meant is
asked about: the next line "y" or "ya" takes that, any other, or none, the address as it was typed.
With --code the code that the phone shows is read after that: it is not needed at the station that activated the phone
within the day.
` + fmt.Sprintf(requestHelp, "not-found, already-active, bad-address, another-citizen, or what is wrong with the code")
}

// Run asks for it.
func (c *correctEmailCommand) Run(ctx context.Context, out *output) error {
	return c.ask(ctx, out, question{
		"E-mail: ", store.ActEmail, "",
		func(id siak.RequestID, personal string) (request, error) {
			address, err := siak.ReadEmail(personal)
			if err != nil {
				return nil, err
			}
			address = out.meant(address)
			shown, err := c.presentation(out)
			return func(w *runtime.Station) (siak.Answer, error) {
				e := siak.EmailCorrection{ID: id, RegistrationID: c.Registration, Email: address, Officer: w.Store.Officer(), Presentation: shown}
				var err error
				if e.Signature, err = w.Officers.Sign(siak.PurposeCorrectEmail, e.Text()); err != nil {
					return siak.Answer{}, err
				}
				return w.Client.CorrectEmail(ctx, e)
			}, err
		},
	})
}

// meant asks whether another address is meant where the domain looks mistyped. It
// says no more of the addresses than their domains.
func (o *output) meant(typed siak.Email) siak.Email {
	other, ok := typed.Suggestion()
	if !ok {
		return typed
	}
	o.say("%s", o.words.Text("email.meant", typed.Domain(), other.Domain()))
	if said, _ := o.answer("[y/t] "); slices.Contains([]string{"y", "ya", "yes"}, strings.ToLower(said)) {
		return other
	}
	return typed
}

type manualServiceCommand struct {
	Reason siak.ManualReason `required:"" enum:"no-phone,no-network,cannot-use" help:"no-phone, no-network or cannot-use."`
	requestFlags
}

// Help is the long help of the command.
func (manualServiceCommand) Help() string {
	return `Notes that a citizen was served on the second track, without a phone. The NIK is read.
` + fmt.Sprintf(requestHelp, "not-found")
}

// Run asks for it.
func (c *manualServiceCommand) Run(ctx context.Context, out *output) error {
	return c.ask(ctx, out, question{
		"NIK: ", store.ActManual, string(c.Reason),
		func(id siak.RequestID, personal string) (request, error) {
			nik, err := siak.ReadNIK(personal)
			return func(w *runtime.Station) (siak.Answer, error) {
				m := siak.ManualService{ID: id, NIK: nik, Reason: c.Reason, Officer: w.Store.Officer()}
				var err error
				if m.Signature, err = w.Officers.Sign(siak.PurposeManualService, m.Text()); err != nil {
					return siak.Answer{}, err
				}
				return w.Client.RecordManualService(ctx, m)
			}, err
		},
	})
}
