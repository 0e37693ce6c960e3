/* Counties as folders: which there are, and which of their files is what. */
#include "province.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static bool is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static bool is_table(const char *name)
{
    static const char *const end[] = {".xlsx", ".xls", ".ods", ".csv"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && name[0] != '.' && name[0] != '~' && i < JH_COUNT(end); i++)
        if (!strcasecmp(dot, end[i])) return true;
    return false;
}

static int kind_of(const char *name)
{
    static const struct {
        const char *begin;
        int kind;
    } word[] = {{"prices", JH__COUNTY_PRICES},     {"单价", JH__COUNTY_PRICES},
                {"采购单价", JH__COUNTY_PRICES},   {"teachers", JH__COUNTY_TEACHERS},
                {"教师名册", JH__COUNTY_TEACHERS}, {"needs", JH__COUNTY_NEEDS},
                {"岗位需求", JH__COUNTY_NEEDS}};
    for (size_t i = 0; i < JH_COUNT(word); i++)
        if (!strncmp(name, word[i].begin, strlen(word[i].begin))) return word[i].kind;
    return JH__COUNTY_FILES;
}

static int shown(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Names in a folder, in order. */
static jh_status names_in(jh_arena *arena, const char *path, const char ***out, size_t *n,
                          jh_error *err)
{
    struct dirent **list;
    int found = scandir(path, &list, shown, by_name);
    bool oom = false;
    if (found < 0) return jh_fail(err, JH_EINPUT, "ops.province_folder", "file:s", path);
    *n = (size_t)found;
    *out = jh_alloc_array(arena, *n + 1, sizeof **out);
    for (size_t i = 0; i < *n; i++) {
        const char *name = *out ? jh_strdup(arena, list[i]->d_name) : NULL;
        if (name) (*out)[i] = name;
        oom = oom || !name;
        free(list[i]);
    }
    free(list);
    if (oom || !*out) return jh_nomem(err);
    return JH_OK;
}

/* A county, if the folder has a table of its own. */
static jh_status take_county(jh_call *call, const char *path, jh__county_folders *out,
                             bool *taken, jh_error *err)
{
    const char **name, *slash = strrchr(path, '/');
    size_t n;
    jh__county_folder c = {.path = path, .name = slash ? slash + 1 : path};
    *taken = false;
    JH_TRY(names_in(call->arena, path, &name, &n, err));
    for (size_t i = 0; i < n; i++) {
        if (!is_table(name[i])) continue;
        int k = kind_of(name[i]);
        const char **grown =
            jh_grow(call->arena, c.file[k], &c.cap[k], c.files[k] + 1, sizeof *grown);
        const char *file = jh_sprintf(call->arena, "%s/%s", path, name[i]);
        if (!grown || !file) return jh_nomem(err);
        c.file[k] = grown;
        grown[c.files[k]++] = file;
    }
    if (!c.files[JH__COUNTY_FILES]) return JH_OK;
    jh__county_folder *grown =
        jh_grow(call->arena, out->item, &out->cap, out->n + 1, sizeof *grown);
    if (!grown) return jh_nomem(err);
    out->item = grown;
    grown[out->n++] = c;
    *taken = true;
    return JH_OK;
}

static jh_status take_folder(jh_call *call, const char *path, jh__county_folders *out,
                             jh_error *err)
{
    const char **name;
    size_t n, before = out->n;
    bool taken;
    JH_TRY(take_county(call, path, out, &taken, err));
    if (taken) return JH_OK;
    JH_TRY(names_in(call->arena, path, &name, &n, err));
    for (size_t i = 0; i < n; i++) {
        const char *inner = jh_sprintf(call->arena, "%s/%s", path, name[i]);
        if (!inner) return jh_nomem(err);
        if (is_folder(inner)) JH_TRY(take_county(call, inner, out, &taken, err));
    }
    if (out->n == before)
        return jh_fail(err, JH_EINPUT, "ops.province_empty", "file:s", path);
    return JH_OK;
}

/* Folders beside the list, one a line; what begins with # is a remark. */
static jh_status take_list(jh_call *call, const char *path, jh__county_folders *out,
                           jh_error *err)
{
    jh__file file;
    const char *slash = strrchr(path, '/');
    int beside = slash ? (int)(slash - path) + 1 : 0;
    JH_TRY(jh__file_open(path, &file, err));
    char *text = jh_strndup(call->arena, file.bytes ? file.bytes : "", file.n);
    jh__file_close(&file);
    if (!text) return jh_nomem(err);
    for (char *line = text, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next) *next++ = '\0';
        size_t n = strcspn(line, "\r");
        while (n && (line[n - 1] == ' ' || line[n - 1] == '/'))
            n--;
        line[n] = '\0';
        if (!n || line[0] == '#') continue;
        const char *folder =
            line[0] == '/' ? line : jh_sprintf(call->arena, "%.*s%s", beside, path, line);
        if (!folder) return jh_nomem(err);
        JH_TRY(take_folder(call, folder, out, err));
    }
    return JH_OK;
}

jh_status jh__county_folders_read(jh_call *call, const char *word,
                                  jh__county_folders *out, jh_error *err)
{
    size_t n = strlen(word);
    while (n > 1 && word[n - 1] == '/')
        n--;
    const char *path = jh_strndup(call->arena, word, n);
    if (!path) return jh_nomem(err);
    return is_folder(path) ? take_folder(call, path, out, err)
                           : take_list(call, path, out, err);
}
