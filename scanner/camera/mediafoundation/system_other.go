//go:build !windows || !cgo

package mediafoundation

// system is Media Foundation; there is none in this build.
type system struct{}

func begin() (system, error) { return system{}, nil }

func (system) end() {}

func (system) cameras() ([]Info, error) { return nil, nil }

func (system) open(int) (device, error) { return nil, faultOf("open the camera", noDevices, false) }
