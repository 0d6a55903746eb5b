package siak

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAgeOn(t *testing.T) {
	leap := Date{2004, time.February, 29}
	tests := []struct {
		name       string
		birth, day Date
		want       int
	}{
		{"the day before the birthday", Date{2009, 11, 22}, Date{2026, 11, 21}, 16},
		{"the birthday", Date{2009, 11, 21}, Date{2026, 11, 21}, 17},
		{"born on 29 February, 28 February of a common year", leap, Date{2021, 2, 28}, 16},
		{"born on 29 February, 1 March of a common year", leap, Date{2021, 3, 1}, 17},
		{"born on 29 February, 28 February of a leap year", leap, Date{2024, 2, 28}, 19},
		{"born on 29 February, 29 February", leap, Date{2024, 2, 29}, 20},
		{"day of birth", leap, leap, 0},
		{"before birth", leap, Date{2004, 2, 28}, -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.birth.AgeOn(test.day); got != test.want {
				t.Errorf("AgeOn = %d, want %d", got, test.want)
			}
		})
	}
}

// The anniversary is the first day on which the age is reached.
func TestAnniversaryIsFirstDayOfAge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(1920, 1, 1, 0, 0, 0, 0, time.UTC)
		birth := start.AddDate(0, 0, rapid.IntRange(0, 40000).Draw(t, "days"))
		years := rapid.IntRange(0, 100).Draw(t, "years")
		day := DateOf(birth).Anniversary(years)
		before := DateOf(time.Date(day.Year, day.Month, day.Day-1, 0, 0, 0, 0, time.UTC))
		if got := DateOf(birth).AgeOn(day); got != years {
			t.Fatalf("age on the anniversary is %d, want %d", got, years)
		}
		if got := DateOf(birth).AgeOn(before); got != years-1 {
			t.Fatalf("age on the day before is %d, want %d", got, years-1)
		}
	})
}

func TestParseDate(t *testing.T) {
	want := Date{1992, time.March, 17}
	for _, s := range []string{"1992-03-17", "19920317"} {
		if got, err := ParseDate(s); err != nil || got != want {
			t.Errorf("ParseDate = %v, %v", got, err)
		}
	}
	for _, s := range []string{"", "1992-3-17", "19920230", "17-03-1992", "1992031"} {
		if _, err := ParseDate(s); KindOf(err) != KindBadValue {
			t.Errorf("ParseDate(%q) = %v, want malformed", s, err)
		}
	}
	if want.String() != "1992-03-17" || want.Compact() != "19920317" {
		t.Errorf("%s %s", want, want.Compact())
	}
}

func TestZone(t *testing.T) {
	tests := []struct {
		region Region
		want   *time.Location
	}{
		{"327606", WIB},
		{"317401", WIB},
		{"110101", WIB},
		{"610101", WIB},
		{"620101", WIB},
		{"510101", WITA},
		{"530101", WITA},
		{"630101", WITA},
		{"640101", WITA},
		{"650101", WITA},
		{"730101", WITA},
		{"760101", WITA},
		{"810101", WIT},
		{"820101", WIT},
		{"910101", WIT},
		{"960101", WIT},
		{"", WIB},
	}
	for _, test := range tests {
		if got := test.region.Zone(); got != test.want {
			t.Errorf("zone of %q is %v, want %v", test.region, got, test.want)
		}
	}
}
