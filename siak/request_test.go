package siak

import (
	"fmt"
	"strings"
	"testing"
)

func TestEmailPlausible(t *testing.T) {
	for address, want := range map[string]bool{
		"warga@surel.invalid": true, "a.b+c@d.e.invalid": true, "ñ@surel.invalid": true,
		"": false, "warga": false, "@surel.invalid": false, "warga@": false, "warga@surel": false, "a@b@c.invalid": false,
		"warga@surel..invalid": false, ".warga@surel.invalid": false, "warga.@surel.invalid": false,
		"war ga@surel.invalid": false, "warga@surel.invalid\n": false, "<warga@surel.invalid>": false, "a@b.invalid,c@d.invalid": false,
		strings.Repeat("a", 65) + "@surel.invalid":           false,
		"a@" + strings.Repeat("surel.", 50) + "invalid":      false,
		strings.Repeat("a", 64) + "@" + "surel.test.invalid": true,
	} {
		if got := Email(address).Plausible(); got != want {
			t.Errorf("%q: %t, want %t", address, got, want)
		}
	}
}

// TestEmailNeverPrints: nor does a request that has one.
func TestEmailNeverPrints(t *testing.T) {
	const address = "warga@surel.invalid"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, v := range []any{Email(address), EmailCorrection{Email: address}, []Email{address}} {
			if got := fmt.Sprintf(verb, v); strings.Contains(got, "surel") || strings.Contains(got, "7375") {
				t.Errorf("%s of %T prints it", verb, v)
			}
		}
	}
	if Email(address).LogValue().String() == address {
		t.Error("a log has it")
	}
}
