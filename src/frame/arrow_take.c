/* Tables of others as frames. The bytes come from the same process and are trusted as far as
 * the specification says; what can be seen to be wrong (lengths, missing buffers) is refused. */
#include <junheng/arrow.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct column {
    const struct ArrowSchema *schema;
    const struct ArrowArray *array;
    size_t first; /* row of the child that is row 0 of the table */
} column;

static bool bit(const void *bits, size_t i)
{
    return (((const uint8_t *)bits)[i / 8] >> i % 8) & 1;
}

/* ---- numbers ---------------------------------------------------------------------------- */

static double half(uint16_t h)
{
    int exponent = h >> 10 & 31, fraction = h & 1023;
    double x = exponent == 31  ? (fraction ? NAN : INFINITY)
               : exponent == 0 ? ldexp(fraction, -24)
                               : ldexp(fraction + 1024, exponent - 25);
    return h & 0x8000 ? -x : x;
}

/* A decimal as text and then as the nearest number, so that 0.1 is 0.1. */
static double decimal(const char *format, const void *data, size_t i)
{
    const uint64_t *word = (const uint64_t *)data + 2 * i;
    const char *comma = strchr(format, ',');
    int scale = 0;
    for (const char *p = comma ? comma + 1 : ""; *p >= '0' && *p <= '9' && scale < 999;
         p++)
        scale = scale * 10 + (*p - '0');
    __extension__ typedef unsigned __int128 wide;
    wide v = (wide)word[1] << 64 | word[0];
    bool negative = word[1] >> 63;
    char digits[48], text[80];
    size_t n = sizeof digits;
    double x;
    if (negative) v = -v;
    digits[--n] = 0;
    do
        digits[--n] = (char)('0' + (int)(v % 10));
    while (v /= 10);
    int length =
        snprintf(text, sizeof text, "%s%se%d", negative ? "-" : "", digits + n, -scale);
    return jh_number_parse(text, (size_t)length, &x) ? x : NAN;
}

static double number(const char *format, const void *data, size_t i)
{
    switch (format[0]) {
    case 'g':
        return ((const double *)data)[i];
    case 'f':
        return (double)((const float *)data)[i];
    case 'e':
        return half(((const uint16_t *)data)[i]);
    case 'b':
        return bit(data, i);
    case 'c':
        return ((const int8_t *)data)[i];
    case 'C':
        return ((const uint8_t *)data)[i];
    case 's':
        return ((const int16_t *)data)[i];
    case 'S':
        return ((const uint16_t *)data)[i];
    case 'i':
        return ((const int32_t *)data)[i];
    case 'I':
        return ((const uint32_t *)data)[i];
    case 'l':
        return (double)((const int64_t *)data)[i];
    case 'L':
        return (double)((const uint64_t *)data)[i];
    default:
        return decimal(format, data, i);
    }
}

/* "d:19,2" or "d:19,2,128"; another width is not read. */
static bool is_decimal128(const char *format)
{
    if (strncmp(format, "d:", 2)) return false;
    const char *scale = strchr(format, ','),
               *width = scale ? strchr(scale + 1, ',') : NULL;
    return scale && (!width || !strcmp(width, ",128"));
}

static bool is_number(const char *format)
{
    if (is_decimal128(format)) return true;
    return format[0] && !format[1] && strchr("gfebcCsSiIlL", format[0]);
}

/* ---- texts ------------------------------------------------------------------------------ */

static bool is_index(const char *format)
{
    return format[0] && !format[1] && strchr("cCsSiIlL", format[0]);
}

static bool is_text(const char *format)
{
    return !strcmp(format, "u") || !strcmp(format, "U") || !strcmp(format, "vu");
}

/* Day number of 1970 as an ISO date (Hinnant, "chrono-compatible low-level date
 * algorithms"). */
static char *iso_date(jh_arena *arena, int64_t days)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int day = (int)(doy - (153 * mp + 2) / 5 + 1),
        month = (int)(mp < 10 ? mp + 3 : mp - 9);
    int year = (int)(yoe + era * 400 + (month <= 2));
    return jh_sprintf(arena, "%04d-%02d-%02d", year, month, day);
}

/* A view: length, then either up to 12 bytes or a prefix, a buffer and a place in it. */
static char *view(jh_arena *arena, const struct ArrowArray *a, size_t i)
{
    const char *v = (const char *)a->buffers[1] + 16 * i;
    int32_t n, buffer, at;
    memcpy(&n, v, 4);
    if (n <= 12) return jh_strndup(arena, v + 4, (size_t)n);
    memcpy(&buffer, v + 8, 4);
    memcpy(&at, v + 12, 4);
    return jh_strndup(arena, (const char *)a->buffers[2 + buffer] + at, (size_t)n);
}

static char *text(jh_arena *arena, const char *format, const struct ArrowArray *a,
                  size_t i)
{
    if (format[0] == 'v') return view(arena, a, i);
    if (format[0] == 't') {
        bool days = format[2] == 'D';
        return iso_date(arena, days ? ((const int32_t *)a->buffers[1])[i]
                                    : ((const int64_t *)a->buffers[1])[i] / 86400000);
    }
    int64_t from, to;
    if (format[0] == 'u') {
        const int32_t *offset = (const int32_t *)a->buffers[1] + i;
        from = offset[0], to = offset[1];
    } else {
        const int64_t *offset = (const int64_t *)a->buffers[1] + i;
        from = offset[0], to = offset[1];
    }
    if (to <= from) return jh_strdup(arena, "");
    return jh_strndup(arena, (const char *)a->buffers[2] + from, (size_t)(to - from));
}

static bool is_date(const char *format)
{
    return !strcmp(format, "tdD") || !strcmp(format, "tdm");
}

/* ---- columns ----------------------------------------------------------------------------- */

static bool readable(const struct ArrowSchema *s)
{
    if (s->dictionary) return is_index(s->format) && is_text(s->dictionary->format);
    return is_number(s->format) || is_text(s->format) || is_date(s->format) ||
           !strcmp(s->format, "n");
}

/* Whether the buffers that the type needs are there. */
static bool fits(const struct ArrowSchema *s, const struct ArrowArray *a)
{
    if (a->length < 0 || a->offset < 0) return false;
    if (!strcmp(s->format, "n")) return true;
    bool offsets = s->format[0] == 'u' || s->format[0] == 'U';
    if (a->n_buffers < (offsets ? 3 : 2) || (a->length && !a->buffers[1])) return false;
    return !s->dictionary || (a->dictionary && fits(s->dictionary, a->dictionary));
}

static jh_type type_of(const struct ArrowSchema *s)
{
    return s->dictionary || is_text(s->format) || is_date(s->format) ? JH_TEXT
                                                                     : JH_NUMBER;
}

static bool null_at(const column *c, size_t i)
{
    const struct ArrowArray *a = c->array;
    if (!strcmp(c->schema->format, "n")) return true;
    return a->null_count != 0 && a->buffers[0] && !bit(a->buffers[0], i);
}

/* Texts of a dictionary are made once, and shared by the rows. */
typedef struct words {
    const char **word;
    size_t n;
} words;

static jh_status words_of(jh_arena *arena, const column *c, words *out)
{
    *out = (words){0};
    if (!c->schema->dictionary) return JH_OK;
    const struct ArrowArray *d = c->array->dictionary;
    out->n = (size_t)d->length;
    out->word = jh_alloc_array(arena, out->n + 1, sizeof *out->word);
    if (!out->word) return JH_ENOMEM;
    for (size_t i = 0; i < out->n; i++) {
        out->word[i] =
            text(arena, c->schema->dictionary->format, d, i + (size_t)d->offset);
        if (!out->word[i]) return JH_ENOMEM;
    }
    return JH_OK;
}

/* Fills rows [first, first + rows) of a frame's column. */
static jh_status fill(jh_arena *arena, const column *c, jh_column *to, size_t first,
                      size_t rows)
{
    words w;
    JH_TRY(words_of(arena, c, &w));
    for (size_t i = 0; i < rows; i++) {
        size_t at = c->first + i;
        if (null_at(c, at)) continue;
        to->valid[first + i] = 1;
        if (to->type == JH_NUMBER) {
            double x = number(c->schema->format, c->array->buffers[1], at);
            to->number[first + i] = x;
            to->valid[first + i] = (uint8_t)!isnan(x);
        } else if (w.word) {
            double index = number(c->schema->format, c->array->buffers[1], at);
            if (!(index >= 0 && index < (double)w.n)) return JH_EINPUT;
            to->text[first + i] = w.word[(size_t)index];
        } else {
            to->text[first + i] = text(arena, c->schema->format, c->array, at);
            if (!to->text[first + i]) return JH_ENOMEM;
        }
    }
    return JH_OK;
}

/* Numbers that need no change stay where they are. */
static bool in_place(const column *c)
{
    return !strcmp(c->schema->format, "g") && !c->schema->dictionary;
}

static void look_at(const column *c, jh_column *to, size_t rows)
{
    const double *data = c->array->buffers[1];
    if (!data) return; /* there are no rows */
    /* the frame does not write to values that it reads */
    to->number = (double *)(uintptr_t)(data + c->first);
    for (size_t i = 0; i < rows; i++)
        to->valid[i] = (uint8_t)(!null_at(c, c->first + i) && !isnan(to->number[i]));
}

/* ---- tables ------------------------------------------------------------------------------ */

static jh_status unreadable(const struct ArrowSchema *s, jh_error *err)
{
    jh_buf b = {0};
    for (int64_t i = 0; i < s->n_children; i++)
        if (!readable(s->children[i]))
            jh_buf_printf(&b, "%s%s (%s)", b.n ? ", " : "",
                          s->children[i]->name ? s->children[i]->name : "",
                          s->children[i]->format);
    jh_status st = b.oom ? jh_nomem(err)
                   : !b.n
                       ? JH_OK
                       : jh_fail(err, JH_EINPUT, "frame.arrow_types", "columns:s", b.p);
    jh_buf_clear(&b);
    return st;
}

static jh_status check_schema(const struct ArrowSchema *s, jh_error *err)
{
    if (!s->release || strcmp(s->format, "+s"))
        return jh_fail(err, JH_EINPUT, "frame.arrow_no_table", "format:s",
                       s->release ? s->format : "");
    return unreadable(s, err);
}

static jh_status check_array(const struct ArrowSchema *s, const struct ArrowArray *a,
                             jh_error *err)
{
    if (!a->release || a->n_children != s->n_children || a->length < 0)
        return jh_fail(err, JH_EINPUT, "frame.arrow_unfit", "column:s", "");
    for (int64_t i = 0; i < a->n_children; i++)
        if (!fits(s->children[i], a->children[i]) ||
            a->children[i]->length < a->length + a->offset)
            return jh_fail(err, JH_EINPUT, "frame.arrow_unfit", "column:s",
                           s->children[i]->name);
    return JH_OK;
}

static column column_of(const struct ArrowSchema *s, const struct ArrowArray *a,
                        int64_t i)
{
    const struct ArrowArray *child = a->children[i];
    return (column){s->children[i], child, (size_t)(a->offset + child->offset)};
}

/* Columns without room for rows: those that are used in place need none. */
static jh_status add_columns(jh_frame *f, const struct ArrowSchema *s)
{
    for (int64_t i = 0; i < s->n_children; i++) {
        size_t at;
        const char *name = s->children[i]->name;
        JH_TRY(jh_frame_add_column(f, name ? name : "", type_of(s->children[i]), &at));
    }
    return JH_OK;
}

static jh_status room(jh_arena *arena, jh_column *c, size_t rows, bool values)
{
    c->valid = jh_alloc_array(arena, rows + 1, sizeof *c->valid);
    c->origin = jh_alloc_array(arena, rows + 1, sizeof *c->origin);
    if (!c->valid || !c->origin) return JH_ENOMEM;
    if (!values) return JH_OK;
    if (c->type == JH_TEXT)
        c->text = jh_alloc_array(arena, rows + 1, sizeof *c->text);
    else
        c->number = jh_alloc_array(arena, rows + 1, sizeof *c->number);
    return c->text || c->number ? JH_OK : JH_ENOMEM;
}

static jh_status told(jh_status st, const struct ArrowSchema *s, jh_error *err)
{
    if (st == JH_EINPUT)
        return jh_fail(err, st, "frame.arrow_unfit", "column:s", s->name ? s->name : "");
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

jh_status jh_arrow_take(jh_arena *arena, const struct ArrowSchema *schema,
                        const struct ArrowArray *array, jh_frame *out, jh_error *err)
{
    JH_TRY(check_schema(schema, err));
    JH_TRY(check_array(schema, array, err));
    jh_frame_init(out, arena);
    JH_TRY(told(add_columns(out, schema), schema, err));
    out->rows = out->row_cap = (size_t)array->length;
    out->fixed = true;
    for (int64_t i = 0; i < array->n_children; i++) {
        column c = column_of(schema, array, i);
        jh_column *to = &out->column[i];
        JH_TRY(told(room(arena, to, out->rows, !in_place(&c)), c.schema, err));
        if (in_place(&c))
            look_at(&c, to, out->rows);
        else
            JH_TRY(told(fill(arena, &c, to, 0, out->rows), c.schema, err));
    }
    return JH_OK;
}

/* ---- streams ------------------------------------------------------------------------------ */

static jh_status stream_said(struct ArrowArrayStream *s, jh_error *err)
{
    const char *said = s->get_last_error(s);
    return jh_fail(err, JH_EINPUT, "frame.arrow_stream", "said:s", said ? said : "");
}

static jh_status append(jh_frame *f, const struct ArrowSchema *s,
                        const struct ArrowArray *a, jh_error *err)
{
    size_t first = f->rows, at;
    JH_TRY(check_array(s, a, err));
    for (int64_t i = 0; i < a->length; i++)
        JH_TRY(told(jh_frame_add_row(f, &at), s, err));
    for (int64_t i = 0; i < a->n_children; i++) {
        column c = column_of(s, a, i);
        JH_TRY(told(fill(f->arena, &c, &f->column[i], first, (size_t)a->length), c.schema,
                    err));
    }
    return JH_OK;
}

static jh_status drain(struct ArrowArrayStream *stream, const struct ArrowSchema *schema,
                       jh_frame *out, jh_error *err)
{
    JH_TRY(check_schema(schema, err));
    JH_TRY(told(add_columns(out, schema), schema, err));
    for (;;) {
        struct ArrowArray batch = {0};
        if (stream->get_next(stream, &batch)) return stream_said(stream, err);
        if (!batch.release) return JH_OK;
        jh_status st = append(out, schema, &batch, err);
        batch.release(&batch);
        JH_TRY(st);
    }
}

jh_status jh_arrow_take_stream(jh_arena *arena, struct ArrowArrayStream *stream,
                               jh_frame *out, jh_error *err)
{
    struct ArrowSchema schema = {0};
    if (stream->get_schema(stream, &schema)) return stream_said(stream, err);
    jh_frame_init(out, arena);
    jh_status st = drain(stream, &schema, out, err);
    if (schema.release) schema.release(&schema);
    return st;
}
