// Package training is the training mode: an embedded registry with made-up people
// on loopback, a line to it that can be cut, and a made-up camera before which
// made-up citizens hold up their phones, one outcome after another.
package training
