/* Count the calls by which a process changes files below a folder, and make the n-th of them fail or be the last.

   Loaded before the C library (LD_PRELOAD), so that calls of Python, SQLite and Arrow are all seen. Off until armed. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { KILL = 0, TORN = -1 }; /* else an errno; of ENOSPC all later calls fail too, as on a full disk */

static char root[PATH_MAX];
static long strike_at;
static int how;
static atomic_long seen;
static char kinds[1 << 16]; /* of each call: 'w' for one of the many writes of a new file, 'x' for any other */

void fault_arm(const char *folder, long nth, int mode) {
    strncpy(root, folder, sizeof root - 1);
    strike_at = nth;
    how = mode;
    seen = 0;
}

long fault_seen(void) { return seen; }
const char *fault_kinds(void) { return kinds + 1; }

static int below(const char *path) {
    size_t n = strlen(root);
    return n && strncmp(path, root, n) == 0 && (path[n] == '/' || path[n] == 0);
}

static int below_fd(int fd) {
    char link[64], path[PATH_MAX];
    if (!root[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    return below(path);
}

static int below_at(int dir, const char *path) {
    return dir == AT_FDCWD || path[0] == '/' ? below(path) : below_fd(dir);
}

static void die(void) {
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;) pause();
}

/* Return whether this call must fail; `takes` says whether it may take space on the disk. */
static int strike_kind(int takes, char kind) {
    long nth = ++seen;
    if (nth < (long)sizeof kinds - 1) kinds[nth] = kind;
    if (!strike_at || nth < strike_at) return 0;
    if (how == KILL || how == TORN) die();
    if (how == ENOSPC ? !takes : nth != strike_at) return 0;
    errno = how;
    return 1;
}

static int strike(int takes) { return strike_kind(takes, 'x'); }

static int is_torn(void) { return strike_at && seen + 1 == strike_at && how == TORN; }

static int changes(int flags) { return (flags & (O_CREAT | O_TRUNC)) != 0; }

static int open_any(int dir, const char *path, int flags, mode_t mode) {
    if (changes(flags) && below_at(dir, path) && strike(1)) return -1;
    return syscall(SYS_openat, dir, path, flags, mode);
}

#define MODE(flags)                                      \
    mode_t mode = 0;                                     \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {             \
        va_list rest;                                    \
        va_start(rest, flags);                           \
        mode = va_arg(rest, mode_t);                     \
        va_end(rest);                                    \
    }

int open(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int openat(int dir, const char *path, int flags, ...) { MODE(flags) return open_any(dir, path, flags, mode); }
int openat64(int dir, const char *path, int flags, ...) { MODE(flags) return open_any(dir, path, flags, mode); }
int __open_2(const char *path, int flags) { return open_any(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_any(AT_FDCWD, path, flags, 0); }

ssize_t write(int fd, const void *from, size_t n) {
    if (below_fd(fd)) {
        if (is_torn()) syscall(SYS_write, fd, from, n / 2);
        if (strike_kind(1, 'w')) return -1;
    }
    return syscall(SYS_write, fd, from, n);
}

ssize_t pwrite64(int fd, const void *from, size_t n, off_t at) {
    if (below_fd(fd)) {
        if (is_torn()) syscall(SYS_pwrite64, fd, from, n / 2, at);
        if (strike(1)) return -1;
    }
    return syscall(SYS_pwrite64, fd, from, n, at);
}
ssize_t pwrite(int fd, const void *from, size_t n, off_t at) { return pwrite64(fd, from, n, at); }

ssize_t writev(int fd, const struct iovec *from, int n) {
    if (below_fd(fd) && strike_kind(1, 'w')) return -1;
    return syscall(SYS_writev, fd, from, n);
}

int ftruncate64(int fd, off_t n) { return below_fd(fd) && strike(0) ? -1 : syscall(SYS_ftruncate, fd, n); }
int ftruncate(int fd, off_t n) { return ftruncate64(fd, n); }
int fsync(int fd) { return below_fd(fd) && strike(1) ? -1 : syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return below_fd(fd) && strike(1) ? -1 : syscall(SYS_fdatasync, fd); }

int renameat(int from_dir, const char *from, int to_dir, const char *to) {
    if ((below_at(from_dir, from) || below_at(to_dir, to)) && strike(0)) return -1;
    return syscall(SYS_renameat2, from_dir, from, to_dir, to, 0);
}
int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int unlinkat(int dir, const char *path, int flags) {
    return below_at(dir, path) && strike(0) ? -1 : syscall(SYS_unlinkat, dir, path, flags);
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int dir, const char *path, mode_t mode) {
    return below_at(dir, path) && strike(1) ? -1 : syscall(SYS_mkdirat, dir, path, mode);
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
