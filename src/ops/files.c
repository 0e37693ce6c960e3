#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static jh_status refused(jh_error *err, const char *key, const char *path)
{
    const char *why = errno == ENOENT                      ? "@ops.no_such_file"
                      : errno == EACCES || errno == EPERM  ? "@ops.no_permission"
                      : errno == ENOSPC || errno == EDQUOT ? "@ops.disk_full"
                      : errno == EISDIR                    ? "@ops.is_folder"
                                                           : strerror(errno);
    bool given = errno == ENOENT || errno == EISDIR || errno == ENOTDIR;
    return jh_fail(err, given ? JH_EINPUT : JH_EIO, key, "file:s why:s", path, why);
}

jh_status jh__file_open(const char *path, jh__file *out, jh_error *err)
{
    struct stat info;
    *out = (jh__file){.path = path};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return refused(err, "ops.cannot_read", path);
    bool fine = fstat(fd, &info) == 0;
    if (fine && S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        fine = false;
    }
    if (fine && info.st_size > 0) {
        void *p = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        fine = p != MAP_FAILED;
        if (fine) {
            out->bytes = p;
            out->n = (size_t)info.st_size;
        }
    }
    int saved = errno;
    close(fd);
    errno = saved;
    return fine ? JH_OK : refused(err, "ops.cannot_read", path);
}

void jh__file_close(jh__file *file)
{
    if (file->bytes) munmap((void *)(uintptr_t)file->bytes, file->n);
    *file = (jh__file){0};
}

void jh__file_pass(jh__file *file, size_t offset)
{
    size_t step = (size_t)1 << 20, to = offset / step * step;
    if (!file->bytes || to <= file->passed) return;
    madvise((char *)(uintptr_t)file->bytes + file->passed, to - file->passed,
            MADV_DONTNEED);
    file->passed = to;
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t k = write(fd, p, n);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

jh_status jh__file_write(jh_call *call, const char *path, const jh_buf *bytes,
                         jh_error *err)
{
    if (bytes->oom) return jh_nomem(err);
    const char *beside = jh_sprintf(call->arena, "%s.part-%ld", path, (long)getpid());
    if (!beside) return jh_nomem(err);
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) return refused(err, "ops.cannot_write", path);
    bool fine = write_all(fd, bytes->p, bytes->n) && fsync(fd) == 0;
    int saved = errno;
    fine = close(fd) == 0 && fine;
    if (fine && rename(beside, path) == 0) return JH_OK;
    if (!fine) errno = saved;
    jh_status st = refused(err, "ops.cannot_write", path);
    unlink(beside);
    return st;
}

jh_status jh__folder_make(jh_call *call, const char *path, jh_error *err)
{
    char *p = jh_strdup(call->arena, path);
    if (!p) return jh_nomem(err);
    for (char *slash = p + 1; *slash; slash++) {
        if (*slash != '/') continue;
        *slash = '\0';
        mkdir(p, 0777);
        *slash = '/';
    }
    struct stat info;
    if (mkdir(p, 0777) == 0) return JH_OK;
    if (errno == EEXIST && stat(p, &info) == 0 && S_ISDIR(info.st_mode)) return JH_OK;
    return refused(err, "ops.cannot_write", path);
}
