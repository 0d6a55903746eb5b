package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/storagetest"
)

// eachDatabase runs a test on either, made and empty.
func eachDatabase(t *testing.T, test func(t *testing.T, p program)) {
	t.Run("sqlite", func(t *testing.T) {
		p := program{"sqlite:" + t.TempDir()}
		p.run(t, "migrate")
		test(t, p)
	})
	t.Run("postgres", func(t *testing.T) {
		_, url := storagetest.Postgres(t).NewDatabase(t)
		p := program{url}
		p.run(t, "migrate")
		test(t, p)
	})
}

// invited is a code for one station, made as the registry's staff make it.
func (p program) invited(t *testing.T) string {
	t.Helper()
	e := newEnvironment(p.database, wrappingKey(), "error", streams{err: io.Discard})
	var text string
	err := e.work(t.Context(), func(r *server.Registry) error {
		code, _, err := r.Invite(t.Context(), "Loket 1", "", 0)
		text = code.Text()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func kindIs(t *testing.T, what string, err error, want siak.Kind) {
	t.Helper()
	if siak.KindOf(err) != want {
		t.Errorf("%s: error %v, want kind %s", what, err, want)
	}
}

// byNIK is a look-up for a citizen without a phone.
func byNIK(nik siak.NIK) siak.LookUp {
	return siak.LookUp{NIK: nik, Officer: "petugas", Purpose: siak.ForManualService}
}

const people = `nik,name,sex,birth,marital,life,recorded,district,district_name,village
3276010101909000,Budi Pratama,L,1990-01-01,kawin,hidup,ya,327601,Pancoran Mas,Depok
3276014101909000,Siti Lestari,P,1990-01-01,belum-kawin,,ya,327601,,Kukusan
`

// A station enrols with a code at one replica, works at another, is counted, and
// is out when it is revoked. Nothing of a person is logged.
func TestServe(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, p program) {
		imported := p.command("people", "import", "-")
		imported.Stdin = strings.NewReader(people)
		if out, err := imported.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		a, b := p.serve(t), p.serve(t)
		_, err := registry.Enrol(t.Context(), a.address, registry.EnrolOptions{StationName: "Loket 1"})
		if err == nil {
			t.Fatal("enrolled without a code")
		}
		id, err := registry.Enrol(t.Context(), a.address, registry.EnrolOptions{Code: p.invited(t), StationName: "Loket 1"})
		if err != nil {
			t.Fatal("enrol:", err)
		}
		if id.Training || len(id.Partitions) != 1 {
			t.Errorf("training %v, %d partitions", id.Training, len(id.Partitions))
		}
		id.Address = "https://" + b.address
		c, err := registry.New(id, registry.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		if _, err := c.Changes(t.Context(), siak.Cursor{Partition: "327601"}, 0); siak.KindOf(err) != siak.KindUnavailable {
			t.Errorf("served without a head of its audit: %v", err)
		}
		if err := leaveHead(t, id, c); err != nil {
			t.Error(err)
		}
		page, err := c.Changes(t.Context(), siak.Cursor{Partition: "327601"}, 0)
		if err != nil || len(page.Upserts) != 2 {
			t.Errorf("%d people, error %v", len(page.Upserts), err)
		}
		p.run(t, "grant", id.StationID, "look-up-by-nik")
		if _, found, err := c.LookUp(t.Context(), byNIK(page.Upserts[0].NIK)); err != nil || !found {
			t.Errorf("look up: found %v, error %v", found, err)
		}
		training, err := registry.DialTraining(a.address, registry.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = training.Close() }()
		if _, err := training.ShowPhone(t.Context(), registry.PhoneRequest{Outcome: siak.Eligible}); err == nil {
			t.Error("it shows phones")
		}
		if listed := p.run(t, "stations", "list"); !strings.Contains(listed, id.StationID) || !strings.Contains(listed, "Loket 1") {
			t.Errorf("stations: %s", listed)
		}
		p.run(t, "stations", "revoke", id.StationID)
		_, _, err = c.Trust(t.Context())
		kindIs(t, "revoked", err, siak.KindStationRevoked)
		b.wantMetrics(t)
		for _, r := range []*replica{a, b} {
			r.wantStop(t)
			r.wantLog(t, "Budi", "Pratama", "3276010101909000", "101909000", "1990-01-01")
		}
	})
}

// wantMetrics: the calls were counted by method and code.
func (r *replica) wantMetrics(t *testing.T) {
	t.Helper()
	status, text := r.get(t, "/metrics")
	for _, line := range []string{
		`ikd_registry_calls_total{method="ListChanges",code="ok"} 1`,
		`ikd_registry_calls_total{method="LookUp",code="ok"} 1`,
		`ikd_registry_calls_total{method="GetTrust",code="unauthenticated"} 1`,
		`ikd_registry_call_seconds_count{method="LookUp"} 1`,
		`ikd_registry_calls_in_flight 0`,
		`process_resident_memory_bytes`,
	} {
		if status != http.StatusOK || !strings.Contains(text, line) {
			t.Errorf("status %d, the metrics have no %s", status, line)
		}
	}
}

// wantStop: on SIGTERM it ends by itself.
func (r *replica) wantStop(t *testing.T) {
	t.Helper()
	if err := interrupt(r.cmd.Process); err != nil {
		t.Skip("no signal to stop a program with here:", err)
	}
	if err := <-r.ended; err != nil {
		t.Errorf("it ended with %v\n%s", err, r.log)
	}
}

// wantLog: all lines are JSON and hold none of the words.
func (r *replica) wantLog(t *testing.T, words ...string) {
	t.Helper()
	text := r.log.String()
	for line := range strings.Lines(text) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
	for _, word := range words {
		if strings.Contains(text, word) {
			t.Error("the log holds", word)
		}
	}
	if !strings.Contains(text, `"msg":"stopped"`) {
		t.Error("the log does not say that it stopped")
	}
}

// A replica that is to stop is not ready at once, still answers while the load
// balancer looks away, and ends.
func TestDrain(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, p program) {
		r := p.serve(t, "--drain-wait", "1h")
		for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/else": 404} {
			if status, body := r.get(t, path); status != want {
				t.Errorf("%s: %d %s", path, status, body)
			}
		}
		id, err := registry.Enrol(t.Context(), r.address, registry.EnrolOptions{Code: p.invited(t)})
		if err != nil {
			t.Fatal(err)
		}
		if err := interrupt(r.cmd.Process); err != nil {
			t.Skip("no signal to stop a program with here:", err)
		}
		for status := 200; status != http.StatusServiceUnavailable; {
			status, _ = r.get(t, "/readyz")
		}
		c, err := registry.New(id, registry.Options{Timeout: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		if _, _, err := c.Trust(t.Context()); err != nil {
			t.Error("while it drains:", err)
		}
		if status, _ := r.get(t, "/healthz"); status != http.StatusOK {
			t.Errorf("it is not healthy while it drains: %d", status)
		}
	})
}

// Where the database goes away the program is not ready, and is again when it
// comes back; it stays healthy.
func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	c := storagetest.Postgres(t)
	_, url := c.NewDatabase(t)
	p := program{url}
	p.run(t, "migrate")
	r := p.serve(t)
	c.Stop()
	if status, body := r.get(t, "/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("without its database: %d %s", status, body)
	}
	if status, _ := r.get(t, "/healthz"); status != http.StatusOK {
		t.Errorf("healthz: %d", status)
	}
	c.Start(t)
	if status, body := r.get(t, "/readyz"); status != http.StatusOK {
		t.Errorf("with its database back: %d %s", status, body)
	}
	http.DefaultClient.CloseIdleConnections()
}
