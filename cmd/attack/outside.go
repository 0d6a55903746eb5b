package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/siak/registry"
	pb "ikd/station/siak/registry/registryv1"
)

// caller speaks HTTP/2 as no station does, with a station's certificate or none.
func caller(id *registry.Identity) *http.Client {
	conf := &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13} // it is attacked, not believed
	if id != nil {
		if key, err := id.Signer(); err == nil {
			conf.Certificates = []tls.Certificate{{Certificate: [][]byte{id.Certificate}, PrivateKey: key}}
		}
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: conf, ForceAttemptHTTP2: true, DisableCompression: true}}
}

// post sends a body in a coding; the status is 0 where the connection ended.
func (a *attack) post(ctx context.Context, c *http.Client, procedure, coding string, body io.Reader) int {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+a.Registry+procedure, body)
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/proto")
	if coding != "" {
		req.Header.Set("Content-Encoding", coding)
	}
	res, err := c.Do(req)
	if err != nil {
		return 0
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	return res.StatusCode
}

// runs is a frame of zstd (RFC 8878) of n bytes: each four inflate to 128 KiB.
func runs(n int) []byte {
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50}
	for len(frame) < n-4 {
		header := uint32(128<<10)<<3 | 1<<1
		frame = append(frame, byte(header), byte(header>>8), byte(header>>16), 'a')
	}
	return append(frame, 1, 0, 0)
}

// gzipped is what so many MiB of zeros come to.
func gzipped(mebibytes int) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for range mebibytes {
		_, _ = w.Write(make([]byte, 1<<20))
	}
	_ = w.Close()
	return b.Bytes()
}

// What a bomb may cost.
const (
	mostSeconds = 0.05     // of a processor, each
	mostMemory  = 64 << 20 // 240 at once
	atOnce      = 240
)

// bombs sends what inflates to gigabytes.
func (a *attack) bombs(ctx context.Context) {
	for _, from := range []struct {
		who, procedure string
		id             *registry.Identity
	}{
		{"without a certificate", pb.RegistryServiceGetTimeProcedure, nil},
		{"of a station", pb.RegistryServiceSubmitActivationsProcedure, a.id},
	} {
		if from.procedure != pb.RegistryServiceGetTimeProcedure && from.id == nil {
			continue
		}
		client := caller(from.id)
		a.post(ctx, client, from.procedure, "", nil) // the handshake
		for coding, body := range map[string][]byte{"zstd": runs(1600 << 10), "gzip": gzipped(200)} {
			name, status := fmt.Sprintf("bomb in %s %s", coding, from.who), 0
			c := a.measured(func() { status = a.post(ctx, client, from.procedure, coding, bytes.NewReader(body)) })
			c.Calls, c.Bytes = 1, int64(len(body))
			a.report(name, costly(status, c.Processor, mostSeconds), c)
		}
		small := runs(4 << 10)
		c := a.measured(func() {
			var wait sync.WaitGroup
			for range atOnce {
				wait.Go(func() { a.post(ctx, client, from.procedure, "zstd", bytes.NewReader(small)) })
			}
			wait.Wait()
		})
		c.Calls, c.Bytes = atOnce, atOnce*int64(len(small))
		why := ""
		if c.Memory > mostMemory {
			why = "the registry's memory grew"
		}
		a.report("small bombs at once "+from.who, why, c)
		client.CloseIdleConnections()
	}
}

// costly says what was wrong with the answer to a bomb; "" for nothing.
func costly(status int, used, most float64) string {
	switch {
	case status == http.StatusOK:
		return "it was taken"
	case used > most:
		return fmt.Sprintf("it cost %.2f s of a processor", used)
	}
	return ""
}

const (
	standingCalls = 300
	perConnection = 32
	worked        = 20
)

// standing begins calls whose body never comes, while a station works.
func (a *attack) standing(ctx context.Context) {
	const name = "calls whose body never comes"
	if a.client == nil {
		a.tell(outcome{Attack: name, Result: notTried, Why: "no station to see the harm with: it needs a code"})
		return
	}
	before, err := a.work(ctx)
	if err != nil {
		a.tell(outcome{Attack: name, Result: notTried, Why: err.Error()})
		return
	}
	ended := make(chan struct{})
	var during time.Duration
	var failed error
	c := a.measured(func() {
		stand, cancel := context.WithCancel(ctx)
		var begun atomic.Int64
		go func() { defer close(ended); a.stand(stand, &begun) }()
		for begun.Load() < standingCalls && stand.Err() == nil {
			time.Sleep(10 * time.Millisecond)
		}
		during, failed = a.work(ctx)
		cancel()
		<-ended
	})
	c.Calls = standingCalls
	why := ""
	switch {
	case failed != nil:
		why = "the station got " + failed.Error()
	case during > 2*before+50*time.Millisecond:
		why = fmt.Sprintf("the station's calls took %s, and %s before", during, before)
	}
	a.report(name, why, c)
}

// stand holds calls until ctx ends.
func (a *attack) stand(ctx context.Context, begun *atomic.Int64) {
	var wait sync.WaitGroup
	var client *http.Client
	for i := range standingCalls {
		if i%perConnection == 0 {
			client = caller(nil)
			defer client.CloseIdleConnections()
		}
		body, hold := io.Pipe()
		defer func() { _ = hold.Close() }()
		shared := client
		wait.Go(func() { a.post(ctx, shared, pb.RegistryServiceGetTimeProcedure, "", body) })
		go func() { // the first byte is taken once the call is on its way, or refused
			_, _ = hold.Write([]byte{0x0a})
			begun.Add(1)
		}()
	}
	<-ctx.Done()
	wait.Wait()
}

// work is how long the slowest but one of a station's calls took.
func (a *attack) work(ctx context.Context) (time.Duration, error) {
	var took []time.Duration
	for range worked {
		began := time.Now()
		if _, err := a.client.Partitions(ctx); err != nil {
			return 0, err
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took[worked-2], nil
}
