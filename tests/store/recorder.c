/* Loaded before the C library (LD_PRELOAD): notes every change of a file or folder below
 * JH_RECORD_DIR in the file JH_RECORD, with all bytes, so that powercut.py can tell what a disk
 * holds after a power cut: what was synced, and whatever it likes of the rest. With
 * JH_SYNCHRONOUS the program asks SQLite for less care than it does by itself, which shows
 * whether the loss would be seen at all. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 256

static const char *folder = "";
static int record = -1;
static char tracked[FILES];

/* Kinds: c created, w written, t truncated, s file synced, d folder synced, m folder made,
 * u removed, r renamed, l second name. `a` is an inode or 0, `b` an offset or a size. */
typedef struct head {
    char kind, spare[3];
    uint32_t n;
    uint64_t a, b;
} head;

static void die(const char *what)
{
    fprintf(stderr, "recorder: %s: %s\n", what, strerror(errno));
    abort();
}

static void note(char kind, uint64_t a, uint64_t b, const void *bytes, size_t n)
{
    head h = {.kind = kind, .n = (uint32_t)n, .a = a, .b = b};
    struct iovec part[] = {{&h, sizeof h}, {(void *)(uintptr_t)bytes, n}};
    int kept = errno;
    if (syscall(SYS_writev, record, part, 2) != (long)(sizeof h + n)) die("writing");
    errno = kept;
}

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("JH_RECORD");
    if (getenv("JH_RECORD_DIR")) folder = getenv("JH_RECORD_DIR");
    if (!path) return;
    record = (int)syscall(SYS_openat, AT_FDCWD, path,
                          O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (record < 0) die(path);
    /* out of the way of the files that are tracked */
    int high = fcntl(record, F_DUPFD_CLOEXEC, FILES);
    if (high < 0) die("dup");
    syscall(SYS_close, record);
    record = high;
}

/* The path below the folder, or NULL where it is none of ours. The program's working folder is
 * that folder. */
static const char *below(const char *path)
{
    size_t n = strlen(folder);
    if (record < 0) return NULL;
    if (path[0] == '/') {
        if (strncmp(path, folder, n) || (path[n] && path[n] != '/')) return NULL;
        path += n + (path[n] == '/');
    }
    if (!strcmp(path, ".")) path = "";
    size_t length = strlen(path);
    /* shared memory is made anew after a cut */
    return length > 4 && !strcmp(path + length - 4, "-shm") ? NULL : path;
}

static uint64_t inode(int fd)
{
    struct stat info;
    if (fstat(fd, &info)) die("fstat");
    return info.st_ino;
}

static int ours(int fd)
{
    return fd >= 0 && fd < FILES && tracked[fd];
}

/* ---- opening ---- */

static int open_file(const char *path, int flags, mode_t mode)
{
    const char *name = below(path);
    struct stat info;
    int there = name && lstat(path, &info) == 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (fd < 0 || fd >= FILES) return fd;
    tracked[fd] = name != NULL;
    if (!name) return fd;
    if (!there) note('c', inode(fd), 0, name, strlen(name));
    if (there && (flags & O_TRUNC)) note('t', inode(fd), 0, NULL, 0);
    return fd;
}

int open64(const char *path, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    mode_t mode = (flags & O_CREAT) ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return open_file(path, flags, mode);
}

#ifndef __USE_FILE_OFFSET64
int open(const char *path, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    mode_t mode = (flags & O_CREAT) ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return open_file(path, flags, mode);
}
#endif

int close(int fd)
{
    if (fd >= 0 && fd < FILES) tracked[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

/* ---- bytes ---- */

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (!ours(fd)) return syscall(SYS_write, fd, bytes, n);
    int flags = fcntl(fd, F_GETFL);
    off_t at = lseek(fd, 0, (flags & O_APPEND) ? SEEK_END : SEEK_CUR);
    ssize_t k = syscall(SYS_write, fd, bytes, n);
    if (k > 0) note('w', inode(fd), (uint64_t)at, bytes, (size_t)k);
    return k;
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
    ssize_t k = syscall(SYS_pwrite64, fd, bytes, n, at);
    if (k > 0 && ours(fd)) note('w', inode(fd), (uint64_t)at, bytes, (size_t)k);
    return k;
}

int ftruncate64(int fd, off64_t size)
{
    int failed = (int)syscall(SYS_ftruncate, fd, size);
    if (!failed && ours(fd)) note('t', inode(fd), (uint64_t)size, NULL, 0);
    return failed;
}

#ifndef __USE_FILE_OFFSET64
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    return pwrite64(fd, bytes, n, at);
}

int ftruncate(int fd, off_t size)
{
    return ftruncate64(fd, size);
}
#endif

static int sync_file(long number, int fd)
{
    struct stat info;
    int failed = (int)syscall(number, fd);
    if (failed || !ours(fd)) return failed;
    if (fstat(fd, &info)) die("fstat");
    note(S_ISDIR(info.st_mode) ? 'd' : 's', info.st_ino, 0, NULL, 0);
    return 0;
}

int fsync(int fd)
{
    return sync_file(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return sync_file(SYS_fdatasync, fd);
}

/* ---- names ---- */

int unlink(const char *path)
{
    const char *name = below(path);
    int failed = (int)syscall(SYS_unlink, path);
    if (!failed && name) note('u', 0, 0, name, strlen(name));
    return failed;
}

int mkdir(const char *path, mode_t mode)
{
    const char *name = below(path);
    struct stat info;
    int failed = (int)syscall(SYS_mkdir, path, mode);
    if (failed || !name) return failed;
    if (lstat(path, &info)) die("lstat");
    note('m', info.st_ino, 0, name, strlen(name));
    return 0;
}

static void note_two(char kind, const char *from, const char *to)
{
    char both[2048];
    const char *a = below(from), *b = below(to);
    if (!a || !b) return;
    int n = snprintf(both, sizeof both, "%s\n%s", a, b);
    if (n < 0 || (size_t)n >= sizeof both) die("path");
    note(kind, 0, 0, both, (size_t)n);
}

int rename(const char *from, const char *to)
{
    int failed = (int)syscall(SYS_rename, from, to);
    if (!failed) note_two('r', from, to);
    return failed;
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    int failed = (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
    if (!failed) note_two('r', from, to);
    return failed;
}

int link(const char *from, const char *to)
{
    int failed = (int)syscall(SYS_link, from, to);
    if (!failed) note_two('l', from, to);
    return failed;
}

/* ---- less care ---- */

typedef int (*exec_function)(sqlite3 *, const char *,
                             int (*)(void *, int, char **, char **), void *, char **);

int sqlite3_exec(sqlite3 *db, const char *sql, int (*each)(void *, int, char **, char **),
                 void *about, char **said)
{
    static const char usual[] = "synchronous = FULL";
    const char *instead = getenv("JH_SYNCHRONOUS");
    const char *found = instead ? strstr(sql, usual) : NULL;
    char changed[512];
    exec_function next;
    /* a library that was loaded late is not among the next ones */
    void *symbol = dlsym(RTLD_NEXT, "sqlite3_exec");
    void *library = symbol ? NULL : dlopen("libsqlite3.so.0", RTLD_LAZY | RTLD_NOLOAD);
    if (library) symbol = dlsym(library, "sqlite3_exec");
    if (!symbol) die("no SQLite");
    memcpy(&next, &symbol, sizeof next);
    if (!found) return next(db, sql, each, about, said);
    int n = snprintf(changed, sizeof changed, "%.*ssynchronous = %s%s",
                     (int)(found - sql), sql, instead, found + sizeof usual - 1);
    if (n < 0 || (size_t)n >= sizeof changed) die("sqlite3_exec");
    note('x', 0, 0, NULL, 0);
    return next(db, changed, each, about, said);
}
