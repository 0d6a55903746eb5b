package credential

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// vectors are the files under a folder of the test data that others made, which
// stands beside the project. Where that data is missing the test is skipped by
// name; where it is there, a folder without files fails the test.
func vectors(t *testing.T, folder string) []string {
	t.Helper()
	root := os.Getenv("STATION_TEST_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	collection, _, _ := strings.Cut(folder, "/")
	if _, err := os.Stat(filepath.Join(root, collection)); err != nil {
		t.Skipf("the test data %q is missing; STATION_TEST_DATA names the folder that holds it", collection)
	}
	files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(folder), "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("%s holds no vectors", folder)
	}
	return files
}

func readJSON[T any](t *testing.T, file string) T {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
