package main

import (
	"context"

	"ikd/station/app"
	"ikd/station/scanner"
	"ikd/station/scanner/camera"
	"ikd/station/scanner/qr"
	"ikd/station/store"
)

// madeUpCamera is the ID of the training mode's camera in the camera menu.
const madeUpCamera = "made-up"

// Watch implements [app.Session]: the camera starts when somebody looks.
func (s *session) Watch(view func(scanner.View)) {
	s.mu.Lock()
	s.view = view
	s.mu.Unlock()
	s.film(s.remembered())
}

// remembered is the camera that was chosen last. In training mode it is the
// made-up one unless the officer chose another.
func (s *session) remembered() string {
	b, _, err := s.work.store.Settings.Get(s.ctx, store.SettingCamera)
	if err != nil || len(b) == 0 {
		if s.world != nil {
			return madeUpCamera
		}
		return ""
	}
	return string(b)
}

// dark stops the camera; light starts it again as it was.
func (s *session) dark() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut()
}

// cut ends the pipeline and waits for it; there may be none. It must be called
// with the lock held.
func (s *session) cut() {
	s.filming()
	if s.filmDone != nil {
		<-s.filmDone
	}
}

func (s *session) light() { s.film(s.chosenNow()) }

func (s *session) chosenNow() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chosen
}

// film starts the pipeline on a camera, in the place of the one before.
func (s *session) film(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut()
	filming, stop := context.WithCancel(s.ctx)
	done := make(chan struct{})
	s.chosen, s.filming, s.filmDone = id, stop, done
	source, events := s.source(id), s.events()
	s.workers.Go(func() {
		defer close(done)
		_ = scanner.Run(filming, source, qr.New(), s.work.filter, events) // faults come as events
	})
}

func (s *session) source(id string) scanner.Source {
	if id == madeUpCamera && s.world != nil {
		return s.world.camera
	}
	return camera.Open(id, camera.Options{})
}

// events must be called with the lock held.
func (s *session) events() scanner.Events {
	return scanner.Events{Reading: s.desk.Read, Beside: s.desk.Beside, View: s.view, Status: s.desk.CameraStatus}
}

// Cameras implements [app.Session].
func (s *session) Cameras(context.Context) ([]app.Camera, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var cameras []app.Camera
	if s.world != nil {
		cameras = append(cameras, app.Camera{ID: madeUpCamera, Name: s.world.camera.Name()})
	}
	for _, c := range camera.List() {
		cameras = append(cameras, app.Camera{ID: c.ID, Name: c.Name})
	}
	for i := range cameras {
		cameras[i].Current = cameras[i].ID == s.chosen || s.chosen == "" && i == 0
	}
	return cameras, nil
}

// Choose implements [app.Session].
func (s *session) Choose(id string) error {
	s.film(id)
	return s.work.store.Settings.Set(s.ctx, store.SettingCamera, []byte(id))
}
