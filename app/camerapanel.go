package app

import (
	"context"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// openCameras looks for cameras beside the GUI thread and shows the choice.
func (m *menus) openCameras() {
	if m.env.ShowsPanel(pages.PanelCamera) {
		m.env.ClosePanel()
		return
	}
	m.env.OpenPanel(func() *ui.Panel {
		return m.cameraPanel(nil, []string{m.env.Words.Text("camera.looking")})
	})
	session := m.sessions.session
	m.env.Work(func(ctx context.Context) func() {
		cameras, err := session.Cameras(ctx)
		return func() { m.showCameras(cameras, siak.KindOf(err)) }
	})
}

// showCameras fills the panel, where it is still open.
func (m *menus) showCameras(cameras []Camera, failed siak.Kind) {
	if !m.env.ShowsPanel(pages.PanelCamera) {
		return
	}
	if failed == "" && len(cameras) == 0 {
		failed = siak.KindNoCamera
	}
	m.env.OpenPanel(func() *ui.Panel {
		facts := m.cameraFacts(failed)
		return m.cameraPanel(cameras, facts)
	})
}

// cameraFacts says what is wrong with the camera, with or without a choice below.
func (m *menus) cameraFacts(failed siak.Kind) []string {
	if failed == "" {
		failed = siak.Kind(m.sessions.counter.state.Status.CameraFault)
	}
	if failed == "" {
		return nil
	}
	return []string{m.env.Sentence(words.DeedScan, failed)}
}

func (m *menus) cameraPanel(cameras []Camera, facts []string) *ui.Panel {
	p := &ui.Panel{Name: pages.PanelCamera, At: ui.BottomLeft, Title: m.env.Words.Text("camera.title"), Facts: facts}
	for i, c := range cameras {
		it := ui.Item{Text: c.Name, Run: func() { m.chooseCamera(c.ID) }}
		if c.Current {
			it.Note, p.Cursor = m.env.Words.Text("camera.current"), i
		}
		p.Items = append(p.Items, it)
	}
	return p
}

func (m *menus) chooseCamera(id string) {
	session := m.sessions.session
	m.env.ClosePanel()
	m.env.Work(func(context.Context) func() {
		if err := session.Choose(id); err != nil {
			kind := siak.KindOf(err)
			return func() {
				m.env.OpenPanel(func() *ui.Panel { return m.cameraPanel(nil, m.cameraFacts(kind)) })
			}
		}
		return nil
	})
}
