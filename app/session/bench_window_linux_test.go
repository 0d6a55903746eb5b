package session

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"ikd/station/app/training"
	"ikd/station/siak"
)

// BenchmarkWindow measures the real window under a display of its own, drawn in
// software, with a city's people in the cache and a webcam of 1280×720 at 30
// frames a second: how many previews reach the glass and what the process costs
// in per cent of one core, before an empty counter, with a phone in view and at
// rest; and from the first picture of a phone to the pixels of the verdict,
// awake and from rest.
func BenchmarkWindow(b *testing.B) {
	for _, tool := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			b.Skip("no " + tool + " on this machine")
		}
	}
	v := newViewer(b)
	b.Run("waiting", func(b *testing.B) {
		v.ask(b, "stir")
		v.cost(b, 30*time.Second)
		v.ask(b, "calm")
	})
	b.Run("verdict", func(b *testing.B) { v.verdicts(b) })
	b.Run("judged", func(b *testing.B) {
		v.call(b)
		v.cost(b, 30*time.Second)
		v.putAway(b)
	})
	b.Run("rest", func(b *testing.B) {
		time.Sleep(25 * time.Second) // it falls asleep after 20
		v.cost(b, 20*time.Second)
	})
	b.Run("woken", func(b *testing.B) { // at once, with a phone
		took := v.call(b)
		v.putAway(b)
		once(b)
		b.ReportMetric(inMilliseconds(took), "ms")
	})
}

// viewer sits before the window.
type viewer struct {
	glass   *glass
	process *os.Process
	say     io.Writer
	printed *bufio.Scanner
	empty   uint64 // the verdict's place without a verdict
}

// newViewer opens the window before a city's station and signs in.
func newViewer(b *testing.B) *viewer {
	dir := b.TempDir()
	folder := filepath.Join(dir, "training")
	w, err := training.Start(b.Context(), folder)
	must(b, err)
	settle(b, w, folder, cityPeople())
	must(b, w.Close())

	v := &viewer{glass: newGlass(b, "1280x760")}
	path, err := exec.LookPath("station-webcam")
	must(b, err)
	window := exec.Command(path, dir)
	window.Env = append(os.Environ(), "DISPLAY="+v.glass.display, "LIBGL_ALWAYS_SOFTWARE=1")
	window.Stderr = os.Stderr
	v.say, err = window.StdinPipe()
	must(b, err)
	out, err := window.StdoutPipe()
	must(b, err)
	v.printed = bufio.NewScanner(out)
	must(b, window.Start())
	v.process = window.Process
	b.Cleanup(func() { _ = v.process.Signal(os.Interrupt); _ = window.Wait() })
	must(b, xdotool(v.glass.display, "search", "--sync", "--onlyvisible", "--pid", strconv.Itoa(v.process.Pid)))
	v.signIn(b)
	return v
}

// signIn waits until the picture moves.
func (v *viewer) signIn(b *testing.B) {
	late := time.Now().Add(3 * time.Minute)
	for moved := 0; moved < 5; {
		if time.Now().After(late) {
			b.Fatal("no moving picture")
		}
		if moved == 0 {
			v.glass.press(b, "F2")
		}
		moved = v.drawn(time.Second)
	}
	v.drawn(3 * time.Second) // the first synchronisation
	v.empty = v.verdict()
}

// drawn counts the previews that reach the glass: every picture of the camera
// has noise of its own.
func (v *viewer) drawn(for_ time.Duration) (n int) {
	end := time.Now().Add(for_)
	before := v.glass.look(80, 560, 300)
	for time.Now().Before(end) {
		time.Sleep(4 * time.Millisecond)
		if now := v.glass.look(80, 560, 300); now != before {
			before = now
			n++
		}
	}
	return n
}

// verdict is what is seen at the verdict's place.
func (v *viewer) verdict() (sum uint64) {
	for y := 100; y < 540; y += 20 {
		sum = sum*31 + v.glass.look(660, 1270, y)
	}
	return sum
}

// cost measures the process while it does what it does.
func (v *viewer) cost(b *testing.B, long time.Duration) {
	before, from := v.spent(b), time.Now()
	n := v.drawn(long)
	took, spent := time.Since(from).Seconds(), v.spent(b)-before
	once(b)
	b.ReportMetric(100*spent.Seconds()/took, "%core")
	b.ReportMetric(float64(n)/took, "drawn/s")
}

// spent is the processor time of the process.
func (v *viewer) spent(b *testing.B) time.Duration {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", v.process.Pid))
	must(b, err)
	_, after, _ := strings.Cut(string(line), ") ") // the name may hold blanks
	fields := strings.Fields(after)
	user, err := strconv.Atoi(fields[11]) // proc_pid_stat(5), fields 14 and 15, in hundredths of a second
	must(b, err)
	system, err := strconv.Atoi(fields[12])
	must(b, err)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// ask says a line to the window's camera.
func (v *viewer) ask(b *testing.B, line string) {
	_, err := fmt.Fprintln(v.say, line)
	must(b, err)
}

// call has a citizen step up and gives the time from the first picture of the
// phone to the verdict's pixels.
func (v *viewer) call(b *testing.B) time.Duration {
	v.ask(b, string(siak.Eligible))
	if !v.printed.Scan() {
		b.Fatal("the window is gone")
	}
	nano, err := strconv.ParseInt(v.printed.Text(), 10, 64)
	must(b, err)
	late := time.Now().Add(20 * time.Second)
	for v.verdict() == v.empty {
		if time.Now().After(late) {
			b.Fatal("no verdict")
		}
		time.Sleep(time.Millisecond)
	}
	return time.Since(time.Unix(0, nano))
}

// putAway presses Esc, which does not count in the first instants, until the
// verdict is gone.
func (v *viewer) putAway(b *testing.B) {
	for v.verdict() != v.empty {
		v.glass.press(b, "Escape")
		time.Sleep(150 * time.Millisecond)
	}
}

func (v *viewer) verdicts(b *testing.B) {
	var waits []time.Duration
	for range citizens {
		waits = append(waits, v.call(b))
		v.putAway(b)
	}
	report(b, waits)
}
