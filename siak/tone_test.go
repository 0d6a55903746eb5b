package siak

import "testing"

func TestEveryOutcomeHasATone(t *testing.T) {
	used := map[Tone]bool{}
	for _, o := range Outcomes() {
		tone, ok := tones[o]
		if !ok {
			t.Errorf("%q has no tone: add it to tones in siak/outcome.go", o)
		}
		used[tone] = true
	}
	if len(tones) != len(Outcomes()) {
		t.Errorf("%d outcomes have a tone, %d are in Outcomes() of siak/outcome.go", len(tones), len(Outcomes()))
	}
	for _, tone := range Tones() {
		if !used[tone] {
			t.Errorf("no outcome has tone %d", tone)
		}
	}
	for tone := range used {
		if int(tone) >= len(Tones()) || Tones()[tone] != tone {
			t.Errorf("tone %d is not in Tones() of siak/outcome.go", tone)
		}
	}
	if Outcome("no such outcome").Tone() != ToneRefused {
		t.Error("an unknown outcome is not refused")
	}
}

// Whether an officer may confirm on an outcome is said for each, so that a new one
// is thought of.
func TestEveryOutcomeSaysWhetherItMayBeConfirmed(t *testing.T) {
	confirmable := map[Outcome]bool{
		Eligible: true, EligibleWithWarnings: true, NeedsCentral: true,
		UnderAge: false, NotRecorded: false, DeceasedOrInactive: false, ActiveOnThisPhone: false, ActiveOnAnotherPhone: false, FaceMismatch: false,
		IdentityDiffers: false, NotIKD: false, Malformed: false, UntrustedIssuer: false, BadSignature: false, Expired: false,
		NotYetValid: false, Replayed: false, StaticCode: false, Revoked: false,
	}
	for _, o := range Outcomes() {
		if want, ok := confirmable[o]; !ok {
			t.Errorf("may %q be confirmed? Say so here and in Confirmable in siak/outcome.go", o)
		} else if o.Confirmable() != want {
			t.Errorf("%q: confirmable %t", o, !want)
		}
	}
}
