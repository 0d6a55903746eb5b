package main

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
)

// enrolled is a station that enrolled with a code of its own, for the office and the
// grants of some flags.
func (p program) enrolled(t *testing.T, address string, flags ...string) (registry.Identity, *registry.Client) {
	t.Helper()
	printed := p.run(t, append([]string{"stations", "invite", "Loket uji"}, flags...)...)
	_, code, _ := strings.Cut(printed, `"code":"`)
	code, _, _ = strings.Cut(code, `"`)
	id, err := registry.Enrol(t.Context(), address, registry.EnrolOptions{Code: code})
	if err != nil {
		t.Fatal("enrol:", err)
	}
	c, err := registry.New(id, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := leaveHead(t, id, c); err != nil {
		t.Fatal("leave the audit's head:", err)
	}
	return id, c
}

// partitions are what a station is told that it may keep.
func partitions(t *testing.T, c *registry.Client) string {
	t.Helper()
	states, err := c.Partitions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var regions []string
	for _, s := range states {
		regions = append(regions, string(s.Head.Partition))
	}
	return strings.Join(regions, " ")
}

const twoDistricts = people + "3276064101909000,Rina Melati,P,1990-01-01,belum-kawin,,ya,327606,Beji,Kukusan\n"

// A station of one kecamatan gets nobody of another, by no way: not by listing, not
// by following, not by file, not by looking up; and what it tried is known.
func TestAStationHasAScope(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, p program) {
		imported := p.command("people", "import", "-")
		imported.Stdin = strings.NewReader(twoDistricts)
		if out, err := imported.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		r := p.serve(t)
		id, c := p.enrolled(t, r.address)
		if len(id.Partitions) != 1 || partitions(t, c) != "327601" {
			t.Errorf("enrolled with %v, told of %s", id.Partitions, partitions(t, c))
		}
		_, err := c.Changes(t.Context(), siak.Cursor{Partition: "327606"}, 0)
		kindIs(t, "another kecamatan", err, siak.KindRefused)
		if page, err := c.Changes(t.Context(), siak.Cursor{Partition: "327601"}, 0); err != nil || len(page.Upserts) != 2 {
			t.Errorf("its own: %d people, error %v", len(page.Upserts), err)
		}
		if line := p.run(t, "area", "export", id.StationID, filepath.Join(t.TempDir(), "area.ikd")); !strings.Contains(line, `"people":2`) {
			t.Errorf("by file: %s", line)
		}
		rina, err := siak.ParseNIK("3276064101909000")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range []siak.LookUp{{NIK: rina}, {NIK: rina, RegistrationID: "R-1", Officer: "petugas"}, byNIK(rina)} {
			_, _, err := c.LookUp(t.Context(), l)
			kindIs(t, "looked up without the citizen", err, siak.KindNotPermitted)
		}
		_, err = c.DeactivatePhone(t.Context(), siak.Deactivation{ID: siak.NewActivationID(), NIK: rina, Reason: siak.PhoneLost, Officer: "siapa saja"})
		kindIs(t, "unbound without the citizen", err, siak.KindNotPermitted)
		_, err = c.CorrectEmail(t.Context(), siak.EmailCorrection{ID: siak.NewActivationID(), RegistrationID: "R-1", Email: "a@surel.invalid", Officer: "siapa saja"})
		kindIs(t, "another address without the citizen", err, siak.KindNotPermitted)

		p.run(t, "grant", id.StationID, "3276")
		if got := partitions(t, c); got != "327601 327606" {
			t.Errorf("granted the city, told of %s", got)
		}
		if page, err := c.Changes(t.Context(), siak.Cursor{Partition: "327606"}, 0); err != nil || len(page.Upserts) != 1 {
			t.Errorf("granted: %d people, error %v", len(page.Upserts), err)
		}
		p.wantKnown(t, r, id.StationID)
		_, other := p.enrolled(t, r.address, "--region", "327606")
		if got := partitions(t, other); got != "327606" {
			t.Errorf("a station of another office is told of %s", got)
		}
	})
}

// wantKnown: the registry's staff see what the station did, by person and as alarms.
func (p program) wantKnown(t *testing.T, r *replica, station string) {
	t.Helper()
	looked := p.command("who-looked")
	looked.Stdin = strings.NewReader("3276064101909000\n")
	out, err := looked.Output()
	if err != nil {
		t.Fatal(err)
	}
	for what, times := range map[string]int{
		`"access":"look-up","result":"no-presentation"`:                           2,
		`"officer":"petugas","access":"by-nik","result":"no-right"`:               1,
		`"officer":"siapa saja","access":"deactivate","result":"no-presentation"`: 1,
		`"access":"pull","partition":"327606"`:                                    1,
		`"station":"` + station + `"`:                                             5,
		`3276064101909000`:                                                        0,
	} {
		if got := strings.Count(string(out), what); got != times {
			t.Errorf("%d times %s, want %d, in\n%s", got, what, times, out)
		}
	}
	if alarms := p.run(t, "alarms"); strings.Count(alarms, `"alarm":"not-granted"`) != 2 { // of the station, and of the officer
		t.Errorf("alarms: %s", alarms)
	}
	if status, text := r.get(t, "/metrics"); status != http.StatusOK || !strings.Contains(text, `ikd_registry_alarms{alarm="not-granted"} 2`) {
		t.Error("the metrics do not count the alarms")
	}
}

// A quota that is used up says when to come again, and is the operators' to change.
func TestAQuotaIsUsedUp(t *testing.T) {
	t.Parallel()
	p := program{"sqlite:" + t.TempDir()}
	p.run(t, "migrate")
	imported := p.command("people", "import", "-")
	imported.Stdin = strings.NewReader(people)
	if out, err := imported.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	r := p.serve(t)
	_, c := p.enrolled(t, r.address, "--grant", "327601", "--grant", "look-up-by-nik")
	p.run(t, "limits", "by-nik-officer", "2")
	nik, err := siak.ParseNIK("3276010101909000")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, found, err := c.LookUp(t.Context(), byNIK(nik)); err != nil || !found {
			t.Errorf("found %v, error %v", found, err)
		}
	}
	_, _, err = c.LookUp(t.Context(), byNIK(nik))
	kindIs(t, "the third", err, siak.KindUnavailable)
	var wait interface{ RetryAfter() time.Duration }
	if !errors.As(err, &wait) || wait.RetryAfter() < time.Minute {
		t.Errorf("it does not say when to come again: %v", err)
	}
	p.run(t, "limits", "rows-station", "1")
	_, err = c.Changes(t.Context(), siak.Cursor{Partition: "327601"}, 0)
	kindIs(t, "more rows than a day has", err, siak.KindUnavailable)
	if alarms := p.run(t, "alarms"); strings.Count(alarms, `"alarm":"quota-used-up"`) != 2 {
		t.Errorf("alarms: %s", alarms)
	}
	if out, err := p.command("limits", "by-nik", "2").CombinedOutput(); err == nil || !strings.Contains(string(out), "no such limit") {
		t.Errorf("no such limit: %v %s", err, out)
	}
}
