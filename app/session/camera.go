package session

import (
	"context"
	"sync"

	"ikd/station/app"
	"ikd/station/scanner"
	"ikd/station/scanner/camera"
	"ikd/station/scanner/qr"
	"ikd/station/store"
)

// trainingCamera is the ID of the training mode's camera in the camera menu.
const trainingCamera = "made-up"

// cameras is the pipeline of the camera that is looked through, and the choice of it.
type cameras struct {
	*work

	mu           sync.Mutex
	view         func(scanner.View)
	camera       string
	stopPipeline context.CancelFunc
	pipelineDone chan struct{}
}

// Watch implements [app.Session]: the camera starts when somebody looks.
func (c *cameras) Watch(view func(scanner.View)) {
	c.mu.Lock()
	c.view = view
	c.mu.Unlock()
	c.startCamera(c.rememberedCamera())
}

// rememberedCamera is the camera that was chosen last. In training mode it is the
// made-up one unless the officer chose another.
func (c *cameras) rememberedCamera() string {
	b, _, err := c.station.Store.Settings.Get(c.ctx, store.SettingCamera)
	if err != nil || len(b) == 0 {
		if c.environment != nil {
			return trainingCamera
		}
		return ""
	}
	return string(b)
}

// stopCamera stops the camera; restartCamera starts it again as it was.
func (c *cameras) stopCamera() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopPipelineLocked()
}

// stopPipelineLocked ends the pipeline and waits for it; there may be none. It must be called
// with the lock held.
func (c *cameras) stopPipelineLocked() {
	c.stopPipeline()
	if c.pipelineDone != nil {
		<-c.pipelineDone
	}
}

func (c *cameras) restartCamera() { c.startCamera(c.currentCamera()) }

func (c *cameras) currentCamera() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.camera
}

// startCamera starts the pipeline on a camera, in the place of the one before.
func (c *cameras) startCamera(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopPipelineLocked()
	running, stop := context.WithCancel(c.ctx)
	done := make(chan struct{})
	c.camera, c.stopPipeline, c.pipelineDone = id, stop, done
	source, events := c.openCamera(id), c.scannerEvents()
	c.workers.Go(func() {
		defer close(done)
		_ = scanner.Run(running, source, qr.New(), c.station.Filter, events) // faults come as events
	})
}

func (c *cameras) openCamera(id string) scanner.Source {
	if id == trainingCamera && c.environment != nil {
		return c.environment.Camera
	}
	return camera.Open(id, camera.Options{})
}

// scannerEvents must be called with the lock held.
func (c *cameras) scannerEvents() scanner.Events {
	return scanner.Events{Reading: c.desk.Read, Beside: c.desk.Beside, View: c.view, Status: c.desk.CameraStatus}
}

// Cameras implements [app.Session].
func (c *cameras) Cameras(context.Context) ([]app.Camera, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []app.Camera
	if c.environment != nil {
		all = append(all, app.Camera{ID: trainingCamera, Name: c.environment.Camera.Name()})
	}
	for _, found := range camera.List() {
		all = append(all, app.Camera{ID: found.ID, Name: found.Name})
	}
	for i := range all {
		all[i].Current = all[i].ID == c.camera || c.camera == "" && i == 0
	}
	return all, nil
}

// Choose implements [app.Session].
func (c *cameras) Choose(id string) error {
	c.startCamera(id)
	return c.station.Store.Settings.Set(c.ctx, store.SettingCamera, []byte(id))
}
