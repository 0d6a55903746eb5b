package siak

// The kinds of the camera and pictures.
const (
	KindCameraBusy   Kind = "camera-busy"   // another program has it
	KindCameraLost   Kind = "camera-lost"   // unplugged, or no frame for too long
	KindNoCamera     Kind = "no-camera"     // no such camera
	KindCameraDenied Kind = "camera-denied" // the system does not allow it
	KindBadImage     Kind = "bad-image"     // a picture that cannot be read
	KindNoCode       Kind = "no-code"       // a picture without a code
)

var cameraKinds = []Kind{
	KindCameraBusy, KindCameraLost, KindNoCamera, KindCameraDenied, KindBadImage,
	KindNoCode,
}
