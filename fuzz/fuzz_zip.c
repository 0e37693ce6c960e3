#include "fuzz_zip.h"

#include "fuzz_table.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

static zip_source_t *pack(const fuzz_part *part, size_t parts)
{
    zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *z = out ? zip_open_from_source(out, ZIP_CREATE | ZIP_TRUNCATE, NULL) : NULL;
    if (!z) abort();
    zip_source_keep(out);
    for (size_t i = 0; i < parts; i++) {
        zip_source_t *in = zip_source_buffer(z, part[i].bytes, part[i].n, 0);
        zip_int64_t at = in ? zip_file_add(z, part[i].name, in, 0) : -1;
        if (at < 0 || zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0))
            abort();
    }
    if (zip_close(z)) abort();
    return out;
}

void fuzz_zip(const fuzz_part *part, size_t parts)
{
    zip_stat_t stat;
    zip_source_t *out = pack(part, parts);
    if (zip_source_open(out) || zip_source_stat(out, &stat)) abort();
    uint8_t *bytes = malloc((size_t)stat.size);
    if (!bytes || zip_source_read(out, bytes, stat.size) != (zip_int64_t)stat.size)
        abort();
    zip_source_close(out);
    zip_source_free(out);
    fuzz_table(bytes, (size_t)stat.size);
    free(bytes);
}

fuzz_part fuzz_take(const char *name, const uint8_t **data, size_t *n)
{
    static const char line[] = "\n====\n";
    size_t k = sizeof line - 1;
    const uint8_t *from = *data, *hit = *n ? memmem(from, *n, line, k) : NULL;
    fuzz_part p = {name, from, hit ? (size_t)(hit - from) : *n};
    size_t used = hit ? p.n + k : p.n;
    *data += used;
    *n -= used;
    return p;
}
