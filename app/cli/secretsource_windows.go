package cli

import (
	"io/fs"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// openSecret: Windows makes links for administrators only.
const openSecret = 0

// readableByOthers says why a file is no place for a secret: its access list lets in
// somebody beside its owner, this user, the system and the administrators. "" for a
// good one.
func readableByOthers(file *os.File, _ fs.FileInfo) string {
	const cannot = "does not say who may read it"
	sd, err := windows.GetSecurityInfo(windows.Handle(file.Fd()), windows.SE_FILE_OBJECT,
		windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return cannot
	}
	owner, _, err := sd.Owner()
	if err != nil {
		return cannot
	}
	list, _, err := sd.DACL()
	if err != nil || list == nil { // no list lets everybody in
		return "is open to everybody"
	}
	trusted := []*windows.SID{owner}
	if user, err := windows.GetCurrentProcessToken().GetTokenUser(); err == nil {
		trusted = append(trusted, user.User.Sid)
	}
	for _, known := range []windows.WELL_KNOWN_SID_TYPE{windows.WinLocalSystemSid, windows.WinBuiltinAdministratorsSid} {
		if sid, err := windows.CreateWellKnownSid(known); err == nil {
			trusted = append(trusted, sid)
		}
	}
	for i := range uint32(list.AceCount) {
		var entry *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(list, i, &entry); err != nil {
			return cannot
		}
		if entry.Header.AceType != windows.ACCESS_ALLOWED_ACE_TYPE {
			continue
		}
		if !isOneOf((*windows.SID)(unsafe.Pointer(&entry.SidStart)), trusted) {
			return "is open to other users: take their permissions away"
		}
	}
	return ""
}

func isOneOf(sid *windows.SID, of []*windows.SID) bool {
	for _, one := range of {
		if sid.Equals(one) {
			return true
		}
	}
	return false
}
