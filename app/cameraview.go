package app

import (
	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/scanner"
	"ikd/station/siak"
)

// hintView is what is said over the live picture, comparable.
type hintView struct {
	text  string
	fault siak.Kind
	by    string // the program that has a busy camera, where the system tells
}

// cameraView is the live picture with what is said over it.
type cameraView struct {
	c       *counterPage
	picture *ui.LivePicture
	shown   hintView
}

// restyle takes the colours and words of now.
func (s *cameraView) restyle() {
	s.picture.Restyle()
	s.shown = hintView{}
}

// render says one sentence under the frame; a fault of the camera takes the
// whole picture.
func (s *cameraView) render() {
	status := s.c.state.Status
	v := hintView{text: s.hint(), fault: siak.Kind(status.CameraFault), by: status.CameraBy}
	if v == s.shown {
		return
	}
	s.shown = v
	switch {
	case v.fault != "":
		s.picture.Overlay(s.fault(v), true)
	case v.text != "":
		s.picture.Overlay(s.line(v.text), false)
	default:
		s.picture.Overlay(nil, false)
	}
}

func (s *cameraView) line(text string) fyne.CanvasObject {
	p := s.c.env.Palette
	back := p.Video
	back.A = 0xd0
	pill := ui.NewStack(ui.Rounded(back), ui.Pad(ui.Gap16, ui.Gap8, ui.Label(text, ui.SizeText, p.OnVideo)))
	return ui.NewColumn(0, ui.NewSpacer(), ui.NewRow(0, ui.NewSpacer(), pill, ui.NewSpacer()), ui.Sized(0, ui.Gap16, ui.NewStack()))
}

// fault takes the whole picture: there is none to look at.
func (s *cameraView) fault(v hintView) fyne.CanvasObject {
	p, told := s.c.env.Palette, s.c.env.Words.Failure(words.DeedScan, v.fault)
	if v.by != "" {
		told.What = s.c.env.Words.Text("camera.by", v.by)
	}
	choose := ui.NewRow(0, ui.NewSpacer(), s.c.env.OverlayButton("F5", s.c.env.Words.Text("do.choose"), s.c.menus.openCameras), ui.NewSpacer())
	return ui.NewStack(ui.Rect(p.Video), ui.Pad(ui.Gap24, ui.Gap24, ui.NewColumn(ui.Gap12, ui.NewSpacer(),
		ui.Icon(assets.IconCamera, 40, p.OnVideo),
		ui.NewCenteredParagraph(told.What, ui.SizeText, p.OnVideo),
		ui.NewCenteredParagraph(told.Do, ui.SizeText, p.OnVideo),
		choose, ui.NewSpacer())))
}

// hint is the one sentence under the live picture.
func (s *cameraView) hint() string {
	w, state := s.c.env.Words, s.c.state
	if state.Status.CameraFault != string(scanner.FaultNone) {
		return ""
	}
	switch {
	case !state.Status.CameraLive:
		return w.Text("hint.opening")
	case state.Phase != desk.Waiting:
		return ""
	default:
		return w.Text("hint." + string(s.picture.Aim()))
	}
}
