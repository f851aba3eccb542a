/* Counts what a process writes below FAULT_DIR, and fails or dies at the k-th: see validation/faults.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { COUNT, KILL, TORN, FULL, BROKEN }; /* only count; die before it; die in its middle; disk full from it on; one error */
static long at = -1, seen = 0;
static int mode = COUNT;

void fault_arm(long k, int how) { at = k; seen = 0; mode = how; }
long fault_seen(void) { return seen; }

static int ours(int fd) {
    char link[64], path[4096];
    const char *dir = getenv("FAULT_DIR");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    return dir && n > 0 && !strncmp(path, dir, strlen(dir));
}

/* 0: go on; 1: fail with errno set; 2: do half of it, then die. */
static int here(int counts) {
    if (at < 0 || !counts) return 0;
    long k = ++seen;
    if (mode == KILL && k == at) kill(getpid(), SIGKILL);
    if (mode == TORN && k == at) return 2;
    if (mode == FULL && k >= at) { errno = ENOSPC; return 1; }
    if (mode == BROKEN && k == at) { errno = EIO; return 1; }
    return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) {
    int what = here(ours(fd));
    if (what == 1) return -1;
    if (what == 2) { REAL(pwrite64)(fd, b, n / 2, o); die(); }
    return REAL(pwrite64)(fd, b, n, o);
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) {
    int what = here(ours(fd));
    if (what == 1) return -1;
    if (what == 2) { REAL(pwrite)(fd, b, n / 2, o); die(); }
    return REAL(pwrite)(fd, b, n, o);
}
ssize_t write(int fd, const void *b, size_t n) {
    int what = here(ours(fd));
    if (what == 1) return -1;
    if (what == 2) { REAL(write)(fd, b, n / 2); die(); }
    return REAL(write)(fd, b, n);
}
int fsync(int fd) {
    int what = here(ours(fd));
    if (what == 1) return -1;
    if (what == 2) die();
    return REAL(fsync)(fd);
}
int fdatasync(int fd) {
    int what = here(ours(fd));
    if (what == 1) return -1;
    if (what == 2) die();
    return REAL(fdatasync)(fd);
}
int ftruncate64(int fd, off64_t n) {
    int what = here(ours(fd));
    if (what == 1) return -1;
    if (what == 2) die();
    return REAL(ftruncate64)(fd, n);
}
int ftruncate(int fd, off_t n) {
    int what = here(ours(fd));
    if (what == 1) return -1;
    if (what == 2) die();
    return REAL(ftruncate)(fd, n);
}
int unlink(const char *path) {
    const char *dir = getenv("FAULT_DIR");
    int what = here(dir && !strncmp(path, dir, strlen(dir)));
    if (what == 1) return -1;
    if (what == 2) die();
    return REAL(unlink)(path);
}
