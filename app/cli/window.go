package cli

import "context"

type windowCommand struct {
	Training bool   `help:"Training mode: an embedded registry with made-up people, and made-up phones in front of a made-up camera."`
	Dir      string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
	Registry string `placeholder:"ADDR" help:"The registry to enrol at the first time (host:port); remembered afterwards."`
}

// Help is the long help of the command.
func (windowCommand) Help() string {
	return `Opens the window. In training mode everything is made up and lives in a folder of its own below --dir;
where there is no display, the training job runs without a window and prints each outcome as
"station scan" does.`
}

// Run shows the window until it is closed.
func (c *windowCommand) Run(ctx context.Context, out *output) error {
	switch {
	case out.program.HasDisplay():
		return out.program.OpenWindow(ctx, WindowRequest{
			Dir: c.Dir, Registry: c.Registry, Training: c.Training,
			Log:   out.program.Log,
			InUse: func() { out.say("%s", out.words.Text("second.what")) },
		})
	case !c.Training:
		return usage("there is no display to open a window on; see station --help for the work without one")
	default:
		out.say("%s", out.words.Text("cli.headless"))
		return runTraining(ctx, out)
	}
}
