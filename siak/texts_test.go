package siak

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ikd/station/siak/text"
)

func TestReadNIK(t *testing.T) {
	t.Parallel()
	want := mustNIK(t, "3276065703929001")
	for _, typed := range []string{
		"3276065703929001", " 3276 0657 0392 9001\r\n", "32.76.06.570392.9001", "3276-0657-0392-9001", "3276\u20130657\u20140392\u22129001",
		"3276\u00a00657\u202f0392\u20039001", "\u200b3276065703929001\ufeff", "3276\u200e0657\u00ad03929001", "'3276065703929001", "\u201c3276065703929001\u201d",
		"*3276065703929001*", "`3276065703929001`", "３２７６０６５７０３９２９００１", "=\"3276065703929001\"", "3276/0657/0392/9001",
	} {
		if got, err := ReadNIK(typed); err != nil || got != want {
			t.Errorf("%+q: %v", typed, err)
		}
	}
	for _, typed := range []string{"", "3.27607E+15", "NIK 3276065703929001", "327606570392900", "32760657039290011", "3276O65703929001", "3276065703929001\xff", "٣٢٧٦٠٦٥٧٠٣٩٢٩٠٠١"} {
		if _, err := ReadNIK(typed); KindOf(err) != KindBadNIK {
			t.Errorf("%+q: %v", typed, err)
		}
	}
}

func TestReadNIKWithAnythingBetween(t *testing.T) {
	t.Parallel()
	const digits = "3276065703929001"
	between := rapid.StringOf(rapid.SampledFrom([]rune(" .-\u2013\u00a0\u200b\u200c\ufeff*'\"’`\t\u202e·_")))
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for _, d := range digits {
			b.WriteString(between.Draw(t, "between"))
			b.WriteRune(d)
		}
		if n, err := ReadNIK(b.String() + between.Draw(t, "behind")); err != nil || n.Digits() != digits {
			t.Fatal(err)
		}
	})
}

func TestReadEmail(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{" budi@surel.invalid\n": "budi@surel.invalid", "jose\u0301@surel.invalid": "jos\u00e9@surel.invalid"} {
		if e, err := ReadEmail(typed); err != nil || string(e) != want {
			t.Errorf("%+q: %v", typed, err)
		}
	}
	for _, typed := range []string{"budi\u200b@gmail.com", "\u202ebudi@gmail.com", "budi@gmail.com\u200e", "budi\x00@gmail.com", "bud\xef@gmail.com"} {
		_, err := ReadEmail(typed)
		if _, ok := errors.AsType[*text.Fault](err); !ok || KindOf(err) != KindBadText {
			t.Errorf("%+q: %v", typed, err)
		}
		if Email(typed).Plausible() {
			t.Errorf("%+q is taken for an address", typed)
		}
	}
}

func TestEmailSuggestion(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"gmail.con": "gmail.com", "gmial.com": "gmail.com", "gamil.com": "gmail.com", "gmai.com": "gmail.com", "gmail.co": "gmail.com", "gmail.co.id": "gmail.com",
		"gnail.com": "gmail.com", "gmaill.com": "gmail.com", "gmail,com": "gmail.com", "gmail..com": "gmail.com", "gmail.com.": "gmail.com", "GMAIL.CON": "gmail.com", "gmail": "gmail.com",
		"yahoo.con": "yahoo.com", "yaho.com": "yahoo.com", "yahoo.co.di": "yahoo.co.id", "yaho.co.id": "yahoo.co.id", "yahoo.co": "yahoo.co.id",
		"hotmial.com": "hotmail.com", "outlok.com": "outlook.com", "iclod.com": "icloud.com", "depok.go.ld": "depok.go.id", "kantor.con": "kantor.com",
		// What is right, or may be.
		"gmail.com": "", "yahoo.com": "", "yahoo.co.id": "", "email.com": "", "mail.com": "", "gmx.com": "", "me.com": "", "live.com": "", "depok.go.id": "",
		"kantor.id": "", "kantor.co": "", "ui.ac.id": "", "surel.invalid": "", "GMAIL.COM": "", "mail.go.id": "",
	} {
		got, ok := Email("budi.s@" + typed).Suggestion()
		if ok != (want != "") || ok && string(got) != "budi.s@"+want {
			t.Errorf("%s: %q, want %q", typed, string(got), want)
		}
	}
	for _, none := range []Email{"", "@gmail.con", "budi", "budi.gmail.con"} {
		if got, ok := none.Suggestion(); ok {
			t.Errorf("%q: %q", string(none), string(got))
		}
	}
}

// What is suggested is not mistyped itself, and the mailbox stays.
func TestSuggestionIsFinal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		domain := rapid.OneOf(rapid.StringMatching(`[a-z]{1,8}(\.[a-z]{2,4}){1,2}`), rapid.Custom(func(t *rapid.T) string {
			d := []byte(rapid.SampledFrom(providers).Draw(t, "provider"))
			d[rapid.IntRange(0, len(d)-1).Draw(t, "at")] = rapid.SampledFrom([]byte("aeilmno.")).Draw(t, "letter")
			return string(d)
		})).Draw(t, "domain")
		if meant, ok := Email("a.b@" + domain).Suggestion(); ok {
			if again, more := meant.Suggestion(); more || !strings.HasPrefix(string(meant), "a.b@") {
				t.Fatalf("%s, %s, %s", domain, string(meant), string(again))
			}
		}
	})
}

func TestCanonicalResident(t *testing.T) {
	t.Parallel()
	_, record := citizen(t)
	good := record.Resident
	good.Name, good.Village = "  Jose\u0301\u00a0Pereira ", "Ku\u200akusan"
	if got, err := good.Canonical(); err != nil || got.Name != "Jos\u00e9 Pereira" || got.Village != "Ku kusan" {
		t.Errorf("%+q, %v", got.Name, err)
	}
	for field, change := range map[string]func(*Resident){
		"name":     func(r *Resident) { r.Name = "Nur\u200baini" },
		"village":  func(r *Resident) { r.Village = "Kuk\xfcsan" },
		"sex":      func(r *Resident) { r.Sex = 9 },
		"marital":  func(r *Resident) { r.Marital = 9 },
		"life":     func(r *Resident) { r.Life = 9 },
		"district": func(r *Resident) { r.District = "32760" },
	} {
		r := record.Resident
		change(&r)
		_, err := r.Canonical()
		if f, ok := errors.AsType[*FieldError](err); !ok || f.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, name := range []string{"", " \u00a0", "...", "123", strings.Repeat("A", MaxText+1), "A\nB", "\u202eA", "\uf8ff"} {
		r := record.Resident
		r.Name = name
		if _, err := r.Canonical(); err == nil || name != "" && strings.Contains(err.Error(), strings.TrimSpace(name)) && strings.TrimSpace(name) != "" {
			t.Errorf("%+q: %v", name, err)
		}
	}
}
