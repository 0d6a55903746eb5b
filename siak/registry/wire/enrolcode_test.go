package wire

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestEnrolCodeIsForgiving: whatever the case and the dashes, O for 0, I and L
// for 1.
func TestEnrolCodeIsForgiving(t *testing.T) {
	c := NewEnrolCode(newRegister(t).authority)
	rapid.Check(t, func(t *rapid.T) {
		var typed strings.Builder
		for _, sign := range strings.ReplaceAll(c.Text(), "-", "") {
			alike := map[rune][]string{'0': {"0", "O", "o"}, '1': {"1", "I", "i", "l", "L"}}[sign]
			if alike == nil {
				alike = []string{string(sign), strings.ToLower(string(sign))}
			}
			typed.WriteString(rapid.SampledFrom(alike).Draw(t, "sign"))
			typed.WriteString(rapid.SampledFrom([]string{"", "", "-", " ", " – ", "\u2011", "\u2212", "*", "\u200b", "\ufeff", "\u00ad", "\u202e", "'", "\u201d", "`", "\u00a0", "\r\n"}).Draw(t, "between"))
		}
		if got, err := ParseEnrolCode(typed.String()); err != nil || got != c {
			t.Fatalf("%q is not %s: %v", typed.String(), c.Text(), err)
		}
	})
}

// TestEnrolCodeMistyped: one sign wrong and any two changed about are found,
// every one of them.
func TestEnrolCodeMistyped(t *testing.T) {
	signs := strings.ReplaceAll(NewEnrolCode(newRegister(t).authority).Text(), "-", "")
	for i := range len(signs) {
		for _, other := range []byte(codeAlphabet) {
			wrong := []byte(signs)
			if wrong[i] = other; string(wrong) == signs {
				continue
			}
			if _, err := ParseEnrolCode(string(wrong)); !errors.Is(err, ErrCodeCheck) {
				t.Fatalf("%c in place %d: %v", other, i, err)
			}
		}
		for j := range i {
			wrong := []byte(signs)
			if wrong[i], wrong[j] = wrong[j], wrong[i]; wrong[i] == wrong[j] {
				continue
			}
			if _, err := ParseEnrolCode(string(wrong)); !errors.Is(err, ErrCodeCheck) {
				t.Fatalf("%d and %d changed about: %v", i, j, err)
			}
		}
	}
	for typed, want := range map[string]error{
		"": ErrCodeLength, signs[1:]: ErrCodeLength, signs + "0": ErrCodeLength, "U" + signs[1:]: ErrCodeCheck, "ü" + signs[1:]: ErrCodeCheck,
	} {
		if _, err := ParseEnrolCode(typed); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", typed, err, want)
		}
	}
}

// TestEnrolCodeNames: a code names its registry's authority and no other, and no
// two codes name it in the same way.
func TestEnrolCodeNames(t *testing.T) {
	ours, theirs := newRegister(t).authority, newRegister(t).authority
	a, b := NewEnrolCode(ours), NewEnrolCode(ours)
	if !a.Names(ours) || a.Names(theirs) || !b.Names(ours) {
		t.Error("a code names another authority than its own")
	}
	if a == b || a.print == b.print && a.number != b.number {
		t.Error("two codes are alike")
	}
	number, secret, ok := ParseEnrolSecret(a.Secret())
	if !ok || number != a.Number() || secret != a.secret {
		t.Error("the secret part does not come back")
	}
	for _, s := range []string{"", a.Secret()[1:], a.Secret() + "0", strings.ToLower("ABCDEFGHJKM"), a.Text()} {
		if _, _, ok := ParseEnrolSecret(s); ok {
			t.Errorf("%q was taken for a secret", s)
		}
	}
}

// TestEnrolCodeNeverPrints: only Text gives it.
func TestEnrolCodeNeverPrints(t *testing.T) {
	c := NewEnrolCode(newRegister(t).authority)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, c); got != "····" {
			t.Errorf("%s prints %s", verb, got)
		}
	}
	if got := c.LogValue().String(); got != "····" {
		t.Errorf("a log has %s", got)
	}
}

// TestEnrolCodeVector holds the format for ever.
func TestEnrolCodeVector(t *testing.T) {
	c := EnrolCode{print: "0123456789AB", number: "CDE", secret: "FGHJKMNP"}
	if got, want := c.Text(), "0123-4567-89AB-CDEF-GHJK-MNP8"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	r := newRegister(t)
	r.authority.RawSubjectPublicKeyInfo = []byte("any key")
	if got, want := authorityPrint(r.authority, "CDE"), "WJC5GMSGEGWK"; got != want {
		t.Errorf("the print is %s, want %s", got, want)
	}
}

func BenchmarkAuthorityPrint(b *testing.B) {
	a := newRegister(b).authority
	for b.Loop() {
		authorityPrint(a, "CDE")
	}
}

// FuzzEnrolCode: what is read as a code is that code again when it is written
// down, and nothing is read that the registry could not have given out.
func FuzzEnrolCode(f *testing.F) {
	for _, seed := range []string{"", "0123-4567-89AB-CDEF-GHJK-MNP8", "o123 4567 89ab cdef ghjk mnp8", "ü\u00a0\xff", strings.Repeat("0", 24)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		c, err := ParseEnrolCode(typed)
		if err != nil {
			return
		}
		again, err := ParseEnrolCode(c.Text())
		if err != nil || again != c {
			t.Errorf("%q is not what it is written as", typed)
		}
		if _, _, ok := ParseEnrolSecret(c.Secret()); !ok {
			t.Errorf("the secret of %q cannot be sent", typed)
		}
	})
}
