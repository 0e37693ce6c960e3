/* Files of our own that must outlive a power cut: written and synced under another name, then
 * put in place as a whole, then the folder synced, since until then it may forget the name. */
#include "store_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

jh_status jh__cannot_write(jh_error *err, const char *path)
{
    return jh_fail(err, JH_EIO, "store.cannot_copy", "file:s why:s", path,
                   strerror(errno ? errno : EIO));
}

bool jh__write_all(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n) {
        ssize_t k = write(fd, p, n);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

bool jh__read_all(int fd, void *bytes, size_t n, size_t *got)
{
    char *p = bytes;
    for (*got = 0; *got < n;) {
        ssize_t k = read(fd, p + *got, n - *got);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return false;
        if (k == 0) break;
        *got += (size_t)k;
    }
    return true;
}

bool jh__sync_close(int fd, bool fine)
{
    fine = fine && fsync(fd) == 0;
    int why = errno;
    if (close(fd) && fine) return false;
    errno = why;
    return fine;
}

jh_status jh__sync_folder(const char *path, jh_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return jh__cannot_write(err, path);
    /* some file systems have nothing to sync in a folder and say so */
    bool fine = fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP;
    int why = errno;
    close(fd);
    errno = why;
    return fine ? JH_OK : jh__cannot_write(err, path);
}

static jh_status sync_folder_of(jh_arena *arena, const char *path, jh_error *err)
{
    const char *slash = strrchr(path, '/');
    const char *folder = !slash ? "."
                         : slash == path
                             ? "/"
                             : jh_strndup(arena, path, (size_t)(slash - path));
    return folder ? jh__sync_folder(folder, err) : jh_nomem(err);
}

const char *jh__beside(jh_arena *arena, const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    return jh_sprintf(arena, "%.*s.part-%ld", (int)n, path, (long)getpid());
}

/* What SQLite keeps beside a database. */
static const char *const log_name[] = {"-wal", "-shm", "-journal"};

jh_status jh__remove_logs(jh_arena *arena, const char *path, jh_error *err)
{
    bool any = false;
    for (size_t i = 0; i < JH_COUNT(log_name); i++) {
        const char *name = jh_sprintf(arena, "%s%s", path, log_name[i]);
        if (!name) return jh_nomem(err);
        if (unlink(name) == 0)
            any = true;
        else if (errno != ENOENT)
            return jh__cannot_write(err, name);
    }
    return any ? sync_folder_of(arena, path, err) : JH_OK;
}

void jh__drop(jh_arena *arena, const char *path)
{
    unlink(path);
    (void)jh__remove_logs(arena, path, NULL);
}

/* Not link(2) where it can be helped: a memory stick's file system has no second names. */
static int rename_new(const char *from, const char *to)
{
#ifdef RENAME_NOREPLACE
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -1;
#endif
    if (link(from, to) == 0) return unlink(from);
    if (errno != EPERM) return -1; /* a folder, or a file system without second names */
    if (access(to, F_OK) == 0) return errno = EEXIST, -1;
    return rename(from, to);
}

jh_status jh__put_in_place(jh_arena *arena, const char *beside, const char *path,
                           bool over, jh_error *err)
{
    if (over ? rename(beside, path) : rename_new(beside, path)) {
        if (errno == EEXIST)
            return jh_fail(err, JH_EUSAGE, "store.exists", "file:s", path);
        return jh__cannot_write(err, path);
    }
    return sync_folder_of(arena, path, err);
}
