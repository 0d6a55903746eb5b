package scanner

import "time"

// Judge is the hint of one frame alone, for the tests outside.
func Judge(f *Frame) Hint { return new(aiming).judge(f, false, time.Now()) }
