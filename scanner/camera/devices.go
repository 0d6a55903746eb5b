//go:build cgo && (linux || darwin)

package camera

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/pion/mediadevices/pkg/driver"
	mdcamera "github.com/pion/mediadevices/pkg/driver/camera"
)

// device is a camera of the system.
type device struct {
	Info
	driver   driver.Driver
	priority driver.Priority
	node     string // of Linux: "video0"
}

var (
	// rescanning keeps two goroutines from registering the cameras at once.
	rescanning sync.Mutex
	// rescan forgets every camera that is registered and registers those that
	// are plugged in now. A test puts its own in its place.
	rescan = mdcamera.Initialize
)

// devices looks for cameras anew.
func devices() []device {
	rescanning.Lock()
	defer rescanning.Unlock()
	rescan()
	var all []device
	for _, d := range driver.GetManager().Query(driver.FilterVideoRecorder()) {
		info := d.Info()
		if info.DeviceType != driver.Camera || isMetadata(info.Label) {
			continue
		}
		id := firstPart(info.Label)
		name := cmp.Or(friendly(info.Name), friendly(info.Label))
		_, node, _ := strings.Cut(info.Label, mdcamera.LabelSeparator)
		all = append(all, device{Info{ID: id, Name: name}, d, info.Priority, node})
	}
	slices.SortFunc(all, func(a, b device) int {
		return cmp.Or(cmp.Compare(b.priority, a.priority), cmp.Compare(a.ID, b.ID))
	})
	return all
}

func cameras() []Info { return infos(devices()) }

func infos(all []device) []Info {
	out := make([]Info, len(all))
	for i, d := range all {
		out[i] = d.Info
	}
	return out
}

// firstPart of what mediadevices joins: a link's name and the device's node, or
// a card's name and its bus.
func firstPart(s string) string {
	part, _, _ := strings.Cut(s, mdcamera.LabelSeparator)
	return strings.TrimSpace(part)
}

// friendly is a card's name as one would say it: V4L2 has "Webcam: Webcam" of
// cameras whose vendor and product are called alike, and cuts it at 31 bytes.
func friendly(name string) string {
	name = strings.ToValidUTF8(firstPart(name), "")
	first, second, ok := strings.Cut(name, ": ")
	if ok && second != "" && strings.HasPrefix(first, second) {
		return first
	}
	return name
}

// isMetadata tells a node that has no pictures: the UVC driver of Linux makes
// two nodes for each camera, the odd one for metadata.
func isMetadata(label string) bool {
	_, index, ok := strings.Cut(firstPart(label), "-video-index")
	return ok && index != "" && (index[len(index)-1]-'0')%2 == 1
}
