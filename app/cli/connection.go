package cli

import (
	"context"
	"time"

	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/siak/registry/proxy"
	"ikd/station/store"
)

// proxyCommand is which proxy the way to the registry goes through.
type proxyCommand struct {
	Show proxyShowCommand `cmd:"" help:"Print which proxy is set."`
	Set  proxySetCommand  `cmd:"" help:"Choose the proxy."`
	Test proxyTestCommand `cmd:"" deed:"test-connection" help:"Try the way to the registry through a proxy, without setting it."`
}

type proxyShowCommand struct {
	Dir string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
}

// Help is the long help of the command.
func (proxyShowCommand) Help() string {
	return `Prints one line; sign_in says that a name and a password are there for it, which are never printed:

  {"proxy":"http://proxy.example:3128","sign_in":true}

proxy is system, none or the address of an own one. Needs no passphrase.`
}

// proxyLine is what is printed of a proxy's setting.
type proxyLine struct {
	Proxy  string `json:"proxy"`
	SignIn bool   `json:"sign_in"`
}

// Run prints the setting.
func (c *proxyShowCommand) Run(ctx context.Context, out *output) error {
	if !store.Exists(c.Dir) {
		return siak.E("read the proxy", siak.KindNotSetUp, nil)
	}
	s := runtime.ReadProxy(ctx, c.Dir)
	return out.line(proxyLine{s.String(), s.User != ""})
}

const proxyHelp = `PROXY is system (what Windows is set to, its automatic configuration included; else what HTTPS_PROXY and NO_PROXY
say), none, or an own proxy: host:port, with http://, https:// or socks5:// in front where it is not an HTTP
proxy. With --user the proxy is shown a name and a password, which come from STATION_PROXY_PASSWORD or a prompt.
`

type proxySetCommand struct {
	Proxy string `arg:"" help:"system, none, or host:port of an own proxy."`
	User  string `placeholder:"NAME" help:"The name that the proxy asks for."`
	signIn
}

// Help is the long help of the command.
func (proxySetCommand) Help() string {
	return proxyHelp + `
Any officer may set it, and it is a row of the audit trail. Name and password go into the system's keyring and into
no file; where there is none the exit code is 4, and STATION_PROXY_USER and STATION_PROXY_PASSWORD give them to each
command. Prints what station proxy show prints. Not while the window is open: it has a page for this.`
}

// Run sets the proxy.
func (c *proxySetCommand) Run(ctx context.Context, out *output) error {
	s, err := out.proxySettings(c.Proxy, c.User)
	if err != nil {
		return err
	}
	return c.do(ctx, out, func(opened *store.Store) error {
		if err := runtime.ChooseProxy(ctx, c.Dir, s); err != nil {
			return err
		}
		if err := runtime.AuditProxy(ctx, opened, c.Dir); err != nil {
			return err
		}
		return out.line(proxyLine{s.String(), s.User != ""})
	})
}

// proxyPasswordVariable is the environment variable with a proxy's password.
const proxyPasswordVariable = "STATION_PROXY_PASSWORD"

// proxySettings reads a setting and asks for the password that goes with a name.
func (o *output) proxySettings(text, user string) (proxy.Settings, error) {
	s, err := proxy.Parse(text)
	if err != nil || user == "" {
		return s, err
	}
	if s.Mode != proxy.Own {
		return s, usage("--user goes with an own proxy only")
	}
	secret, _, err := o.secret(secretSource{
		variable: proxyPasswordVariable, prompt: "Sandi proxy / proxy's password: ",
	})
	s.User, s.Password = user, string(secret)
	return s, err
}

type proxyTestCommand struct {
	Proxy    string `arg:"" help:"system, none, or host:port of an own proxy."`
	User     string `placeholder:"NAME" help:"The name that the proxy asks for."`
	Registry string `placeholder:"ADDR" help:"The registry (host:port), where the laptop is no station yet; no passphrase is needed then."`
	signIn
}

// Help is the long help of the command.
func (proxyTestCommand) Help() string { return proxyHelp + "\n" + connectionHelp }

// Run tests.
func (c *proxyTestCommand) Run(ctx context.Context, out *output) error {
	s, err := out.proxySettings(c.Proxy, c.User)
	if err != nil {
		return err
	}
	return c.testConnection(ctx, out, c.Registry, s)
}

type testConnectionCommand struct {
	Registry string `placeholder:"ADDR" help:"The registry (host:port), where the laptop is no station yet; no passphrase is needed then."`
	signIn
}

const connectionHelp = `Tries the way to the registry step by step, as the program goes it, and changes nothing there. Prints a line for
each step that has ended (name, proxy, connection, tls, registry, clock):

  {"step":"name","state":"good","found":"10.0.0.8","ms":12}

state is good, not-needed, look-twice (the clocks differ), failed or not-reached; kind says why, and host and
class are for support. ms is how long the step took. unproven says of tls that nobody has proven to be the
registry: that is the enrolment's. Exit code 1 where something is to be set right, 4 where a step failed.
Ctrl-C ends it. Not while the window is open, unless --registry is given.`

// Help is the long help of the command.
func (testConnectionCommand) Help() string { return connectionHelp }

// Run tests.
func (c *testConnectionCommand) Run(ctx context.Context, out *output) error {
	return c.testConnection(ctx, out, c.Registry, runtime.ReadProxy(ctx, c.Dir))
}

// checkLine is what is printed of a step of a connection test.
type checkLine struct {
	Step     siak.ConnectionStep `json:"step"`
	State    siak.CheckState     `json:"state"`
	Kind     siak.Kind           `json:"kind,omitempty"`
	Found    string              `json:"found,omitempty"`
	Host     string              `json:"host,omitempty"`
	Class    string              `json:"class,omitempty"`
	Offset   float64             `json:"offset,omitempty"` // seconds, registry minus laptop
	Unproven bool                `json:"unproven,omitempty"`
	Took     int64               `json:"ms"`
}

// testConnection prints each step as it ends.
func (s signIn) testConnection(ctx context.Context, out *output, addr string, p proxy.Settings) error {
	var unprinted error
	clock := siak.CheckGood
	tell := func(c siak.ConnectionCheck) {
		if c.State == siak.CheckRunning {
			return
		}
		if c.Step == siak.StepClock {
			clock = c.State
		}
		if err := out.line(checkLine{
			c.Step, c.State, c.Kind, c.Found, c.Fault.Host, c.Fault.Class, c.Offset.Round(time.Millisecond).Seconds(), c.Unproven, c.Took.Milliseconds(),
		}); err != nil {
			unprinted = err
		}
	}
	err := s.test(ctx, out, addr, p, tell)
	switch {
	case err != nil:
		return err
	case unprinted != nil:
		return unprinted
	case clock == siak.CheckLookTwice:
		out.tell(out.words.Kind(siak.KindClockWrong))
		return errNotHeld
	}
	return nil
}

// test tries an address, or as the station that the folder is.
func (s signIn) test(ctx context.Context, out *output, addr string, p proxy.Settings, tell func(siak.ConnectionCheck)) error {
	if addr != "" {
		return runtime.TestUnenrolled(ctx, out.program.Log, addr, p, tell)
	}
	return s.do(ctx, out, func(opened *store.Store) error {
		o := runtime.ConnectionOptions(ctx, s.Dir)
		o.Proxy = p.For
		return runtime.TestEnrolled(ctx, out.program.Log, opened, o, tell)
	})
}
