/* Loaded before the C library (LD_PRELOAD): the JH_BREAK_AT-th call that changes a file other
 * than the standard ones goes wrong as JH_BREAK_HOW says: "kill" ends the process before the
 * call, "torn" after half of the bytes, "stop" stops it there, "eio" and "full" make it fail.
 * With JH_BREAK_WHAT "read" or "sync" only such calls are counted. The number of calls is
 * written to the file JH_BREAK_COUNT at the end. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned long calls, at;
static const char *how = "", *what = "change";
static int failing;

__attribute__((constructor)) static void begin(void)
{
    const char *number = getenv("JH_BREAK_AT");
    if (number) at = strtoul(number, NULL, 10);
    if (getenv("JH_BREAK_HOW")) how = getenv("JH_BREAK_HOW");
    if (getenv("JH_BREAK_WHAT")) what = getenv("JH_BREAK_WHAT");
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("JH_BREAK_COUNT");
    char text[32];
    if (!path) return;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    int n = snprintf(text, sizeof text, "%lu\n", calls);
    if (fd < 0) return;
    if (syscall(SYS_write, fd, text, (size_t)n) < 0) abort();
    close(fd);
}

static void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

/* Whether the call is to fail; where it is to end the process, it does not return. A disk that
 * is full stays so, a faulty sector is met once. */
static int broken(int fd, long number, const void *bytes, size_t n, long offset)
{
    int sync = number == SYS_fsync || number == SYS_fdatasync;
    int wanted = !strcmp(what, "change") || (sync && !strcmp(what, "sync"));
    if ((fd >= 0 && fd <= 2) || !wanted) return 0;
    calls++;
    if (calls != at && !failing) return 0;
    if (!strcmp(how, "kill")) die();
    if (!strcmp(how, "stop")) return kill(getpid(), SIGSTOP);
    if (!strcmp(how, "torn")) {
        if (bytes && syscall(number, fd, bytes, n / 2, offset) < 0) abort();
        die();
    }
    if (!strcmp(how, "full")) failing = bytes != NULL;
    errno = strcmp(how, "full") ? EIO : ENOSPC;
    return *how && (bytes || strcmp(how, "full"));
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (broken(fd, SYS_write, bytes, n, 0)) return -1;
    return syscall(SYS_write, fd, bytes, n);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset)
{
    if (broken(fd, SYS_pwrite64, bytes, n, offset)) return -1;
    return syscall(SYS_pwrite64, fd, bytes, n, offset);
}

#ifndef __USE_FILE_OFFSET64
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset)
{
    return pwrite64(fd, bytes, n, offset);
}

int ftruncate(int fd, off_t size)
{
    if (broken(fd, SYS_ftruncate, NULL, 0, 0)) return -1;
    return (int)syscall(SYS_ftruncate, fd, size);
}
#endif

int fsync(int fd)
{
    if (broken(fd, SYS_fsync, NULL, 0, 0)) return -1;
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    if (broken(fd, SYS_fdatasync, NULL, 0, 0)) return -1;
    return (int)syscall(SYS_fdatasync, fd);
}

int ftruncate64(int fd, off64_t size)
{
    if (broken(fd, SYS_ftruncate, NULL, 0, 0)) return -1;
    return (int)syscall(SYS_ftruncate, fd, size);
}

int unlink(const char *path)
{
    if (broken(-1, SYS_unlink, NULL, 0, 0)) return -1;
    return (int)syscall(SYS_unlink, path);
}

int rename(const char *from, const char *to)
{
    if (broken(-1, SYS_rename, NULL, 0, 0)) return -1;
    return (int)syscall(SYS_rename, from, to);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    if (broken(-1, SYS_renameat2, NULL, 0, 0)) return -1;
    return (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
}

int mkdir(const char *path, mode_t mode)
{
    if (broken(-1, SYS_mkdir, NULL, 0, 0)) return -1;
    return (int)syscall(SYS_mkdir, path, mode);
}

/* ---- reading ---- */

static int unreadable(int fd)
{
    if (fd <= 2 || strcmp(what, "read")) return 0;
    if (++calls != at) return 0;
    errno = EIO;
    return 1;
}

ssize_t read(int fd, void *bytes, size_t n)
{
    return unreadable(fd) ? -1 : syscall(SYS_read, fd, bytes, n);
}

ssize_t pread64(int fd, void *bytes, size_t n, off64_t offset)
{
    return unreadable(fd) ? -1 : syscall(SYS_pread64, fd, bytes, n, offset);
}

#ifndef __USE_FILE_OFFSET64
ssize_t pread(int fd, void *bytes, size_t n, off_t offset)
{
    return pread64(fd, bytes, n, offset);
}
#endif
