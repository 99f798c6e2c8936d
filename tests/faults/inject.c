/* Preloaded into a process: its n-th write or sync of a file below FAULT_FOLDER fails, once, as FAULT_KIND says. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long count;
static atomic_int full = -1;

/* Whether a descriptor is a file that counts. */
static int counts(int fd) {
  const char *folder = getenv("FAULT_FOLDER");
  char link[64], path[4096];
  if (folder == NULL || fd < 3) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  /* The index of the write-ahead log is memory that processes share. */
  if (length > 4 && strcmp(path + length - 4, "-shm") == 0) return 0;
  return strncmp(path, folder, strlen(folder)) == 0;
}

/* 0: goes on; 1: fails with errno; 2: only half is written. */
static int decide(int fd) {
  if (!counts(fd)) return 0;
  if (atomic_load(&full) == fd) {
    atomic_store(&full, -1);
    errno = ENOSPC;
    return 1;
  }
  long now = atomic_fetch_add(&count, 1) + 1;
  const char *log = getenv("FAULT_LOG"), *nth = getenv("FAULT_N"), *kind = getenv("FAULT_KIND");
  if (log != NULL) {
    FILE *file = fopen(log, "w");
    if (file != NULL) {
      fprintf(file, "%ld", now);
      fclose(file);
    }
  }
  if (nth == NULL || now != atol(nth)) return 0;
  if (kind != NULL && strcmp(kind, "short") == 0) return 2;
  errno = kind != NULL && strcmp(kind, "ENOSPC") == 0 ? ENOSPC : EIO;
  return 1;
}

#define REAL(name, type, ...) \
  static type (*real)(__VA_ARGS__); \
  if (real == NULL) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

/* After half of it the file is full, as on a disk without room. */
static size_t part(int verdict, int fd, size_t bytes) {
  if (verdict != 2 || bytes < 2) return bytes;
  atomic_store(&full, fd);
  return bytes / 2;
}

ssize_t write(int fd, const void *from, size_t bytes) {
  REAL("write", ssize_t, int, const void *, size_t);
  int verdict = decide(fd);
  return verdict == 1 ? -1 : real(fd, from, part(verdict, fd, bytes));
}

ssize_t pwrite(int fd, const void *from, size_t bytes, off_t at) {
  REAL("pwrite", ssize_t, int, const void *, size_t, off_t);
  int verdict = decide(fd);
  return verdict == 1 ? -1 : real(fd, from, part(verdict, fd, bytes), at);
}

ssize_t pwrite64(int fd, const void *from, size_t bytes, off64_t at) {
  REAL("pwrite64", ssize_t, int, const void *, size_t, off64_t);
  int verdict = decide(fd);
  return verdict == 1 ? -1 : real(fd, from, part(verdict, fd, bytes), at);
}

ssize_t writev(int fd, const struct iovec *from, int parts) {
  REAL("writev", ssize_t, int, const struct iovec *, int);
  return decide(fd) == 1 ? -1 : real(fd, from, parts);
}

/* A sync cannot be short. */
int fsync(int fd) {
  REAL("fsync", int, int);
  if (decide(fd) == 0) return real(fd);
  errno = EIO;
  return -1;
}

int fdatasync(int fd) {
  REAL("fdatasync", int, int);
  if (decide(fd) == 0) return real(fd);
  errno = EIO;
  return -1;
}

int ftruncate64(int fd, off64_t size) {
  REAL("ftruncate64", int, int, off64_t);
  if (decide(fd) == 0) return real(fd, size);
  errno = EIO;
  return -1;
}
