//go:build unix

package sandbox_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/sandbox"
)

// attacker speaks HTTP/2 as nothing of ours does: with the certificate of a
// station, or without one.
func attacker(t testing.TB, id *registry.Identity) *http.Client {
	t.Helper()
	conf := &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}
	if id != nil {
		key, err := id.Signer()
		if err != nil {
			t.Fatal(err)
		}
		conf.Certificates = []tls.Certificate{{Certificate: [][]byte{id.Certificate}, PrivateKey: key}}
	}
	transport := &http.Transport{TLSClientConfig: conf, ForceAttemptHTTP2: true, DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// post sends a body in a coding and gives the status of the answer.
func post(t testing.TB, c *http.Client, addr, procedure, coding string, body []byte) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+addr+procedure, bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0
	}
	req.Header.Set("Content-Type", "application/proto")
	if coding != "" {
		req.Header.Set("Content-Encoding", coding)
	}
	res, err := c.Do(req)
	if err != nil {
		return 0 // refused in the middle of what it sent
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// runLengths is a frame of zstd (RFC 8878) of n bytes, each four of which inflate to 128 KiB.
func runLengths(n int) []byte {
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50}
	for len(frame) < n-4 {
		header := uint32(128<<10)<<3 | 1<<1
		frame = append(frame, byte(header), byte(header>>8), byte(header>>16), 'a')
	}
	return append(frame, 1, 0, 0)
}

func gzipBomb(t testing.TB, inflated int64) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	chunk := make([]byte, 1<<20)
	for range inflated >> 20 {
		_, _ = w.Write(chunk)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// cpu is what the process has used of processors.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestBombsAreRefused: what inflates to gigabytes costs next to nothing, with a
// station's certificate and without one.
func TestBombsAreRefused(t *testing.T) {
	s := open(t, sandbox.Options{People: 60})
	addr := serve(t, s)
	id, _ := enrol(t, addr, registry.Options{})
	bombs := map[string][]byte{"zstd": runLengths(2 << 20), "gzip": gzipBomb(t, 400<<20)}
	small := map[string][]byte{"zstd": runLengths(200 << 10), "gzip": gzipBomb(t, 40<<20)}
	for _, caller := range []struct {
		what, procedure string
		client          *http.Client
	}{
		{"nobody", pb.RegistryServiceGetTimeProcedure, attacker(t, nil)},
		{"nobody, to the training service", pb.TrainingServiceListMailProcedure, attacker(t, nil)},
		{"a station", pb.RegistryServiceSubmitActivationsProcedure, attacker(t, &id)},
	} {
		post(t, caller.client, addr, caller.procedure, "", nil) // the handshake
		for _, bodies := range []map[string][]byte{bombs, small} {
			for coding, body := range bodies {
				const times = 4
				before := cpu()
				for range times {
					if status := post(t, caller.client, addr, caller.procedure, coding, body); status == http.StatusOK {
						t.Errorf("%s: %d bytes of %s were taken", caller.what, len(body), coding)
					}
				}
				if used := (cpu() - before) / times; used > 50*time.Millisecond {
					t.Errorf("%s: %d bytes of %s cost %s of a processor", caller.what, len(body), coding, used)
				}
			}
		}
	}
	for _, way := range []string{"?connect=v1&encoding=proto&compression=zstd&base64=1&message=KLUv_QAA"} {
		res, err := attacker(t, nil).Get("https://" + addr + pb.RegistryServiceGetTimeProcedure + way)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("a call by GET: %d", res.StatusCode)
		}
	}
}

// TestManyBombsTakeLittle: 240 at once, of a station, hold less than 64 MiB.
func TestManyBombsTakeLittle(t *testing.T) {
	s := open(t, sandbox.Options{People: 60})
	addr := serve(t, s)
	id, _ := enrol(t, addr, registry.Options{})
	client, body := attacker(t, &id), runLengths(4<<10)
	post(t, client, addr, pb.RegistryServiceSubmitActivationsProcedure, "", nil)
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var most atomic.Uint64
	stop := make(chan struct{})
	var watching, wait sync.WaitGroup
	watching.Go(func() {
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapAlloc))
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	})
	for range 240 {
		wait.Go(func() { post(t, client, addr, pb.RegistryServiceSubmitActivationsProcedure, "zstd", body) })
	}
	wait.Wait()
	close(stop)
	watching.Wait()
	if grown := int64(most.Load()) - int64(before.HeapAlloc); grown > 64<<20 {
		t.Errorf("240 at once took %d MiB", grown>>20)
	}
}

// stand begins n calls whose body never comes, over connections of ten calls, and
// waits until they are all on their way.
func stand(t *testing.T, addr, procedure string, id *registry.Identity, n int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var begun, ended sync.WaitGroup
	t.Cleanup(func() { cancel(); ended.Wait() })
	var client *http.Client
	for i := range n {
		if i%10 == 0 {
			client = attacker(t, id)
		}
		body, hold := io.Pipe()
		t.Cleanup(func() { _ = hold.Close() })
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+addr+procedure, body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/proto")
		begun.Add(1)
		shared := client
		ended.Go(func() {
			if res, err := shared.Do(req); err == nil {
				_ = res.Body.Close()
			}
		})
		go func() { // once the first byte is taken from the pipe the headers are out
			_, _ = hold.Write([]byte{0x0a})
			begun.Done()
		}()
	}
	begun.Wait()
}

// TestStandingCallsKeepNobodyOut: with 300 calls under way whose body never comes,
// of whoever, a station pulls, looks up and hands in. How long that takes beside
// before is logged (-v): a bar would judge the machine's other work too.
func TestStandingCallsKeepNobodyOut(t *testing.T) {
	c, s, d := world(t, sandbox.Options{People: 600})
	addr := d.id.Address[len("https://"):]
	other, _ := enrol(t, addr, registry.Options{Now: c.now})
	before := d.works(s, 25)
	stand(t, addr, pb.RegistryServiceGetTimeProcedure, nil, 300)
	stand(t, addr, pb.RegistryServiceGetTrustProcedure, &other, 60)
	for what, took := range d.works(s, 25) {
		t.Logf("%s: p95 %s, and %s before", what, p95(took), p95(before[what]))
	}
}

// works has a station do its work so many times; it gives how long each call took.
func (d *desk) works(s *sandbox.Sandbox, times int) map[string][]time.Duration {
	d.t.Helper()
	took := map[string][]time.Duration{}
	timed := func(what string, f func() error) {
		d.t.Helper()
		began := time.Now()
		if err := f(); err != nil {
			d.t.Fatalf("%s: %v", what, err)
		}
		took[what] = append(took[what], time.Since(began))
	}
	for range times {
		code, _ := show(d.t, s, sandbox.PhoneRequest{Outcome: siak.Eligible})
		claim, o := d.read(code, d.now())
		timed("a pull", func() error {
			_, err := d.client.Changes(d.t.Context(), siak.Cursor{Partition: d.id.Partitions[0].Region}, 100)
			return err
		})
		timed("a look-up", func() error {
			_, _, err := d.client.LookUp(d.t.Context(), siak.LookUp{NIK: claim.NIK, RegistrationID: claim.RegistrationID, Presentation: claim.Presentation, Officer: "petugas"})
			return err
		})
		timed("a hand-in", func() error {
			_, err := d.client.Submit(d.t.Context(), []siak.Activation{d.confirm(claim, o, d.now())})
			return err
		})
	}
	return took
}

func p95(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)*95/100]
}
