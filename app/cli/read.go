package cli

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"ikd/station/scanner/qr"
	"ikd/station/scanner/replay"
)

type readCommand struct {
	Files []string `arg:"" name:"file" help:"PNG, JPEG, WebP or GIF pictures."`
}

// Help is the long help of the command.
func (readCommand) Help() string {
	return `Reads each picture through the very pipeline of the camera, with every stage that helps a still
picture. Prints a line for each file:

  {"file":"a.png","text":"IKD1:…","ms":12.5}

text is empty where no code was found, ms is the time that decoding took. Of a GIF that moves the
first picture is read; HEIC and AVIF are not, and said to be what they are.
Exit code 1 if any picture had no code or could not be read.`
}

// readLine is what is printed of a file.
type readLine struct {
	File string  `json:"file"`
	Text string  `json:"text"`
	MS   float64 `json:"ms"`
}

// Run reads the files one after another.
func (c *readCommand) Run(ctx context.Context, out *output) error {
	decoder := qr.New()
	var result error
	for _, file := range expand(c.Files) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		line, err := readFile(decoder, file)
		if err != nil {
			out.say("%s: %s", file, out.unreadable(err))
		}
		if line.Text == "" {
			result = errNotHeld
		}
		if err := out.line(line); err != nil {
			return err
		}
	}
	return result
}

// expand replaces patterns by the files that they match: the shells of Windows
// leave that to the program. What matches nothing stays, and is told missing.
func expand(files []string) []string {
	var all []string
	for _, file := range files {
		if matches, _ := filepath.Glob(file); len(matches) > 0 {
			all = append(all, matches...)
		} else {
			all = append(all, file)
		}
	}
	return all
}

// unreadable says why a picture could not be read, and what to do where it is in a
// format that phones send and that is not read.
func (o *output) unreadable(err error) string {
	if format, is := errors.AsType[*replay.FormatError](err); is {
		return o.words.Text("read.format", format.Format)
	}
	return o.words.Kind(kindOf(err)).What
}

func readFile(decoder *qr.Decoder, file string) (readLine, error) {
	line := readLine{File: file}
	frame, err := replay.LoadStill(file)
	if err != nil {
		return line, err
	}
	began := time.Now()
	code, _ := decoder.Decode(frame, true)
	line.Text = code.Text
	line.MS = milliseconds(time.Since(began))
	return line, nil
}

// milliseconds is a duration for scripts, to a hundredth.
func milliseconds(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}
