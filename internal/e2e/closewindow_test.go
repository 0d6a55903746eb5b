package e2e

import (
	"io"
	"strconv"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// closeWindow asks a window to close, as the button of a window's frame does
// (ICCCM section 4.2.8.1: WM_DELETE_WINDOW).
func closeWindow(display, window string) error {
	id, err := strconv.ParseUint(window, 10, 32)
	if err != nil {
		return err
	}
	xgb.Logger.SetOutput(io.Discard) // it tells of a file that a display of our own does not have
	x, err := xgb.NewConnDisplay(display)
	if err != nil {
		return err
	}
	defer x.Close()
	protocols, err := xproto.InternAtom(x, true, 12, "WM_PROTOCOLS").Reply()
	if err != nil {
		return err
	}
	deletes, err := xproto.InternAtom(x, true, 16, "WM_DELETE_WINDOW").Reply()
	if err != nil {
		return err
	}
	data := make([]uint32, 5)
	data[0] = uint32(deletes.Atom)
	event := xproto.ClientMessageEvent{
		Format: 32, Window: xproto.Window(id), Type: protocols.Atom, Data: xproto.ClientMessageDataUnionData32New(data),
	}
	return xproto.SendEventChecked(x, false, xproto.Window(id), 0, string(event.Bytes())).Check()
}
