// Package runtime is an opened station without a screen: the open store, the
// station's identity at the registry, the client, the two workers and the counter
// at which codes are judged and confirmed. The window (package session) and the
// commands (package cli) both stand on it.
//
// [Open] opens a station's folder, sets it up where it is new and enrols it where
// it is not enrolled. [Station.Run] does what goes on beside the officer's work
// until its context ends. Enrolment, renewal of the certificate, the choice of the
// area, transfer files and the wipe are each in a file of their own.
package runtime
