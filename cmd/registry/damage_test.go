package main

import (
	"bytes"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/sqlite"
)

// spoil writes into the database's file what a program of before took in.
func (p program) spoil(t *testing.T, queries ...string) {
	t.Helper()
	dir, _ := strings.CutPrefix(p.database, "sqlite:")
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Durable: true, Fill: func(tx *sqlite.Tx) error {
		t.Error("the file is new")
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Write(t.Context(), func(tx server.Tx) error {
		for _, query := range queries {
			if _, err := tx.(*sqlite.Tx).SQL().ExecContext(t.Context(), query); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// A name of another encoding in the file stops nobody: a laptop enrols, pulls
// everybody else, is told that the one is not there, and gets its area by file.
// The log and the figures say which row it is, and nothing of what is in it.
func TestADamagedRowStopsNobody(t *testing.T) {
	p := program{"sqlite:" + t.TempDir()}
	p.run(t, "migrate")
	imported := p.command("people", "import", "-")
	imported.Stdin = strings.NewReader(people)
	if out, err := imported.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	p.spoil(t,
		`UPDATE people SET name = CAST(x'4A6F73E9' AS TEXT) WHERE id = 1`,
		`UPDATE partitions SET name = CAST(x'50E96B' AS TEXT)`,
		`INSERT INTO partitions VALUES ('32760x', 'Tidak Ada', 1, 0, 0), ('327602', 'Cimanggis', 1, 'banyak', 0)`)
	r := p.serve(t)
	id, err := registry.Enrol(t.Context(), r.address, registry.EnrolOptions{Code: p.invited(t), StationName: "Loket 1"})
	if err != nil || len(id.Partitions) != 1 || id.Partitions[0].Name != "327601" {
		t.Fatalf("enrolled with %+v, error %v", id.Partitions, err)
	}
	c, err := registry.New(id, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := leaveHead(t, id, c); err != nil {
		t.Fatal(err)
	}
	states, err := c.Partitions(t.Context())
	if err != nil || len(states) != 1 || states[0].Name != "327601" {
		t.Errorf("%+v, error %v", states, err)
	}
	page, err := c.Changes(t.Context(), siak.Cursor{Partition: "327601"}, 0)
	if err != nil || len(page.Upserts) != 1 || len(page.Removed) != 1 || page.More {
		t.Fatalf("%d people, %d gone, error %v", len(page.Upserts), len(page.Removed), err)
	}
	var copied siak.Digest
	copied.Add(page.Upserts[0].NIK, page.Upserts[0].Version)
	if sum, known, err := c.Checksum(t.Context(), page.To); err != nil || !known || sum != copied {
		t.Errorf("the sums differ, error %v", err)
	}
	p.run(t, "grant", id.StationID, "look-up-by-nik")
	if _, found, err := c.LookUp(t.Context(), byNIK(page.Removed[0].NIK)); err != nil || found {
		t.Errorf("look up: found %v, error %v", found, err)
	}
	if out := p.run(t, "area", "export", id.StationID, filepath.Join(t.TempDir(), "area.ikd")); !strings.Contains(out, `"file"`) {
		t.Errorf("area file: %s", out)
	}
	status, text := r.get(t, "/metrics")
	for _, line := range []string{`ikd_registry_damaged_rows{table="people"} 1`, `ikd_registry_damaged_rows{table="partitions"} 3`, `ikd_registry_rows_left_out_total{table="people"} `} {
		if status != http.StatusOK || !strings.Contains(text, line) {
			t.Errorf("status %d, the metrics have no %s", status, line)
		}
	}
	r.wantStop(t)
	r.wantLog(t, "Jos", "Budi", "3276010101909000", "101909000")
	if log := []byte(r.log.String()); bytes.Count(log, []byte(`"table":"people","key":1,"column":"name"`)) != 1 {
		t.Errorf("the row is not in the log, or more than once:\n%s", log)
	}
}
