package session

import "golang.org/x/sys/windows"

var getKeyState = windows.NewLazySystemDLL("user32.dll").NewProc("GetKeyState")

// capsLock reports whether Caps Lock is on: the lowest bit of its state (GetKeyState).
// It must be called on the thread of the window, whose keys these are.
func capsLock() bool {
	const capital = 0x14 // VK_CAPITAL
	state, _, _ := getKeyState.Call(capital)
	return state&1 != 0
}
