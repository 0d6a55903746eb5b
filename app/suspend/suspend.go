// Package suspend is told by the system that the computer is about to sleep, so
// that a station can be locked before it does.
//
// It is a package of its own because it needs neither a window nor cgo: so it is
// vetted for Windows, and tested, by itself.
package suspend

import "context"

// Watch calls lock whenever the computer is about to sleep, and where the system
// tells of it, when the user's session is to be locked. The computer is kept
// awake until lock returns, for as long as the system lets a program do that:
//
//   - Linux: logind's PrepareForSleep and the session's Lock, with a delay lock
//     (org.freedesktop.login1(5)), for 5 s unless InhibitDelayMaxSec says otherwise.
//   - Windows: PowerRegisterSuspendResumeNotification, for about 2 s. Of a session
//     that is locked it is not told: that takes a window's message.
//
// Watch returns nil when ctx has ended, and an error where the system does not
// tell. The context of lock ends with ctx.
func Watch(ctx context.Context, lock func(context.Context)) error { return watch(ctx, lock) }
