/* Loaded before the C library's allocator (LD_PRELOAD): the JH_FAIL_AT-th allocation
 * gives no memory; with JH_FAIL_STICKY every later one does too; with JH_FAIL_KILL the process
 * is killed there instead, which may be anywhere at all. At the end the number of
 * allocations is written to the file JH_FAIL_COUNT, so that the driver knows how far to
 * go. */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static atomic_ulong calls;
static unsigned long fail_at;
static int sticky, kills;
static uintptr_t spared_from, spared_to;

/* Keeps where the spared library lies. */
static int find_spared(struct dl_phdr_info *info, size_t size, void *spare)
{
    (void)size;
    const char *name = strrchr(info->dlpi_name, '/');
    if (!name || strncmp(name + 1, spare, strlen(spare))) return 0;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
        spared_from = info->dlpi_addr + part->p_vaddr;
        spared_to = spared_from + part->p_memsz;
    }
    return 1;
}

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("JH_FAIL_AT");
    fail_at = at ? strtoul(at, NULL, 10) : 0;
    sticky = getenv("JH_FAIL_STICKY") != NULL;
    kills = getenv("JH_FAIL_KILL") != NULL;
    char *spare = getenv("JH_FAIL_SPARE");
    if (spare) dl_iterate_phdr(find_spared, spare);
    atomic_store(&calls, 0);
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("JH_FAIL_COUNT");
    int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    if (file < 0) return;
    char text[32];
    int n = snprintf(text, sizeof text, "%lu\n", atomic_load(&calls));
    ssize_t written = write(file, text, (size_t)n);
    (void)written;
    close(file);
}

static int refused(const void *caller)
{
    if ((uintptr_t)caller >= spared_from && (uintptr_t)caller < spared_to) return 0;
    unsigned long n = atomic_fetch_add(&calls, 1) + 1;
    if (!fail_at || n < fail_at || (n > fail_at && !sticky)) return 0;
    if (kills) kill(getpid(), SIGKILL);
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return refused(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return refused(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return refused(__builtin_return_address(0)) ? NULL : __libc_realloc(old, size);
}
