// A SQLite VFS over the system's own that knows of each file what a disk would
// still have after a power cut. See powercut.go.

#include "vfs.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECTOR = 512 };

// A change that was made and not yet synced: bytes at an offset, or a new length.
typedef struct change {
  struct change *next;
  int64_t at;
  int length; // -1: the file was cut or grown to "at"
  unsigned char *bytes;
} change;

// What is known of a file by name, as long as the test runs.
typedef struct known {
  struct known *next;
  char *path;
  unsigned char *safe; // what was last synced
  int64_t size, room;
  change *first, **last;
} known;

typedef struct open_file {
  sqlite3_file base;
  sqlite3_file *real;
  known *file; // null for a file that nobody would miss
} open_file;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static known *all;
static sqlite3_vfs *below, ours;
static long left = -1; // changes until the power goes; -1: never
static int dark;       // it is gone

static known *know(const char *path, sqlite3_file *real) {
  for (known *k = all; k; k = k->next)
    if (!strcmp(k->path, path)) return k;
  known *k = calloc(1, sizeof *k);
  k->path = strdup(path);
  k->last = &k->first;
  k->next = all;
  all = k;
  // What is there when it is first opened is taken for safe.
  if (real->pMethods->xFileSize(real, &k->size) || k->size == 0) return k;
  k->safe = malloc(k->room = k->size);
  real->pMethods->xRead(real, k->safe, (int)k->size, 0);
  return k;
}

static void forget_changes(known *k) {
  for (change *c = k->first, *next; c; c = next) {
    next = c->next;
    free(c->bytes);
    free(c);
  }
  k->first = NULL;
  k->last = &k->first;
}

static void note(known *k, int64_t at, int length, const void *bytes) {
  if (!k) return;
  change *c = calloc(1, sizeof *c);
  c->at = at;
  c->length = length;
  if (length > 0) memcpy(c->bytes = malloc(length), bytes, length);
  *k->last = c;
  k->last = &c->next;
}

static void resize(known *k, int64_t size) {
  if (size > k->room) {
    k->room = size * 2;
    k->safe = realloc(k->safe, k->room);
  }
  if (size > k->size) memset(k->safe + k->size, 0, size - k->size);
  k->size = size;
}

static void put(known *k, int64_t at, const unsigned char *bytes, int length) {
  if (at + length > k->size) resize(k, at + length);
  memcpy(k->safe + at, bytes, length);
}

// A 64-bit generator (splitmix64) that is the same on every machine.
static uint64_t state;
static uint64_t draw(void) {
  uint64_t z = (state += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

// settle makes changes safe: all of them, or each sector with a chance of
// keep in 256, since a disk writes in an order of its own.
static void settle(known *k, int keep) {
  for (change *c = k->first; c; c = c->next) {
    if (c->length < 0) {
      if ((int)(draw() & 255) < keep) resize(k, c->at);
      continue;
    }
    for (int done = 0; done < c->length;) {
      int step = SECTOR - (int)((c->at + done) % SECTOR);
      if (step > c->length - done) step = c->length - done;
      if ((int)(draw() & 255) < keep) put(k, c->at + done, c->bytes + done, step);
      done += step;
    }
  }
  forget_changes(k);
}

// out counts a change and reports whether the power is gone.
static int out(void) {
  if (left == 0) dark = 1;
  if (left > 0) left--;
  return dark;
}

#define REAL(f) (((open_file *)(f))->real)
#define CALL(f, method, ...) REAL(f)->pMethods->method(REAL(f), ##__VA_ARGS__)

static int f_close(sqlite3_file *f) {
  int rc = CALL(f, xClose);
  free(REAL(f));
  return rc;
}

static int f_read(sqlite3_file *f, void *to, int n, int64_t at) { return CALL(f, xRead, to, n, at); }

static int f_write(sqlite3_file *f, const void *bytes, int n, int64_t at) {
  pthread_mutex_lock(&lock);
  int rc = IOERR_WRITE;
  if (!out()) {
    note(((open_file *)f)->file, at, n, bytes);
    rc = CALL(f, xWrite, bytes, n, at);
  }
  pthread_mutex_unlock(&lock);
  return rc;
}

static int f_truncate(sqlite3_file *f, int64_t size) {
  pthread_mutex_lock(&lock);
  int rc = IOERR_TRUNCATE;
  if (!out()) {
    note(((open_file *)f)->file, size, -1, NULL);
    rc = CALL(f, xTruncate, size);
  }
  pthread_mutex_unlock(&lock);
  return rc;
}

static int f_sync(sqlite3_file *f, int flags) {
  (void)flags; // nothing here has to reach a real disk
  pthread_mutex_lock(&lock);
  int rc = IOERR_FSYNC;
  if (!out()) {
    if (((open_file *)f)->file) settle(((open_file *)f)->file, 256);
    rc = 0;
  }
  pthread_mutex_unlock(&lock);
  return rc;
}

static int f_size(sqlite3_file *f, int64_t *size) { return CALL(f, xFileSize, size); }
static int f_lock(sqlite3_file *f, int level) { return CALL(f, xLock, level); }
static int f_unlock(sqlite3_file *f, int level) { return CALL(f, xUnlock, level); }
static int f_reserved(sqlite3_file *f, int *is) { return CALL(f, xCheckReservedLock, is); }
static int f_control(sqlite3_file *f, int op, void *arg) { return CALL(f, xFileControl, op, arg); }
static int f_sector(sqlite3_file *f) { return CALL(f, xSectorSize); }
// A disk promises nothing: no atomic writes, no order, no powersafe overwrite.
static int f_device(sqlite3_file *f) { (void)f; return 0; }
static int f_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **at) {
  return CALL(f, xShmMap, region, size, extend, at);
}
static int f_shm_lock(sqlite3_file *f, int offset, int n, int flags) { return CALL(f, xShmLock, offset, n, flags); }
static void f_shm_barrier(sqlite3_file *f) { CALL(f, xShmBarrier); }
static int f_shm_unmap(sqlite3_file *f, int remove) { return CALL(f, xShmUnmap, remove); }

static const sqlite3_io_methods methods = {
    2,          f_close,    f_read,   f_write,   f_truncate, f_sync,    f_size,        f_lock,     f_unlock,
    f_reserved, f_control,  f_sector, f_device,  f_shm_map,  f_shm_lock, f_shm_barrier, f_shm_unmap, 0, 0};

static int v_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *got) {
  (void)v;
  open_file *o = (open_file *)f;
  memset(o, 0, sizeof *o);
  o->real = calloc(1, below->szOsFile);
  int rc = below->xOpen(below, name, o->real, flags, got);
  if (!o->real->pMethods) {
    free(o->real);
    return rc;
  }
  o->base.pMethods = &methods;
  if (rc == 0 && name && (flags & (OPEN_MAIN_DB | OPEN_MAIN_JOURNAL | OPEN_WAL))) {
    pthread_mutex_lock(&lock);
    o->file = know(name, o->real);
    pthread_mutex_unlock(&lock);
  }
  return rc;
}

// A name that is removed is gone at once; what the file held is forgotten.
static int v_delete(sqlite3_vfs *v, const char *name, int sync) {
  (void)v;
  pthread_mutex_lock(&lock);
  int rc = IOERR_DELETE;
  if (!out()) {
    for (known *k = all; k; k = k->next)
      if (!strcmp(k->path, name)) {
        forget_changes(k);
        k->size = 0;
      }
    rc = below->xDelete(below, name, sync);
  }
  pthread_mutex_unlock(&lock);
  return rc;
}

int powercut_register(void) {
  if (below) return 0;
  below = sqlite3_vfs_find(NULL);
  ours = *below;
  ours.zName = "powercut";
  ours.szOsFile = sizeof(open_file);
  ours.pNext = NULL;
  ours.xOpen = v_open;
  ours.xDelete = v_delete;
  return sqlite3_vfs_register(&ours, 0);
}

void powercut_after(long changes) {
  pthread_mutex_lock(&lock);
  left = changes;
  dark = 0;
  pthread_mutex_unlock(&lock);
}

// powercut_restore writes each file as a disk would have it, and forgets all.
int powercut_restore(uint64_t seed, int keep) {
  int failed = 0;
  pthread_mutex_lock(&lock);
  state = seed;
  for (known *k = all, *next; k; k = next) {
    next = k->next;
    settle(k, keep);
    int fd = open(k->path, O_RDWR); // a file that was removed stays so
    if (fd >= 0) {
      if (ftruncate(fd, k->size) || (k->size && pwrite(fd, k->safe, k->size, 0) != k->size)) failed = 1;
      close(fd);
    }
    free(k->safe);
    free(k->path);
    free(k);
  }
  all = NULL;
  left = -1;
  dark = 0;
  pthread_mutex_unlock(&lock);
  return failed;
}
