package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"ikd/station/app/runtime"
	"ikd/station/scanner/phone"
	"ikd/station/scanner/replay"
	"ikd/station/siak"
	"ikd/station/siak/newfile"
	"ikd/station/siak/registry"
)

type phonesCommand struct {
	Registry  string   `required:"" placeholder:"ADDR" help:"The sandbox whose citizens step up (host:port)."`
	Out       string   `required:"" placeholder:"DIR" help:"Folder for the pictures; made if missing."`
	Count     int      `default:"38" help:"How many phones."`
	Outcome   []string `placeholder:"NAME" help:"Only phones that lead to this outcome; may be given again. Without it, all in turn."`
	Size      string   `default:"1280x720" help:"Size of a picture, WxH."`
	Elsewhere bool     `help:"Eligible citizens who live outside the station's area."`
}

// Help is the long help of the command.
func (phonesCommand) Help() string {
	return `Lets made-up citizens of a sandbox open the app and draws what a webcam sees of their phones:
phone-0001.png and so on, and expected.jsonl with a line for each:

  {"file":"phone-0001.png","outcome":"eligible"}

Each picture carries the time at which it was made (tIME), by which "station scan" judges it at a
training registry; codes are valid for 90 seconds from then. The lines of expected.jsonl are printed
too. Outcomes: ` + outcomeNames() + `.`
}

func outcomeNames() string {
	names := make([]string, 0, len(siak.Outcomes()))
	for _, o := range siak.Outcomes() {
		names = append(names, string(o))
	}
	return strings.Join(names, ", ")
}

// expectedLine is a line of expected.jsonl.
type expectedLine struct {
	File    string       `json:"file"`
	Outcome siak.Outcome `json:"outcome"`
}

// Run draws the phones.
func (c *phonesCommand) Run(ctx context.Context, out *output) (err error) {
	size, err := parseSize(c.Size)
	if err != nil {
		return err
	}
	outcomes, err := c.outcomes()
	if err != nil {
		return err
	}
	awaitLocal(ctx, c.Registry)
	citizens, err := registry.DialTraining(c.Registry, registry.Options{})
	if err != nil {
		return err
	}
	defer closing(citizens, &err)
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return runtime.OutputError("make the folder for pictures", err)
	}
	file, err := newfile.Replace(filepath.Join(c.Out, "expected.jsonl"))
	if err != nil {
		return runtime.OutputError("make the list of pictures", err)
	}
	defer closing(file, &err)
	expected := json.NewEncoder(runtime.Output{Writer: file})
	for i := range c.Count {
		line := expectedLine{File: fmt.Sprintf("phone-%04d.png", i+1), Outcome: outcomes[i%len(outcomes)]}
		if err := c.draw(ctx, citizens, line, size, uint64(i)); err != nil {
			return err
		}
		if err := errors.Join(expected.Encode(line), out.line(line)); err != nil {
			return err
		}
	}
	return nil
}

// draw lets one citizen step up and photographs the phone.
func (c *phonesCommand) draw(ctx context.Context, citizens *registry.Training, line expectedLine, size image.Point, seed uint64) error {
	shown, err := citizens.ShowPhone(ctx, registry.PhoneRequest{Outcome: line.Outcome, Elsewhere: c.Elsewhere})
	if err != nil {
		return err
	}
	at := time.Now()
	picture, err := phone.Draw(shown.Code, phone.Options{Width: size.X, Height: size.Y, Seed: seed})
	if err != nil {
		return err
	}
	file, err := newfile.Replace(filepath.Join(c.Out, line.File))
	if err != nil {
		return runtime.OutputError("make a picture", err)
	}
	return runtime.OutputError("write a picture", errors.Join(replay.EncodePNG(file, picture, at), file.Close()))
}

func (c *phonesCommand) outcomes() ([]siak.Outcome, error) {
	if len(c.Outcome) == 0 {
		return siak.Outcomes(), nil
	}
	var outcomes []siak.Outcome
	for _, name := range c.Outcome {
		o, ok := siak.ParseOutcome(name)
		if !ok {
			return nil, usage("%q is no outcome; the outcomes are %s", name, outcomeNames())
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, nil
}

// maxSide bounds the pictures: 8K.
const maxSide = 8192

func parseSize(s string) (image.Point, error) {
	w, h, _ := strings.Cut(s, "x")
	x, errX := strconv.Atoi(w)
	y, errY := strconv.Atoi(h)
	if errX != nil || errY != nil || x < 64 || y < 64 || x > maxSide || y > maxSide {
		return image.Point{}, usage("%q is no size such as 1280x720 (64 to %d each way)", s, maxSide)
	}
	return image.Pt(x, y), nil
}
