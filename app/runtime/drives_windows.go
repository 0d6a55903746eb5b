package runtime

import "golang.org/x/sys/windows"

// RemovableDrives are the drives that can be pulled out.
func RemovableDrives() (dirs []string) {
	drives, err := windows.GetLogicalDrives()
	if err != nil {
		return nil
	}
	for i := range 26 {
		dir := string(rune('A'+i)) + `:\`
		name, err := windows.UTF16PtrFromString(dir)
		if drives>>i&1 == 1 && err == nil && windows.GetDriveType(name) == windows.DRIVE_REMOVABLE {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}
