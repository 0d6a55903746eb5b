package folder

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/storetest"
)

// files makes a folder with these files.
func files(t *testing.T, names ...string) string {
	t.Helper()
	dir := storetest.Folder(t)
	for _, name := range names {
		storetest.OK(t, os.WriteFile(filepath.Join(dir, name), []byte("made up"), 0o600))
	}
	return dir
}

func left(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	storetest.OK(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// all is what may stand in a station's folder.
var all = []string{
	"cache.db", "cache.db-shm", "cache.db-wal", "cache.db.load-1", "ledger.damaged-20260302.db", ReadCopy, RecoveryCopy, RecoveryCopy + "-journal",
	Ledger, Ledger + "-shm", Ledger + "-wal", Reserve, "backup.db", "activations.json", lockName, "my ledger.db",
}

func TestOtherLedgersAreTheOnesBeside(t *testing.T) {
	dir := files(t, all...)
	storetest.OK(t, os.Mkdir(filepath.Join(dir, "ledger.folder"), 0o700))
	paths, err := OtherLedgers(dir)
	storetest.OK(t, err)
	var names []string
	for _, p := range paths {
		names = append(names, filepath.Base(p))
	}
	want := []string{"ledger.damaged-20260302.db", ReadCopy, RecoveryCopy, RecoveryCopy + "-journal"}
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
	for _, p := range paths {
		old := strings.Contains(p, "damaged")
		if IsRecoveryCopy(p) == old {
			t.Errorf("%s is taken for a copy that is made anew: %v", p, !old)
		}
	}
}

// The cache goes with all that stands beside it; not a row of the officer's work.
func TestRemoveCacheLeavesTheWork(t *testing.T) {
	dir := files(t, all...)
	storetest.OK(t, RemoveCache(dir))
	want := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return strings.HasPrefix(name, Cache) || name == Reserve })
	slices.Sort(want)
	if got := left(t, dir); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	storetest.OK(t, RemoveCache(dir)) // nothing there any more
}

// Removing a station leaves what was put out of it for somebody, and no more.
func TestRemoveStationLeavesWhatIsForOthers(t *testing.T) {
	dir := files(t, all...)
	release, err := LockForStore(dir)
	storetest.OK(t, err)
	storetest.WantKind(t, RemoveStation(dir), siak.KindBusy)
	if !Exists(dir) {
		t.Fatal("removed while a store is open in it")
	}
	storetest.OK(t, release())
	storetest.OK(t, RemoveStation(dir))
	if Exists(dir) {
		t.Error("there is still a station")
	}
	if got, want := left(t, dir), []string{"activations.json", "backup.db", "my ledger.db"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A program that has the folder may open one store in it, and nobody else may.
func TestOneProgramAndOneStore(t *testing.T) {
	dir := t.TempDir()
	alias := filepath.Join(t.TempDir(), "alias")
	if err := os.Symlink(dir, alias); err != nil {
		alias = dir + "/." // where no links can be made
	}
	release, err := Lock(dir, nil)
	storetest.OK(t, err)
	_, err = Lock(alias, nil)
	storetest.WantKind(t, err, siak.KindBusy)
	store, err := LockForStore(alias)
	storetest.OK(t, err)
	_, err = LockForStore(dir)
	storetest.WantKind(t, err, siak.KindBusy)

	storetest.OK(t, release()) // the store still needs the folder
	_, err = Lock(dir, nil)
	storetest.WantKind(t, err, siak.KindBusy)
	storetest.OK(t, store())
	storetest.OK(t, store()) // once is enough
	again, err := Lock(dir, nil)
	storetest.OK(t, err)
	storetest.OK(t, again())
	_, err = LockForStore(filepath.Join(dir, "nothere"))
	if err == nil {
		t.Error("a folder that is not there is locked")
	}
}

// Only who can read the folder may have the program shown.
func TestShow(t *testing.T) {
	dir := t.TempDir()
	storetest.WantKind(t, Show(t.Context(), dir), siak.KindNotFound)
	var shown atomic.Int32
	release, err := Lock(dir, func() { shown.Add(1) })
	storetest.OK(t, err)
	storetest.OK(t, Show(t.Context(), dir))
	if shown.Load() != 1 {
		t.Errorf("shown %d times", shown.Load())
	}

	content, err := os.ReadFile(filepath.Join(dir, lockName))
	storetest.OK(t, err)
	address, _, _ := strings.Cut(string(content), " ")
	storetest.WantKind(t, Show(t.Context(), forged(t, address+" "+strings.Repeat("0", 32))), siak.KindNotFound)
	storetest.WantKind(t, Show(t.Context(), forged(t, address)), siak.KindNotFound)
	if shown.Load() != 1 {
		t.Error("shown for somebody without the token")
	}

	storetest.OK(t, release())
	storetest.WantKind(t, Show(t.Context(), dir), siak.KindNotFound)
	storetest.WantKind(t, Show(t.Context(), forged(t, string(content))), siak.KindNotFound) // nobody listens any more
}

// forged is a folder whose lock says that.
func forged(t *testing.T, says string) string {
	t.Helper()
	dir := t.TempDir()
	storetest.OK(t, os.WriteFile(filepath.Join(dir, lockName), []byte(says), 0o600))
	return dir
}
