package siak

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// today is 21 November 2026, 10.00 WIB.
var today = time.Date(2026, 11, 21, 10, 0, 0, 0, WIB)

var (
	thisPhone  = Thumbprint{1}
	otherPhone = Thumbprint{2}
)

// citizen is a made-up woman of Beji who meets every rule, and her phone.
func citizen(t testing.TB) (Claim, Record) {
	t.Helper()
	nik := mustNIK(t, "3276065703929001")
	birth := Date{1992, time.March, 17}
	claim := Claim{NIK: nik, Name: "Ratna Wulandari", Birth: birth, Sex: Female, Face: FaceMatched, Phone: thisPhone}
	record := Record{Known: true, AsOf: today, Resident: Resident{
		NIK: nik, Name: "RATNA WULANDARI", Sex: Female, Birth: birth, Marital: Single,
		Recorded: true, District: "327606", Village: "Kukusan", Version: 7,
	}}
	return claim, record
}

func TestDecide(t *testing.T) {
	type change func(*Claim, *Record)
	born := func(d Date) change {
		return func(c *Claim, r *Record) {
			r.Resident.Birth, c.Birth = d, d
		}
	}
	tests := []struct {
		name     string
		change   change
		now      time.Time
		want     Outcome
		warnings []Warning
		on       Date
	}{
		{name: "meets every rule", want: Eligible},
		{
			name: "living in another city than the NIK says", want: EligibleWithWarnings, warnings: []Warning{WarnNIKRegion},
			change: func(_ *Claim, r *Record) { r.Resident.District = "327501" },
		},
		{
			name: "moved within the city", want: Eligible,
			change: func(_ *Claim, r *Record) { r.Resident.District = "327601" },
		},
		{
			name: "birth date corrected since the NIK was issued", want: EligibleWithWarnings, warnings: []Warning{WarnNIKBirth},
			change: born(Date{1992, time.March, 18}),
		},
		{
			name: "sex corrected since the NIK was issued", want: EligibleWithWarnings, warnings: []Warning{WarnNIKSex},
			change: func(c *Claim, r *Record) { c.Sex, r.Resident.Sex = Male, Male },
		},
		{
			name: "one letter of the name differs", want: EligibleWithWarnings, warnings: []Warning{WarnNameSpelling},
			change: func(c *Claim, _ *Record) { c.Name = "Ratna Wulandary" },
		},
		{
			name: "a degree since the registration", want: EligibleWithWarnings, warnings: []Warning{WarnTitleOnCard},
			change: func(_ *Claim, r *Record) { r.Resident.Name = "RATNA WULANDARI, S.PD" },
		},
		{
			name: "titles in the registration alone, and another spelling", want: EligibleWithWarnings,
			warnings: []Warning{WarnTitleInApp, WarnNameSpelling},
			change:   func(c *Claim, _ *Record) { c.Name = "Hj. Ratna Woelandari" },
		},
		{
			name: "the name in another form of Unicode", want: Eligible,
			change: func(c *Claim, r *Record) { c.Name, r.Resident.Name = "Jose\u0301 Pereira", "JOS\u00c9  PEREIRA" },
		},
		{name: "a sister", want: IdentityDiffers, change: func(c *Claim, _ *Record) { c.Name = "Ratna Wulansari" }},
		{
			name: "the selfie has not been compared yet", want: EligibleWithWarnings, warnings: []Warning{WarnFacePending},
			change: func(c *Claim, _ *Record) { c.Face = FacePending },
		},
		{
			name: "the cache is eight days old", want: EligibleWithWarnings, warnings: []Warning{WarnOldData},
			change: func(_ *Claim, r *Record) { r.AsOf = today.AddDate(0, 0, -8) },
		},
		{
			name: "unknown here", want: NeedsCentral,
			change: func(_ *Claim, r *Record) { *r = Record{} },
		},
		{
			name: "unknown here, face not matched", want: FaceMismatch,
			change: func(c *Claim, r *Record) { *r = Record{}; c.Face = FaceNotMatched },
		},
		{
			name: "17 tomorrow", want: UnderAge, on: Date{2026, 11, 22},
			change: born(Date{2009, 11, 22}),
		},
		{name: "17 today", want: EligibleWithWarnings, warnings: []Warning{WarnNIKBirth}, change: born(Date{2009, 11, 21})},
		{
			name: "17 tomorrow in the office, today further east", want: UnderAge, on: Date{2026, 11, 22},
			change: born(Date{2009, 11, 22}), now: time.Date(2026, 11, 22, 0, 30, 0, 0, WIT),
		},
		{
			name: "16 and married", want: EligibleWithWarnings, warnings: []Warning{WarnNIKBirth},
			change: func(c *Claim, r *Record) { born(Date{2010, 1, 1})(c, r); r.Resident.Marital = Married },
		},
		{
			name: "16 and widowed", want: EligibleWithWarnings, warnings: []Warning{WarnNIKBirth},
			change: func(c *Claim, r *Record) { born(Date{2010, 1, 1})(c, r); r.Resident.Marital = Widowed },
		},
		{
			name: "born on 29 February, on 28 February", want: UnderAge, on: Date{2029, 3, 1},
			change: born(Date{2012, 2, 29}), now: time.Date(2029, 2, 28, 23, 59, 0, 0, WIB),
		},
		{
			name: "born on 29 February, on 1 March", want: EligibleWithWarnings, warnings: []Warning{WarnNIKBirth, WarnOldData},
			change: born(Date{2012, 2, 29}), now: time.Date(2029, 3, 1, 0, 0, 0, 0, WIB),
		},
		{name: "not recorded", want: NotRecorded, change: func(_ *Claim, r *Record) { r.Resident.Recorded = false }},
		{name: "deceased", want: DeceasedOrInactive, change: func(_ *Claim, r *Record) { r.Resident.Life = Deceased }},
		{name: "inactive", want: DeceasedOrInactive, change: func(_ *Claim, r *Record) { r.Resident.Life = Inactive }},
		{name: "a double", want: DeceasedOrInactive, change: func(_ *Claim, r *Record) { r.Resident.Life = Duplicate }},
		{name: "face not matched", want: FaceMismatch, change: func(c *Claim, _ *Record) { c.Face = FaceNotMatched }},
		{name: "active on this phone", want: ActiveOnThisPhone, change: func(_ *Claim, r *Record) { r.Resident.ActivePhone = thisPhone }},
		{name: "active on another phone", want: ActiveOnAnotherPhone, change: func(_ *Claim, r *Record) { r.Resident.ActivePhone = otherPhone }},
		{name: "another birth date", want: IdentityDiffers, change: func(c *Claim, _ *Record) { c.Birth.Day++ }},
		{name: "another sex", want: IdentityDiffers, change: func(c *Claim, _ *Record) { c.Sex = Male }},
		{name: "another name", want: IdentityDiffers, change: func(c *Claim, _ *Record) { c.Name = "Dewi Lestari" }},
		{name: "another NIK", want: IdentityDiffers, change: func(c *Claim, _ *Record) { c.NIK = mustNIK(t, "3276065703929002") }},
		{name: "a sex that the phone does not tell", want: Eligible, change: func(c *Claim, _ *Record) { c.Sex = SexUnknown }},
		{
			name: "deceased comes before everything", want: DeceasedOrInactive,
			change: func(c *Claim, r *Record) { r.Resident.Life = Deceased; r.Resident.Recorded = false; c.Name = "Dewi" },
		},
		{
			name: "under age comes before not recorded", want: UnderAge, on: Date{2027, 1, 1},
			change: func(c *Claim, r *Record) { born(Date{2010, 1, 1})(c, r); r.Resident.Recorded = false },
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			claim, record := citizen(t)
			if test.change != nil {
				test.change(&claim, &record)
			}
			now := today
			if !test.now.IsZero() {
				now = test.now
			}
			d := Decide(claim, record, DefaultPolicy("327606"), now)
			if d.Outcome != test.want || d.EligibleOn != test.on || !slices.Equal(d.Warnings, test.warnings) {
				t.Errorf("Decide = %s, eligible on %s, warnings %q; want %s, %s, %q",
					d.Outcome, d.EligibleOn, d.Warnings, test.want, test.on, test.warnings)
			}
		})
	}
}

// Whatever the inputs: one outcome of the closed set, green only without a
// doubt, and never on somebody who is unknown.
func TestDecideIsTotal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		claim, record := citizen(t)
		record.Known = rapid.Bool().Draw(rt, "known")
		record.Resident.Life = Life(rapid.IntRange(0, 3).Draw(rt, "life"))
		record.Resident.Recorded = rapid.Bool().Draw(rt, "recorded")
		record.Resident.Marital = Marital(rapid.IntRange(0, 4).Draw(rt, "marital"))
		record.Resident.Birth.Year = rapid.IntRange(1930, 2026).Draw(rt, "year")
		record.Resident.ActivePhone = Thumbprint{byte(rapid.IntRange(0, 2).Draw(rt, "phone"))}
		claim.Birth.Year = rapid.SampledFrom([]int{record.Resident.Birth.Year, 1992}).Draw(rt, "claimed")
		claim.Face = Face(rapid.IntRange(0, 2).Draw(rt, "face"))
		d := Decide(claim, record, DefaultPolicy("327606"), today)
		if _, ok := ParseOutcome(string(d.Outcome)); !ok {
			rt.Fatalf("%q is no outcome", d.Outcome)
		}
		if d.Outcome.Tone() == ToneVerified && (!record.Known || len(d.Warnings) > 0 || claim.Face != FaceMatched) {
			rt.Fatalf("green for what was not verified")
		}
		if (d.EligibleOn != Date{}) != (d.Outcome == UnderAge) {
			rt.Fatalf("%s with the date %s", d.Outcome, d.EligibleOn)
		}
	})
}

func TestOutcomeSetIsClosed(t *testing.T) {
	if got := len(Outcomes()); got != 19 {
		t.Errorf("%d outcomes, want the 19 of docs/design.md", got)
	}
	seen := map[Outcome]bool{}
	for _, o := range Outcomes() {
		if seen[o] {
			t.Errorf("%s twice", o)
		}
		seen[o] = true
		if o.Confirmable() && o.Tone() == ToneRefused {
			t.Errorf("%s is refused and can be confirmed", o)
		}
	}
	for kind, o := range codeOutcomes {
		if !seen[o] {
			t.Errorf("kind %s leads to %q", kind, o)
		}
		if got, ok := OutcomeOf(E("x", kind, nil)); !ok || got != o {
			t.Errorf("OutcomeOf(%s) = %s, %v", kind, got, ok)
		}
	}
}

// The day of the 17th birthday begins at the midnight of the office, whatever the
// zone in which a moment is written, and for all who ask: the age, the first day,
// the decision.
func TestBirthdayBeginsAtTheOfficesMidnight(t *testing.T) {
	birth, day := Date{2009, 11, 22}, Date{2026, 11, 22}
	for office, midnight := range map[Region]time.Time{
		"327606": time.Date(2026, 11, 21, 17, 0, 0, 0, time.UTC), // Depok, WIB
		"517101": time.Date(2026, 11, 21, 16, 0, 0, 0, time.UTC), // Denpasar, WITA
		"917103": time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC), // Jayapura, WIT
	} {
		policy := DefaultPolicy(office)
		for _, zone := range []*time.Location{time.UTC, WIB, WITA, WIT} {
			for after, of := range map[time.Duration]bool{-time.Minute: false, -time.Nanosecond: false, 0: true, time.Minute: true, 119 * time.Minute: true} {
				now := midnight.Add(after).In(zone)
				want := map[bool]int{false: 16, true: 17}[of]
				if got := policy.AgeAt(birth, now); got != want {
					t.Errorf("%s %v after midnight, in %s: age %d, want %d", office, after, zone, got, want)
				}
				from := policy.SubjectToKTPFrom(Resident{Birth: birth, Marital: Single}, now)
				if from.IsZero() != of || !of && from != day {
					t.Errorf("%s %v after midnight, in %s: subject to KTP from %s", office, after, zone, from)
				}
				claim, record := citizen(t)
				claim.Birth, record.Resident.Birth = birth, birth
				if d := Decide(claim, record, policy, now); (d.Outcome == UnderAge) == of || d.EligibleOn != from {
					t.Errorf("%s %v after midnight, in %s: %s, eligible on %s", office, after, zone, d.Outcome, d.EligibleOn)
				}
			}
		}
	}
}
