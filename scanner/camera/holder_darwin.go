//go:build cgo

package camera

// holder is unknown: macOS lets programs share a camera.
func holder(string) string { return "" }
