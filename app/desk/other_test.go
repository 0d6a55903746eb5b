//go:build cgo

package desk_test

import (
	"context"
	"testing"

	"ikd/station/app/desk"
	"ikd/station/scanner"
	"ikd/station/scanner/phone"
	"ikd/station/scanner/qr"
	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// scan runs the pipeline on a camera until the test ends.
func (r *running) scan(cam scanner.Source) {
	ctx, stop := context.WithCancel(r.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		events := scanner.Events{Reading: r.Read, Beside: r.Beside, Status: r.CameraStatus}
		_ = scanner.Run(ctx, cam, qr.New(), scanner.NewFilter(scanner.CoolDown), events)
	}()
	r.t.Cleanup(func() { stop(); <-done })
}

// TestTwoPhonesInThePicture: the real camera of the training mode, the real
// decoder, the real judgement. The first phone is judged, the second offered;
// the officer takes that one, and both are accounted for.
func TestTwoPhonesInThePicture(t *testing.T) {
	for name, late := range map[string]bool{"at once": false, "one after the other": true} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			d := o.open()
			first := o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible})
			second := o.phone(sandbox.PhoneRequest{Outcome: siak.NotRecorded})
			cam := phone.NewCamera(phone.Options{})
			show := func() error { return cam.ShowBoth(first.Text, second.Text) }
			if late {
				show = func() error { return cam.Show(first.Text) }
			}
			if err := show(); err != nil {
				t.Fatal(err)
			}
			d.scan(cam)
			if late {
				d.untilPhase(desk.Judged)
				if err := cam.ShowBoth(first.Text, second.Text); err != nil {
					t.Fatal(err)
				}
			}
			offered := d.until("offered", func(s desk.State) bool { return s.Other })
			if offered.Phase != desk.Judged || offered.Card.Outcome != siak.Eligible {
				t.Fatalf("the one nearer to the middle is %s %s", offered.Phase, offered.Card.Outcome)
			}
			o.written()
			d.TakeOther()
			d.until("the other", func(s desk.State) bool { return s.Phase == desk.Judged && s.Card.Outcome == siak.NotRecorded })
			d.until("the first is offered", func(s desk.State) bool { return s.Other })
			d.TakeOther()
			back := d.until("the first", func(s desk.State) bool { return s.Phase == desk.Judged && s.Card.Outcome == siak.Eligible })
			d.Confirm()
			if saved := d.untilPhase(desk.Saved); saved.Other || saved.Card.Name != back.Card.Name {
				t.Error("another is offered after confirming, or another was confirmed")
			}
			d.stop()
			if away := count(o.written(), desk.ActPutAway); away != 2 {
				t.Errorf("%d cards were accounted for as put away, want 2", away)
			}
		})
	}
}

func count(notes []desk.Note, act desk.Act) (n int) {
	for _, note := range notes {
		if note.Act == act {
			n++
		}
	}
	return n
}

// TestOnlyACodeWorthItIsOffered: neither a poster nor the citizen before, but the
// one behind them.
func TestOnlyACodeWorthItIsOffered(t *testing.T) {
	o := newOffice(t)
	d := o.open()
	before := o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible})
	if _, err := o.counter.Confirm(t.Context(), o.judge(before, siak.Eligible)); err != nil {
		t.Fatal(err)
	}
	r := o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible})
	r.Others = []scanner.Code{
		{Text: "https://contoh.id/antrean"},
		{Text: before.Text},
		{Text: o.phone(sandbox.PhoneRequest{Outcome: siak.Expired}).Text},
	}
	d.Read(r)
	d.until("offered", func(s desk.State) bool { return s.Other })
	d.TakeOther()
	d.until("the old code", func(s desk.State) bool { return s.Phase == desk.Judged && s.Card.Outcome == siak.Expired })
}
