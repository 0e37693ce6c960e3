/* What the readers of the lower floor share: the job, the row that is being built, faults
 * with their place, zip entries and XML under limits. Private to intake. */
#ifndef JUNHENG_INTAKE_READER_H
#define JUNHENG_INTAKE_READER_H

#include <junheng/intake.h>

/* Inflated XML and decoded text are worked through in pieces of this size. */
#define JH__PIECE ((size_t)64 << 10)

/* One call of jh_table_read. */
typedef struct jh__reader {
    const jh_input *in;
    jh_limits limits; /* none is zero */
    const jh_sink *sink;
    jh_diags *diags; /* may be NULL */
    const jh_progress *progress;
    jh_error *err;
    const char *sheet; /* name of the sheet that is being read, or NULL */
    uint64_t done, total, told;
    size_t faults;
} jh__reader;

/* The limits with their defaults filled in. */
jh_limits jh__limits(const jh_limits *given);
/* Ends the reading: {file} is the name of the input. */
jh_status jh__refuse(jh__reader *r, const char *key);
/* The same at a place: {file}, {sheet} (" [name]" or ""), {row}, {column} and {limit}. */
jh_status jh__refuse_at(jh__reader *r, const char *key, uint32_t row, uint32_t col,
                        size_t limit);
/* The same with the {part} of a workbook, whose name may be any bytes. */
jh_status jh__refuse_part(jh__reader *r, const char *key, const char *part);
/* A fault of one cell, with its {text}; the reading goes on. */
jh_status jh__fault(jh__reader *r, jh_level level, uint32_t row, uint32_t col,
                    const char *key, const char *text);
/* Takes back what was said since the diagnostics were as in `before`. */
void jh__unsay(jh__reader *r, const jh_diags *before, size_t faults);
/* `more` bytes were worked through: shows progress, and JH_ECANCEL once the user stops. */
jh_status jh__tick(jh__reader *r, size_t more);
/* Begins a sheet at the sink. */
jh_status jh__sheet(jh__reader *r, const char *name, const jh_range *merged, size_t n,
                    bool *skip);

/* ---- the row that is being built -------------------------------------------------------- */

/* Text grows in one buffer whose address may move: cells keep an offset until delivery. */
typedef struct jh__row {
    uint32_t row;
    jh_cell *cell;
    size_t *at;
    size_t n, cap;
    bool unordered;
    jh_buf text;
} jh__row;

void jh__row_clear(jh__row *row);
/* A cell whose text stands at offset `at` of row->text, `n` bytes and a NUL; JH__LASTING: it
 * stands where cell->text says, and stays there until the row is given. */
#define JH__LASTING SIZE_MAX
jh_status jh__row_put(jh__reader *r, jh__row *row, const jh_cell *cell, size_t at);
/* A cell with its text copied. */
jh_status jh__row_add(jh__reader *r, jh__row *row, jh_cell cell);
/* Fills kind, number and text of a number cell from the stored text, with the shortest form
 * written to `store`; false if it is not a finite number. */
bool jh__number_cell(jh_cell *cell, const char *text, size_t n, char store[32]);
/* Refuses a place beyond the limits. */
jh_status jh__check_place(jh__reader *r, uint32_t row, uint32_t col);
/* Gives the row to the sink, if it has a cell. */
jh_status jh__row_give(jh__reader *r, jh__row *row);
void jh__row_empty(jh__row *row);
/* Both. */
jh_status jh__row_deliver(jh__reader *r, jh__row *row);

/* A growing list of merged ranges. */
typedef struct jh__ranges {
    jh_range *item;
    size_t n, cap;
} jh__ranges;

jh_status jh__ranges_add(jh__reader *r, jh__ranges *ranges, jh_range range);
void jh__ranges_clear(jh__ranges *ranges);

/* ---- text --------------------------------------------------------------------------------- */

/* Length of the valid UTF-8 character at p, or 0. */
size_t jh__utf8_step(const unsigned char *p, const unsigned char *end);
/* The first byte that is not part of valid UTF-8, or end. */
const char *jh__utf8_bad(const char *p, const char *end);
/* Appends a code point (U+FFFD for what is none). */
void jh__utf8_put(jh_buf *out, uint32_t code);

typedef enum jh__encoding {
    JH__UTF8,
    JH__UTF16LE,
    JH__UTF16BE,
    JH__GB18030
} jh__encoding;

/* A text table as UTF-8, [p, end) at hand. UTF-8 is read where it lies and wholly at hand,
 * other encodings are converted piece by piece. Bad bytes come through as bytes that are not
 * UTF-8. */
typedef struct jh__text {
    jh__reader *r;
    jh__encoding encoding;
    bool sure; /* all bytes were looked at: the encoding is no guess */
    bool good; /* no byte is bad, which is known of a text that is sure */
    bool cut;  /* ends within a character, which is known of a text that is sure */
    bool over; /* nothing comes behind what is at hand */
    const char *p, *end;
    size_t next; /* input offset behind what is at hand */
    void *converter;
    char *store;
    size_t cap;
} jh__text;

/* sure false: a text that begins as UTF-8 is taken for such without a look at the rest. */
jh_status jh__text_open(jh__reader *r, bool sure, jh__text *t);
void jh__text_close(jh__text *t);
/* Makes at least twice as much be at hand, or all; what is at hand moves. */
jh_status jh__text_more(jh__text *t);
/* Bytes of the input that lie behind p for good. */
size_t jh__text_done(const jh__text *t);

/* Reads a text table for jh_table_read. */
jh_status jh__csv_read(jh__reader *r);

/* Whether the bytes are a text, not a workbook; if so, refuses what is no table. */
jh_status jh__text_check(jh__reader *r, bool *text);

/* ---- zip and XML --------------------------------------------------------------------------- */

typedef struct jh__zip jh__zip;
typedef struct jh__entry jh__entry;

jh_status jh__zip_open(jh__reader *r, jh__zip **out);
void jh__zip_close(jh__zip *z);
/* Index of an entry (ASCII case ignored), or -1. */
int64_t jh__zip_find(const jh__zip *z, const char *name);
/* Unpacked size that the entry states. */
uint64_t jh__zip_size(const jh__zip *z, int64_t index);
jh_status jh__entry_open(jh__zip *z, int64_t index, jh__entry **out);
/* Up to n bytes; *got 0 at the end, once the check sum was right. */
jh_status jh__entry_read(jh__entry *e, void *to, size_t n, size_t *got);
void jh__entry_close(jh__entry *e);
/* A whole small entry, at most `most` bytes, behind it a NUL. */
jh_status jh__zip_slurp(jh__zip *z, int64_t index, size_t most, jh_buf *out);

/* Handlers see names without their prefix; attributes as expat gives them. */
typedef struct jh__xml jh__xml;
typedef struct jh__handlers {
    jh_status (*start)(void *ctx, const char *name, const char **attr);
    jh_status (*end)(void *ctx, const char *name);
    jh_status (*text)(void *ctx, const char *s, size_t n); /* may be NULL */
    bool ticks;                                            /* counts as progress */
} jh__handlers;

jh_status jh__xml_read(jh__reader *r, jh__zip *z, int64_t index, const jh__handlers *h,
                       void *ctx);
/* Name without its prefix. */
const char *jh__local(const char *name);
/* Value of the attribute with this local name, or NULL. */
const char *jh__attr(const char **attr, const char *name);
/* The same as a whole number of up to 18 digits; `fallback` if there is none. */
uint64_t jh__attr_number(const char **attr, const char *name, uint64_t fallback);

/* ---- dates in workbooks -------------------------------------------------------------------- */

typedef enum jh__format {
    JH__PLAIN = 0,
    JH__DATE,
    JH__ELAPSED /* hours that may run over a day: a time below one day, else a number */
} jh__format;

/* What a number format shows: by its built-in id, by its code. */
jh__format jh__format_builtin(uint32_t id);
jh__format jh__format_code(const char *code);
/* Turns a number cell into a date cell, if the serial is one; text goes to `store`. */
void jh__date_cell(jh_cell *cell, jh__format format, bool from1904, char store[32]);
/* "2026-09-01T12:30:00" as the text of a date cell; false if it is not of this shape. */
bool jh__date_iso(const char *s, char store[32]);

/* ---- workbooks ------------------------------------------------------------------------------ */

/* Texts and styles that the cells of a workbook point to. */
typedef struct jh__shared {
    jh_arena *arena;
    const char **text;
    uint32_t *length;
    size_t texts, text_cap;
    size_t bytes, packed;
    char *pack;      /* where small texts go next */
    uint8_t *format; /* jh__format by style index */
    size_t formats, format_cap;
    bool from1904;
} jh__shared;

void jh__shared_clear(jh__shared *s);
jh_status jh__shared_text(jh__reader *r, jh__shared *s, const char *text, size_t n);
jh_status jh__shared_format(jh__reader *r, jh__shared *s, jh__format format);

jh_status jh__xlsx_read(jh__reader *r, jh__zip *z);
jh_status jh__xlsx_texts(jh__reader *r, jh__zip *z, int64_t index, jh__shared *s);
jh_status jh__xlsx_styles(jh__reader *r, jh__zip *z, int64_t index, jh__shared *s);
jh_status jh__xlsx_sheet(jh__reader *r, jh__zip *z, int64_t index, const jh__shared *s);
jh_status jh__xlsx_merged(jh__reader *r, jh__zip *z, int64_t index, jh__ranges *out);
/* "AB12" as row and column, each at most 0xFFFFFFFF; false if it is no address. */
bool jh__xlsx_address(const char *s, uint32_t *row, uint32_t *col);
/* Resolves _x000D_ and its like in place; the new length. */
size_t jh__xlsx_unescape(char *s, size_t n);

jh_status jh__ods_read(jh__reader *r, jh__zip *z);

/* ---- old compound files ---------------------------------------------------------------------- */

/* A stream of a compound file: the places of its pieces in the input. */
typedef struct jh__stream {
    const unsigned char *bytes;
    size_t n;
    size_t *piece;
    size_t pieces, piece_size;
    uint64_t size;
} jh__stream;

typedef struct jh__ole jh__ole;

jh_status jh__ole_open(jh__reader *r, jh__ole **out);
void jh__ole_close(jh__ole *ole);
bool jh__ole_has(const jh__ole *ole, const char *name);
/* JH_EINPUT if it is missing or its chain is broken. */
jh_status jh__ole_stream(jh__ole *ole, const char *name, jh__stream *out);
void jh__stream_clear(jh__stream *s);
/* Whether n bytes at `at` are there; copies them. */
bool jh__stream_read(const jh__stream *s, uint64_t at, void *to, size_t n);

jh_status jh__xls_read(jh__reader *r, const jh__stream *stream);

#endif
