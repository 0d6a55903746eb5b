package session

import (
	"context"

	"ikd/station/app"
	"ikd/station/scanner"
	"ikd/station/scanner/camera"
	"ikd/station/scanner/qr"
	"ikd/station/store"
)

// trainingCamera is the ID of the training mode's camera in the camera menu.
const trainingCamera = "made-up"

// Watch implements [app.Session]: the camera starts when somebody looks.
func (s *Session) Watch(view func(scanner.View)) {
	s.mu.Lock()
	s.view = view
	s.mu.Unlock()
	s.startCamera(s.rememberedCamera())
}

// rememberedCamera is the camera that was chosen last. In training mode it is the
// made-up one unless the officer chose another.
func (s *Session) rememberedCamera() string {
	b, _, err := s.station.Store.Settings.Get(s.ctx, store.SettingCamera)
	if err != nil || len(b) == 0 {
		if s.environment != nil {
			return trainingCamera
		}
		return ""
	}
	return string(b)
}

// stopCamera stops the camera; restartCamera starts it again as it was.
func (s *Session) stopCamera() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopPipelineLocked()
}

// stopPipelineLocked ends the pipeline and waits for it; there may be none. It must be called
// with the lock held.
func (s *Session) stopPipelineLocked() {
	s.stopPipeline()
	if s.pipelineDone != nil {
		<-s.pipelineDone
	}
}

func (s *Session) restartCamera() { s.startCamera(s.currentCamera()) }

func (s *Session) currentCamera() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.camera
}

// startCamera starts the pipeline on a camera, in the place of the one before.
func (s *Session) startCamera(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopPipelineLocked()
	running, stop := context.WithCancel(s.ctx)
	done := make(chan struct{})
	s.camera, s.stopPipeline, s.pipelineDone = id, stop, done
	source, events := s.openCamera(id), s.scannerEvents()
	s.workers.Go(func() {
		defer close(done)
		_ = scanner.Run(running, source, qr.New(), s.station.Filter, events) // faults come as events
	})
}

func (s *Session) openCamera(id string) scanner.Source {
	if id == trainingCamera && s.environment != nil {
		return s.environment.Camera
	}
	return camera.Open(id, camera.Options{})
}

// scannerEvents must be called with the lock held.
func (s *Session) scannerEvents() scanner.Events {
	return scanner.Events{Reading: s.desk.Read, Beside: s.desk.Beside, View: s.view, Status: s.desk.CameraStatus}
}

// Cameras implements [app.Session].
func (s *Session) Cameras(context.Context) ([]app.Camera, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var cameras []app.Camera
	if s.environment != nil {
		cameras = append(cameras, app.Camera{ID: trainingCamera, Name: s.environment.Camera.Name()})
	}
	for _, c := range camera.List() {
		cameras = append(cameras, app.Camera{ID: c.ID, Name: c.Name})
	}
	for i := range cameras {
		cameras[i].Current = cameras[i].ID == s.camera || s.camera == "" && i == 0
	}
	return cameras, nil
}

// Choose implements [app.Session].
func (s *Session) Choose(id string) error {
	s.startCamera(id)
	return s.station.Store.Settings.Set(s.ctx, store.SettingCamera, []byte(id))
}
