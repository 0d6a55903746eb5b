//go:build !windows

package logging

import (
	"os"
	"strings"
)

// systemVersion is the distribution and its version, of os-release(5).
func systemVersion() string {
	data, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "unknown"
	}
	fields := map[string]string{}
	for line := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			fields[key] = strings.Trim(value, `"`)
		}
	}
	return fields["ID"] + "-" + fields["VERSION_ID"]
}
