package app

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/siak"
)

// named is a card with a name, and a day whose latest row has it too.
func named(name string) func() desk.State {
	return func() desk.State {
		s := judgedState(siak.Eligible)
		s.Card.Name = name
		s.Today.Latest[0].Name = name
		return s
	}
}

// The names are made up, in the scripts of Java, Bali, Arabic, and in Vietnamese.
const (
	javaneseName = "Siti ꦱꦶꦠꦶꦫꦃꦩꦮꦠꦶ ꦥꦿꦩꦸꦢꦾ"
	balineseName = "Ni Luh ᬦᬶᬮᬸᬄ ᬲᬸᬓ᭄ᬫᬯᬢᬶ"
	arabicName   = "Nur نور الهدى المرزوقي"
	otherName    = "Nguyễn Thị Đặng Ŝĉ 中山"
)

func TestGoldenPicturesOfNames(t *testing.T) {
	for name, text := range map[string]string{"javanese": javaneseName, "balinese": balineseName, "arabic": arabicName, "codes": otherName} {
		compare(t, "name-"+name, scene{make: at(named(text))}, setting{lang: "id", look: ui.LookLight, size: fyne.NewSize(1092, 544)})
	}
}

// What no font has is told as its code, with a sentence that says so.
func TestNamesThatCannotBeShown(t *testing.T) {
	for text, codes := range map[string]bool{javaneseName: false, balineseName: false, arabicName: false, otherName: true, "Siti": false} {
		r := newRig(t, plain).work(named(text)())
		if r.tells("name.codes") != codes {
			t.Errorf("%q: told of codes %v", text, !codes)
		}
		if codes && !r.says("[U+4E2D][U+5C71]") || strings.Contains(strings.Join(r.texts(), " "), "中") {
			t.Errorf("%q stands as %q", text, r.texts())
		}
	}
}
