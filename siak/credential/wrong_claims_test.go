package credential

import (
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
)

// claims are the payload of a registration, to be spoilt at will.
func (w *fixture) claims(tb testing.TB) map[int]any {
	tb.Helper()
	r := w.registration()
	key, err := newCOSEKey(r.PhoneKey)
	if err != nil {
		tb.Fatal(err)
	}
	return map[int]any{
		1: r.Issuer, 2: r.ID, 4: r.ExpiresAt.Unix(), 6: r.IssuedAt.Unix(),
		8:      map[int]any{1: key},
		169:    map[int]any{1: testNIK, 4: r.Name, 8: r.Birth.Compact(), 9: int(r.Sex)},
		-70001: int(r.Face),
	}
}

// set spoils one claim, unset takes it away, person spoils a member of Claim 169.
func set(claim int, value any) func(map[int]any) { return func(c map[int]any) { c[claim] = value } }
func unset(claim int) func(map[int]any)          { return func(c map[int]any) { delete(c, claim) } }
func person(member int, value any) func(map[int]any) {
	return func(c map[int]any) { c[169].(map[int]any)[member] = value }
}

// spoiltRegistrations are odd in the claims of the registration alone; all
// signatures are good.
func spoiltRegistrations() []wrong {
	spoilt := func(name string, want siak.Kind, spoil func(map[int]any)) wrong {
		return wrong{"registration: " + name, want, func(tb testing.TB, w *fixture) string {
			c := w.claims(tb)
			spoil(c)
			return w.present(tb, handMade(tb, w.issuer, c), 0)
		}}
	}
	return []wrong{
		spoilt("as it should be", "", set(6, testNow.Add(-time.Hour).Unix())),
		spoilt("unknown claim", "", set(38, "later")),
		spoilt("unknown member of Claim 169", "", person(10, "an address")),
		spoilt("face not compared yet", "", unset(-70001)),
		spoilt("gender unknown", "", person(9, 0)),
		spoilt("no issuer", siak.KindMalformed, unset(1)),
		spoilt("issuer too long", siak.KindMalformed, set(1, strings.Repeat("a", maxIssuer+1))),
		spoilt("issuer a number", siak.KindMalformed, set(1, 1)),
		spoilt("no id", siak.KindMalformed, set(2, "")),
		spoilt("id too long", siak.KindMalformed, set(2, strings.Repeat("a", maxRegistrationID+1))),
		spoilt("no expiry", siak.KindMalformed, unset(4)),
		spoilt("expiry before issue", siak.KindMalformed, set(4, testNow.Add(-48*time.Hour).Unix())),
		spoilt("expiry far off", siak.KindMalformed, set(4, int64(1)<<62)),
		spoilt("issue before 1970", siak.KindMalformed, set(6, -1)),
		spoilt("issue with a fraction", siak.KindMalformed, set(6, 1700000000.5)),
		spoilt("no key", siak.KindMalformed, unset(8)),
		spoilt("key empty", siak.KindMalformed, set(8, map[int]any{1: map[int]any{}})),
		spoilt("no Claim 169", siak.KindMalformed, unset(169)),
		spoilt("NIK too short", siak.KindMalformed, person(1, testNIK[:15])),
		spoilt("NIK with 30 February", siak.KindMalformed, person(1, "3276053002909001")),
		spoilt("NIK as a number", siak.KindMalformed, person(1, 3276055503909001)),
		spoilt("no name", siak.KindMalformed, person(4, "")),
		spoilt("name with a line end", siak.KindMalformed, person(4, "Made\nup")),
		spoilt("name that turns the writing", siak.KindMalformed, person(4, "Made\u202eup")),
		spoilt("name too long", siak.KindMalformed, person(4, strings.Repeat("a", maxName+1))),
		spoilt("birth with dashes", siak.KindMalformed, person(8, "1990-03-15")),
		spoilt("birth on no day", siak.KindMalformed, person(8, "19900231")),
		spoilt("gender other", siak.KindMalformed, person(9, 3)),
		spoilt("face match unknown", siak.KindMalformed, set(-70001, 3)),
		spoilt("nested too deep", siak.KindMalformed, set(38, nested(maxNesting))),
		spoilt("nested as deep as allowed", "", set(38, nested(maxNesting-1))),
		spoilt("too many claims", siak.KindMalformed, func(c map[int]any) {
			for i := range maxElements {
				c[1000+i] = 0
			}
		}),
	}
}

func nested(depth int) any {
	var v any = 1
	for range depth {
		v = []any{v}
	}
	return v
}

// spoiltPresentations are odd in the claims of the presentation alone; all
// signatures are good.
func spoiltPresentations() []wrong {
	spoilt := func(name string, want siak.Kind, spoil func(map[int]any)) wrong {
		return wrong{"presentation: " + name, want, func(tb testing.TB, w *fixture) string {
			c := map[int]any{
				4: testNow.Add(80 * time.Second).Unix(), 6: testNow.Add(-10 * time.Second).Unix(),
				7: testID[:], -70002: w.issue(tb, nil),
			}
			spoil(c)
			return PresentationText(handMade(tb, w.phone, c))
		}}
	}
	return []wrong{
		spoilt("as it should be", "", set(6, testNow.Add(-5*time.Second).Unix())),
		spoilt("unknown claim", "", set(1, "app")),
		spoilt("valid for 91 seconds", siak.KindMalformed, set(4, testNow.Add(81*time.Second).Unix())),
		spoilt("valid for no time", siak.KindMalformed, set(4, testNow.Add(-10*time.Second).Unix())),
		spoilt("no expiry", siak.KindMalformed, unset(4)),
		spoilt("no issue time", siak.KindMalformed, unset(6)),
		spoilt("no id", siak.KindMalformed, unset(7)),
		spoilt("id of 15 bytes", siak.KindMalformed, set(7, testID[:15])),
		spoilt("id of 17 bytes", siak.KindMalformed, set(7, make([]byte, 17))),
		spoilt("id as an array", siak.KindMalformed, set(7, make([]int, 16))),
		spoilt("no registration", siak.KindMalformed, unset(-70002)),
		spoilt("registration rubbish", siak.KindMalformed, set(-70002, []byte("rubbish"))),
		spoilt("registration too large", siak.KindMalformed, set(-70002, make([]byte, MaxInflated))),
		spoilt("registration with a tail", siak.KindMalformed, func(c map[int]any) {
			c[-70002] = append(c[-70002].([]byte), 0)
		}),
	}
}
