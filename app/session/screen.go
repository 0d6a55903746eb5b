package session

import (
	"github.com/go-gl/glfw/v3.3/glfw"

	"ikd/station/app"
)

// screen asks the library that Fyne makes its windows with, since Fyne itself does not
// tell. It must be called on the main goroutine, once a window is there.
func screen() app.Screen {
	monitor := glfw.GetPrimaryMonitor()
	if monitor == nil {
		return app.Screen{}
	}
	_, _, _, work := monitor.GetWorkarea()
	mode := monitor.GetVideoMode()
	if mode == nil || work <= 0 || work > mode.Height {
		return app.Screen{}
	}
	return app.Screen{Width: mode.Width, Height: mode.Height, WorkHeight: work}
}
