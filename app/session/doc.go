// Package session ties the window's pages (package app) to an opened station
// (package runtime): it implements the interfaces that the pages declare, owns the
// camera's pipeline and the goroutines of a signed-in officer, and opens the window.
package session
