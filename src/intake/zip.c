/* Zip entries under limits. What an entry states is checked before a byte is unpacked, and
 * again while it is: a header may lie. */
#include "reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

#define END_RECORD 22      /* bytes of the end-of-directory record */
#define COMMENT_MAX 0xFFFF /* behind which it may stand */
#define FREE_RATIO ((uint64_t)1 << 20)

typedef struct item {
    const char *name;
    uint64_t index, size, packed;
    bool readable; /* stored or deflated, not encrypted */
} item;

struct jh__zip {
    jh__reader *r;
    zip_t *zip;
    item *item; /* by name */
    size_t n;
    uint64_t unpacked;
};

struct jh__entry {
    jh__zip *z;
    zip_file_t *file;
    const item *item;
    uint64_t got;
};

static uint64_t little(const unsigned char *p, int bytes)
{
    uint64_t x = 0;
    while (bytes-- > 0)
        x = x << 8 | p[bytes];
    return x;
}

/* The count of entries by the end record, before a library makes a list of a million. */
static jh_status check_end(jh__reader *r)
{
    const unsigned char *b = r->in->bytes;
    size_t n = r->in->n,
           low = n > END_RECORD + COMMENT_MAX ? n - END_RECORD - COMMENT_MAX : 0;
    if (n < END_RECORD) return jh__refuse(r, "intake.read_cut_zip");
    for (size_t i = n - END_RECORD + 1; i-- > low;) {
        if (memcmp(b + i, "PK\5\6", 4)) continue;
        uint64_t entries = little(b + i + 10, 2);
        if (entries == 0xFFFF && i >= 20 && !memcmp(b + i - 20, "PK\6\7", 4)) {
            uint64_t at = little(b + i - 12, 8);
            if (at > n - 56 || n < 56 || memcmp(b + at, "PK\6\6", 4))
                return jh__refuse(r, "intake.read_cut_zip");
            entries = little(b + at + 32, 8);
        }
        if (entries > r->limits.entries)
            return jh__refuse_at(r, "intake.read_too_many_entries", 0, 0,
                                 r->limits.entries);
        return JH_OK;
    }
    return jh__refuse(r, "intake.read_cut_zip");
}

static int by_name(const void *a, const void *b)
{
    return strcasecmp(((const item *)a)->name, ((const item *)b)->name);
}

static jh_status add_item(jh__zip *z, uint64_t index)
{
    zip_stat_t s;
    item *it = &z->item[z->n];
    if (zip_stat_index(z->zip, index, ZIP_FL_ENC_RAW, &s) || !(s.valid & ZIP_STAT_NAME) ||
        !(s.valid & ZIP_STAT_SIZE) || !(s.valid & ZIP_STAT_COMP_SIZE))
        return jh__refuse(z->r, "intake.read_broken_zip");
    *it = (item){.name = s.name, .index = index, .size = s.size, .packed = s.comp_size};
    it->readable = (s.comp_method == ZIP_CM_STORE || s.comp_method == ZIP_CM_DEFLATE) &&
                   s.encryption_method == ZIP_EM_NONE;
    z->n++;
    return JH_OK;
}

static bool bomb(const jh__reader *r, uint64_t size, uint64_t packed)
{
    return size > FREE_RATIO && size / r->limits.ratio > packed;
}

static jh_status check_items(jh__zip *z)
{
    jh__reader *r = z->r;
    uint64_t total = 0, packed = 0;
    for (size_t i = 0; i < z->n; i++) {
        const item *it = &z->item[i];
        if (i && !strcasecmp(it->name, z->item[i - 1].name))
            return jh__refuse_part(r, "intake.read_entry_twice", it->name);
        if (bomb(r, it->size, it->packed) || it->size > r->limits.unpacked - total)
            return jh__refuse_part(r, "intake.read_bomb", it->name);
        total += it->size;
        /* entries that share their bytes add up to more than there is */
        if (it->packed > r->in->n - packed)
            return jh__refuse(r, "intake.read_broken_zip");
        packed += it->packed;
    }
    return JH_OK;
}

static jh_status list(jh__zip *z)
{
    zip_int64_t n = zip_get_num_entries(z->zip, 0);
    if (n <= 0) return jh__refuse(z->r, "intake.read_broken_zip");
    if ((uint64_t)n > z->r->limits.entries)
        return jh__refuse_at(z->r, "intake.read_too_many_entries", 0, 0,
                             z->r->limits.entries);
    z->item = calloc((size_t)n, sizeof *z->item);
    if (!z->item) return jh_nomem(z->r->err);
    for (zip_int64_t i = 0; i < n; i++)
        JH_TRY(add_item(z, (uint64_t)i));
    qsort(z->item, z->n, sizeof *z->item, by_name);
    return check_items(z);
}

/* The library calls a file damaged when its own memory ran out; errno, cleared before the
 * call, still knows. */
static jh_status zip_fault(jh__reader *r, const zip_error_t *e)
{
    bool memory = zip_error_code_zip(e) == ZIP_ER_MEMORY || errno == ENOMEM;
    if (memory) return jh_nomem(r->err);
    jh__refuse(r, "intake.read_broken_zip");
    return JH_EINPUT;
}

static jh_status open_bytes(jh__zip *z)
{
    zip_error_t e;
    zip_error_init(&e);
    errno = 0;
    zip_source_t *source = zip_source_buffer_create(z->r->in->bytes, z->r->in->n, 0, &e);
    if (source) z->zip = zip_open_from_source(source, ZIP_RDONLY, &e);
    jh_status st = z->zip ? JH_OK : zip_fault(z->r, &e);
    if (source && !z->zip) zip_source_free(source);
    zip_error_fini(&e);
    return st;
}

jh_status jh__zip_open(jh__reader *r, jh__zip **out)
{
    JH_TRY(check_end(r));
    jh__zip *z = calloc(1, sizeof *z);
    if (!z) return jh_nomem(r->err);
    z->r = r;
    jh_status st = open_bytes(z);
    if (st == JH_OK) st = list(z);
    if (st == JH_OK)
        *out = z;
    else
        jh__zip_close(z);
    return st;
}

void jh__zip_close(jh__zip *z)
{
    if (!z) return;
    if (z->zip) zip_discard(z->zip);
    free(z->item);
    free(z);
}

int64_t jh__zip_find(const jh__zip *z, const char *name)
{
    item key = {.name = name};
    const item *it = bsearch(&key, z->item, z->n, sizeof *z->item, by_name);
    return it ? it - z->item : -1;
}

uint64_t jh__zip_size(const jh__zip *z, int64_t index)
{
    return z->item[index].size;
}

jh_status jh__entry_open(jh__zip *z, int64_t index, jh__entry **out)
{
    const item *it = &z->item[index];
    if (!it->readable) {
        jh__refuse_part(z->r, "intake.read_entry_locked", it->name);
        return JH_EINPUT;
    }
    jh__entry *e = calloc(1, sizeof *e);
    if (!e) return jh_nomem(z->r->err);
    *e = (jh__entry){.z = z, .item = it};
    errno = 0;
    e->file = zip_fopen_index(z->zip, it->index, 0);
    if (!e->file) {
        free(e);
        return zip_fault(z->r, zip_get_error(z->zip));
    }
    *out = e;
    return JH_OK;
}

jh_status jh__entry_read(jh__entry *e, void *to, size_t n, size_t *got)
{
    jh__zip *z = e->z;
    errno = 0;
    zip_int64_t k = zip_fread(e->file, to, n);
    *got = 0;
    if (k < 0) return zip_fault(z->r, zip_file_get_error(e->file));
    *got = (size_t)k;
    e->got += *got;
    z->unpacked += *got;
    if (e->got > e->item->size || (!k && e->got < e->item->size))
        return jh__refuse(z->r, "intake.read_broken_zip");
    /* a part may be read twice: once for its merged cells */
    if (z->unpacked / 3 > z->r->limits.unpacked)
        return jh__refuse_part(z->r, "intake.read_bomb", e->item->name);
    return JH_OK;
}

void jh__entry_close(jh__entry *e)
{
    if (!e) return;
    zip_fclose(e->file);
    free(e);
}

static jh_status slurp(jh__entry *e, size_t most, jh_buf *out)
{
    char piece[4096];
    size_t got;
    do {
        JH_TRY(jh__entry_read(e, piece, sizeof piece, &got));
        if (out->n + got > most) return jh__refuse(e->z->r, "intake.read_broken_zip");
        jh_buf_add(out, piece, got);
    } while (got);
    return out->oom ? jh_nomem(e->z->r->err) : JH_OK;
}

jh_status jh__zip_slurp(jh__zip *z, int64_t index, size_t most, jh_buf *out)
{
    jh__entry *e;
    JH_TRY(jh__entry_open(z, index, &e));
    jh_status st = slurp(e, most, out);
    jh__entry_close(e);
    return st;
}
