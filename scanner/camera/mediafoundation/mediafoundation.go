// Package mediafoundation is webcams on Windows, through Media Foundation.
//
// It is the part of scanner/camera, which chooses among the cameras, that knows
// Windows. A camera's ID is the symbolic link of the device; one that is plugged
// into another socket has another link, but still its name. Of the formats that
// it offers the one nearest to what is wanted is chosen here, then the system is asked for NV12, whatever the camera itself gives
// (YUY2, MJPEG, H.264): the source reader puts decoder and converter in
// between. The luma is copied out of each sample at once and the sample given
// back, since a camera has only a few; the colours lie beside it, and the
// window's smaller picture is made of them by [scanner.Preview] only when one
// is shown.
//
// The goroutine of [Run] keeps one thread, on which COM is initialised,
// for as long as the camera is open. Samples are asked for one at a time and
// arrive through a callback on a thread of the system, so that no driver can
// keep Run from noticing that its context has ended: it looks at least every
// 50 ms. Opening and closing a device cannot be broken off; a driver that hangs
// in them is left behind by [scanner.Run].
//
// The libraries of Media Foundation are loaded when first used: the N editions
// of Windows lack them, and the program has to start there too. Windows 8 is
// the oldest that has what is needed; the station supports 10 and later.
//
// # What was tried
//
// The choice of the format, the copying of the planes, the faults and the
// reading are tested on every system, the reading with a device that plays a
// script. The code against Windows is compiled with mingw-w64 and was run under
// Wine 8: it lists no camera and reports that there is none; and with a media
// source made up for the purpose Wine's own source reader delivered samples
// through it, in buffers that know of rows and in plain ones, and nothing was
// left when it was closed while a sample was awaited. Wine cannot be told which
// of a camera's formats to use, so that call has run nowhere.
//
// It has not run on Windows, nor with a real camera. The meaning of the error
// codes is that of their documentation and of other programs' bug reports. To
// be looked at first on a laptop: the format that is chosen, a camera in use by
// another program, access switched off in the privacy settings, unplugging, and
// whether the range that an MJPEG camera is said to have is the one it has.
package mediafoundation

// Info is a camera of the system.
type Info struct {
	ID   string // the symbolic link of the device, to be remembered
	Name string // what the officer reads: "HD Webcam"
}

// Options of a camera: the picture and the rate that are wanted, all of them over
// zero.
type Options struct {
	Width, Height int
	FPS           float64
}
