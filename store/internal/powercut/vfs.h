// The part of SQLite's VFS interface that is needed here, after
// sqlite.org/c3ref/vfs.html and io_methods.html: the layout is fixed for all of
// SQLite 3. SQLite itself is in the driver, whose header is not to be had here.

#include <stdint.h>

typedef struct sqlite3_file sqlite3_file;
typedef struct sqlite3_io_methods sqlite3_io_methods;
typedef struct sqlite3_vfs sqlite3_vfs;

struct sqlite3_file {
  const sqlite3_io_methods *pMethods;
};

struct sqlite3_io_methods {
  int iVersion;
  int (*xClose)(sqlite3_file *);
  int (*xRead)(sqlite3_file *, void *, int, int64_t);
  int (*xWrite)(sqlite3_file *, const void *, int, int64_t);
  int (*xTruncate)(sqlite3_file *, int64_t);
  int (*xSync)(sqlite3_file *, int);
  int (*xFileSize)(sqlite3_file *, int64_t *);
  int (*xLock)(sqlite3_file *, int);
  int (*xUnlock)(sqlite3_file *, int);
  int (*xCheckReservedLock)(sqlite3_file *, int *);
  int (*xFileControl)(sqlite3_file *, int, void *);
  int (*xSectorSize)(sqlite3_file *);
  int (*xDeviceCharacteristics)(sqlite3_file *);
  int (*xShmMap)(sqlite3_file *, int, int, int, void volatile **);
  int (*xShmLock)(sqlite3_file *, int, int, int);
  void (*xShmBarrier)(sqlite3_file *);
  int (*xShmUnmap)(sqlite3_file *, int);
  int (*xFetch)(sqlite3_file *, int64_t, int, void **);
  int (*xUnfetch)(sqlite3_file *, int64_t, void *);
};

struct sqlite3_vfs {
  int iVersion;
  int szOsFile;
  int mxPathname;
  sqlite3_vfs *pNext;
  const char *zName;
  void *pAppData;
  int (*xOpen)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *);
  int (*xDelete)(sqlite3_vfs *, const char *, int);
  void *rest[14]; // of version 3, as they are below
};

enum {
  OPEN_MAIN_DB = 0x100,
  OPEN_MAIN_JOURNAL = 0x800,
  OPEN_WAL = 0x80000,
  IOERR_WRITE = 10 | 3 << 8,
  IOERR_FSYNC = 10 | 4 << 8,
  IOERR_TRUNCATE = 10 | 6 << 8,
  IOERR_DELETE = 10 | 10 << 8,
};

// Weak: they are found when the program is linked with the driver.
extern sqlite3_vfs *sqlite3_vfs_find(const char *) __attribute__((weak));
extern int sqlite3_vfs_register(sqlite3_vfs *, int) __attribute__((weak));

int powercut_register(void);
void powercut_after(long changes);
int powercut_restore(uint64_t seed, int keep);
