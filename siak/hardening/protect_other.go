//go:build !linux && !windows

package hardening

func protect() error { return nil }
