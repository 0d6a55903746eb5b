package recoverykey

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/store/internal/storetest"
)

// However somebody types a code from paper, it is the same code.
func TestCodeAsPeopleTypeIt(t *testing.T) {
	c := NewCode()
	if n := len(c.signs) / groupSigns * drawnSigns * 5; n < 128 {
		t.Fatalf("%d bits", n)
	}
	text := c.Text()
	for _, typed := range []string{
		text, strings.ToLower(text), strings.ReplaceAll(text, "-", " "), strings.ReplaceAll(text, "-", ""),
		" " + text + "\n", "*" + text + "*", strings.NewReplacer("0", "o", "1", "l").Replace(text),
	} {
		got, err := ParseCode(typed)
		storetest.OK(t, err)
		if got != c {
			t.Fatalf("another code")
		}
	}
	groups := c.Groups()
	if !c.EndsWith(strings.ToLower(groups[groupsOf-1])) || c.EndsWith(groups[0]) && groups[0] != groups[groupsOf-1] || c.EndsWith("") {
		t.Fatal("the last group is not known")
	}
	for _, verb := range []string{"%v", "%s", "%q", "%+v", "%#v", "%x"} {
		if strings.Contains(fmt.Sprintf(verb, c), groups[1]) {
			t.Fatalf("%s prints the code", verb)
		}
	}
}

const groupsOf = groups

// One sign wrong, two neighbours changed about, and two groups changed about are told,
// with the group that is to be looked at.
func TestMistypedCodeIsTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := NewCode()
		signs := []byte(c.signs)
		at := rapid.IntRange(0, len(signs)-1).Draw(t, "at")
		wrong := bytesOf(alphabet)[rapid.IntRange(0, 31).Draw(t, "sign")]
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			if signs[at] == wrong {
				return
			}
			signs[at] = wrong
			wantMistyped(t, string(signs), at/groupSigns+1)
		case 1:
			if at%groupSigns == groupSigns-1 || signs[at] == signs[at+1] {
				return
			}
			signs[at], signs[at+1] = signs[at+1], signs[at]
			wantMistyped(t, string(signs), at/groupSigns+1)
		case 2:
			a, b := at/groupSigns, rapid.IntRange(0, groups-1).Draw(t, "other")
			if a == b {
				return
			}
			all := c.Groups()
			all[a], all[b] = all[b], all[a]
			wantMistyped(t, strings.Join(all, "-"), min(a, b)+1)
		}
	})
	whole := NewCode().signs
	wantMistyped(t, whole[:groupSigns*3], 0)
	wantMistyped(t, whole+"0", 0)
	wantMistyped(t, "", 0)
	wantMistyped(t, whole[:7]+"U"+whole[8:], 2)
	wantMistyped(t, whole[:7]+"é"+whole[8:], 2)
}

func bytesOf(s string) []byte { return []byte(s) }

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

func wantMistyped(t failer, typed string, group int) {
	t.Helper()
	_, err := ParseCode(typed)
	mistyped, is := errors.AsType[*MistypedError](err)
	if siak.KindOf(err) != siak.KindRecoveryMistyped || !is || mistyped.Group != group {
		t.Fatalf("%v, want group %d", err, group)
	}
}
