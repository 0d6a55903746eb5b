package folder

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// onlyOwner lets the owner, the system and its administrators use a folder and
// what is made in it, and takes over nothing from the folder above.
const onlyOwner = "D:P(A;OICI;FA;;;OW)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"

// claim makes an empty folder its owner's alone.
func claim(dir string) error {
	sd, err := windows.SecurityDescriptorFromString(onlyOwner)
	if err != nil {
		return err
	}
	dacl, _, err := sd.DACL()
	if err != nil {
		return err
	}
	err = windows.SetNamedSecurityInfo(dir, windows.SE_FILE_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, dacl, nil)
	if err != nil {
		return &os.PathError{Op: "protect", Path: dir, Err: err}
	}
	return nil
}

// everybody are the groups that other people of the computer are in.
var everybody = []windows.WELL_KNOWN_SID_TYPE{
	windows.WinWorldSid, windows.WinBuiltinUsersSid, windows.WinAuthenticatedUserSid, windows.WinBuiltinGuestsSid, windows.WinInteractiveSid,
}

// ownersAlone fails where a folder's or a file's access list lets everybody in.
// Of a file system without such lists (FAT) it says nothing.
func ownersAlone(path string) error {
	sd, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return &os.PathError{Op: "read the access list", Path: path, Err: err}
	}
	dacl, _, err := sd.DACL()
	if err != nil || dacl == nil {
		return notPrivate("it has no access list: run icacls on it")
	}
	for i := range uint32(dacl.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(dacl, i, &ace); err != nil {
			return &os.PathError{Op: "read the access list", Path: path, Err: err}
		}
		if ace.Header.AceType != windows.ACCESS_ALLOWED_ACE_TYPE {
			continue
		}
		sid := (*windows.SID)(unsafe.Pointer(&ace.SidStart))
		for _, group := range everybody {
			if sid.IsWellKnown(group) {
				return notPrivate("others may use it: run icacls on it")
			}
		}
	}
	return nil
}
