// Package assets has the font, the icons and the picture of the program. Texts are
// in assets/words and sounds in assets/sound, which do not depend on Fyne.
//
// Icons are drawn in one colour, "currentColor" in their files; [Icon] paints
// them. Each tone has a shape of its own, so that nothing rests on colour
// alone.
package assets

import (
	"embed"
	"fmt"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

//go:embed fonts/*.ttf icons
var files embed.FS

// FontRegular and FontBold are the font of the program, IBM Plex Sans. Its digits
// are of equal width, so that a number that counts does not move.
var (
	FontRegular = resource("fonts/IBMPlexSans-Regular.ttf")
	FontBold    = resource("fonts/IBMPlexSans-SemiBold.ttf")
	// AppIcon is the picture of the program for window and task bar.
	AppIcon = resource("icons/app.png")
)

// IconName names a file of the folder icons.
type IconName string

// The icons.
const (
	IconCheck   IconName = "check"
	IconEye     IconName = "eye"
	IconStop    IconName = "stop"
	IconClock   IconName = "clock"
	IconDash    IconName = "dash"
	IconSend    IconName = "send"
	IconDone    IconName = "done"
	IconTray    IconName = "tray"
	IconPhone   IconName = "phone"
	IconOnline  IconName = "online"
	IconOffline IconName = "offline"
	IconData    IconName = "data"
	IconCamera  IconName = "camera"
	IconLock    IconName = "lock"
	IconChevron IconName = "chevron"
	IconLeft    IconName = "left"
	IconRight   IconName = "right"
	IconMute    IconName = "mute"
	IconMail    IconName = "mail"
)

// toneIcons gives every tone its shape.
var toneIcons = map[siak.Tone]IconName{
	siak.ToneNotNow:    IconDash,
	siak.ToneVerified:  IconCheck,
	siak.ToneLookTwice: IconEye,
	siak.ToneRefused:   IconStop,
	siak.ToneWaiting:   IconClock,
}

// ToneIcon is the shape of a tone.
func ToneIcon(t siak.Tone) IconName { return toneIcons[t] }

// Icon is the icon painted in one colour.
func Icon(name IconName, c color.NRGBA) fyne.Resource {
	hex := fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	svg := strings.ReplaceAll(string(read("icons/"+string(name)+".svg")), "currentColor", hex)
	return fyne.NewStaticResource(string(name)+hex+".svg", []byte(svg))
}

func resource(path string) *fyne.StaticResource {
	return fyne.NewStaticResource(path[strings.LastIndexByte(path, '/')+1:], read(path))
}

// read panics on a name that is not embedded: a mistake of the program, which
// every test finds.
func read(path string) []byte {
	b, err := files.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return b
}
