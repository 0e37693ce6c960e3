/* base: what every room of the house stands on.
 *
 * Memory by lifetime (arenas), growing byte buffers, status codes, messages from
 * the one text catalogue, diagnostics that name file, sheet and cell, numbers read
 * and printed exactly, a seeded random generator, progress and cancelling.
 * Nothing here knows a school.
 *
 * Ownership: what a function returns from an arena lives as long as the arena.
 * A `const char *` argument is borrowed unless its comment says that it is copied.
 */
#ifndef JUNHENG_BASE_H
#define JUNHENG_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- status ------------------------------------------------------------------ */

/* What kind of thing went wrong. A faulty row is not an error: it is a diagnostic. */
typedef enum jh_status {
    JH_OK = 0,
    JH_EUSAGE,    /* the call's words are off: the caller mends the call */
    JH_EINPUT,    /* a file, pack or form that was given cannot be used */
    JH_EIO,       /* the machine refused: cannot open, write, no space */
    JH_ENOMEM,    /* no memory */
    JH_ECANCEL,   /* the user stopped it */
    JH_EINTERNAL, /* a fault of ours */
} jh_status;

/* Evaluates a call once and returns its status from the caller if it failed. */
#define JH_TRY(call)                                                                     \
    do {                                                                                 \
        jh_status jh_try_ = (call);                                                      \
        if (jh_try_ != JH_OK) return jh_try_;                                            \
    } while (0)

#define JH_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- arena: memory by lifetime ------------------------------------------------- */

typedef struct jh_arena jh_arena;

/* A new arena, or NULL without memory. Free it with jh_arena_free (NULL is allowed). */
jh_arena *jh_arena_new(void);
void jh_arena_free(jh_arena *arena);

/* `size` zeroed bytes, aligned for any type; NULL without memory. Never freed alone. */
void *jh_alloc(jh_arena *arena, size_t size);
/* `count * size` zeroed bytes; NULL without memory or when the product overflows. */
void *jh_alloc_array(jh_arena *arena, size_t count, size_t size);
/* Copies; NULL without memory. jh_strndup ends the copy with a NUL. */
char *jh_strdup(jh_arena *arena, const char *s);
char *jh_strndup(jh_arena *arena, const char *s, size_t n);
char *jh_sprintf(jh_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Hands all memory of `from` (NULL is allowed) over to `arena`; `from` is then gone. For tasks of
 * a pool, which need an arena each. O(blocks of from). */
void jh_arena_take(jh_arena *arena, jh_arena *from);
/* Bytes taken from the system so far. */
size_t jh_arena_size(const jh_arena *arena);

/* An array of `old` elements lengthened to `count` > old, the new ones zeroed: the same
 * pointer or another, the old one then being gone; NULL without memory (the old array then
 * stays valid). Large arrays are stretched in place where the system can. */
void *jh_stretch(jh_arena *arena, void *array, size_t old, size_t count, size_t size);

/* Room for `need` elements in an arena array that holds `*cap`: the same pointer, or a longer
 * array with `*cap` raised (jh_stretch). Amortised O(1) an element. */
void *jh_grow(jh_arena *arena, void *array, size_t *cap, size_t need, size_t size);

/* ---- given bytes -----------------------------------------------------------------
 */

/* A file as bytes; `name` is what the user called it. */
typedef struct jh_input {
    const char *name;
    const void *bytes;
    size_t n;
} jh_input;

/* ---- byte buffer ----------------------------------------------------------------- */

/* A growing byte buffer on the heap. Zero-initialise it; jh_buf_clear frees it. Once an
 * allocation fails `oom` is set and further writes are ignored, so that a writer checks
 * once at the end. `p` is NUL-terminated whenever it is not NULL. */
typedef struct jh_buf {
    char *p;
    size_t n, cap;
    bool oom;
} jh_buf;

void jh_buf_clear(jh_buf *b);
void jh_buf_add(jh_buf *b, const char *bytes, size_t n);
void jh_buf_puts(jh_buf *b, const char *s);
void jh_buf_putc(jh_buf *b, char c);
void jh_buf_printf(jh_buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- text catalogue: every word a user reads --------------------------------------- */

typedef enum jh_lang { JH_ZH = 0, JH_EN = 1 } jh_lang;

/* A name in both languages, as packs and forms carry it. `en` may be NULL: then zh. */
typedef struct jh_label {
    const char *zh, *en;
} jh_label;

const char *jh_label_in(jh_label label, jh_lang lang);

/* The catalogue text of `key` (files lang/ *.yaml, compiled in), or `key` itself where
 * the catalogue has none. O(log keys). */
const char *jh_text(jh_lang lang, const char *key);
/* Whether the catalogue has the key. */
bool jh_text_has(const char *key);

#define JH_ARGS_MAX 8

/* A sentence to be said: a catalogue key and its named arguments, language left open. */
typedef struct jh_arg {
    const char *name, *value;
} jh_arg;

typedef struct jh_msg {
    const char *key;
    size_t n;
    jh_arg arg[JH_ARGS_MAX];
} jh_msg;

/* Parts the two languages of an argument value that comes from data files (a fact's name):
 * "在校生数" JH_MSG_BOTH "Pupils". */
#define JH_MSG_BOTH '\x1f'

/* A label as such a value; NULL without memory. */
const char *jh_label_both(jh_arena *arena, jh_label label);

/* Writes the message in a language: the catalogue text with each {name} replaced. An
 * argument value that begins with '@' names another catalogue key and is looked up; of one
 * that holds JH_MSG_BOTH the part for the language is taken. */
void jh_msg_render(jh_buf *out, jh_lang lang, const jh_msg *msg);

/* Fills a message, its strings copied to the arena. `spec` names the arguments and their
 * C types, separated by blanks: "file:s line:u value:g" - s const char *, d int,
 * u size_t, g double (shortest decimal). */
jh_status jh_msg_set(jh_arena *arena, jh_msg *msg, const char *key, const char *spec,
                     ...);
/* The same for a function that takes such arguments itself. */
jh_status jh_msg_setv(jh_arena *arena, jh_msg *msg, const char *key, const char *spec,
                      va_list *ap);

/* ---- errors ------------------------------------------------------------------------ */

/* Caller-owned error text: zero-initialise, pass down, print with jh_msg_render. The
 * first error set stays; later ones do not overwrite it. NULL is allowed everywhere. */
typedef struct jh_error {
    jh_status status;
    jh_msg msg;
    char store[1536];
} jh_error;

/* Sets the error (see jh_msg_set for spec) and returns `status`. */
jh_status jh_fail(jh_error *err, jh_status status, const char *key, const char *spec,
                  ...);
/* Shorthand for jh_fail(err, JH_ENOMEM, "base.nomem", ""). */
jh_status jh_nomem(jh_error *err);

/* ---- diagnostics: what is wrong with given data -------------------------------------
 */

/* Block 阻断: the figure cannot be used. Explain 需说明: may stand if a reason is given
 * and kept. Note 提示: worth a look. */
typedef enum jh_level { JH_BLOCK = 0, JH_EXPLAIN, JH_NOTE } jh_level;

/* A place in a given file. sheet may be NULL (CSV), row and col count from 1, 0 = whole.
 */
typedef struct jh_where {
    const char *file, *sheet;
    uint32_t row, col;
} jh_where;

typedef struct jh_diag {
    jh_level level;
    jh_where where;
    jh_msg msg;          /* key = the diagnostic's code, e.g. "intake.not_a_number" */
    const char *subject; /* id of the school or area concerned, or NULL */
    const char *check;   /* id of the declared check that spoke, or NULL */
    const char *reason;  /* reason with which an explain was overridden, or NULL */
} jh_diag;

typedef struct jh_diags {
    jh_arena *arena;
    jh_diag *item;
    size_t n, cap;
    size_t count[3]; /* by level; overridden explains are not counted */
} jh_diags;

/* Appends a diagnostic (spec as in jh_msg_set; strings are copied). */
jh_status jh_diag_add(jh_diags *d, jh_level level, jh_where where, const char *key,
                      const char *spec, ...);
/* Writes "file [sheet] C7" (CSV: "file 第7行第3列" / "file row 7 column 3"). */
void jh_where_render(jh_buf *out, jh_lang lang, jh_where where);
/* Column number (1-based) as spreadsheet letters: 28 -> "AB". */
void jh_column_letters(uint32_t col, char out[8]);

/* ---- numbers -------------------------------------------------------------------------
 */

/* Reads an ASCII decimal number that fills the whole text ("-12.50", "1e3"); no
 * thousands separators, hex, inf or nan. Locale-independent. */
bool jh_number_parse(const char *s, size_t n, double *out);
/* The same, but the text may end in %: "0.7%" is the number nearest to 0.007. */
bool jh_number_parse_share(const char *s, size_t n, double *out);
/* The shortest decimal that reads back as `x` ("0.1", "1e+30"); returns its length. */
int jh_number_shortest(double x, char out[32]);
/* x with a fixed count of decimals (0 to 20), rounded half away from zero on the decimal of
 * 15 digits (not on the binary value), as spreadsheets and official tables round: 2.675 ->
 * "2.68". What is too long
 * for the text is written as its shortest decimal. Returns the length. */
int jh_number_fixed(double x, int decimals, char out[64]);
/* The number that jh_number_fixed shows. */
double jh_number_rounded(double x, int decimals);

/* ---- text for spreadsheets
 * -------------------------------------------------------------- */

/* Appends one CSV field, quoted where needed; a text that a spreadsheet would run as a
 * formula (= + - @, also full-width, tab, return or newline first, and no number or
 * percent) is preceded by an apostrophe. Separators and line ends are the caller's. */
void jh_csv_field(jh_buf *out, const char *text);

/* ---- dates ----------------------------------------------------------------------------
 */

/* Days since 1970-01-01 of an ISO date "2026-09-01"; false if it is not one. */
bool jh_date_parse(const char *s, int32_t *days);

/* ---- hashes ---------------------------------------------------------------------------
 */

/* FNV-1a of 64 bits (Fowler, Noll and Vo), from JH_HASH_START or the hash of what stands
 * before: tells texts apart, proves nothing. O(n). */
#define JH_HASH_START UINT64_C(0xCBF29CE484222325)
uint64_t jh_hash_bytes(uint64_t h, const void *bytes, size_t n);

/* ---- random numbers, seeded -----------------------------------------------------------
 */

/* xoshiro256** (Blackman and Vigna 2018), seeded by splitmix64: same seed, same numbers
 * on every machine. */
typedef struct jh_random {
    uint64_t s[4];
} jh_random;

void jh_random_seed(jh_random *r, uint64_t seed);
uint64_t jh_random_next(jh_random *r);
double jh_random_unit(jh_random *r);                    /* [0, 1), 53 bits */
uint64_t jh_random_below(jh_random *r, uint64_t bound); /* unbiased; bound > 0 */
double jh_random_normal(jh_random *r);                  /* mean 0, sd 1 */

/* ---- progress
 * -------------------------------------------------------------------------- */

/* Given to long work. `report` may be NULL; `cancelled` may be NULL. total 0 = unknown.
 */
typedef struct jh_progress {
    void *ctx;
    void (*report)(void *ctx, const char *what_key, uint64_t done, uint64_t total);
    bool (*cancelled)(void *ctx);
} jh_progress;

/* NULL, or one without that function: nobody is told, nobody stops. */
void jh_progress_tell(const jh_progress *p, const char *what_key, uint64_t done,
                      uint64_t total);
bool jh_progress_stopped(const jh_progress *p);

/* ---- data that came with the program
 * ---------------------------------------------------- */

/* A pack, form or report asset that is compiled in; name as in the source tree
 * ("packs/cn-2017-quality.yaml"). */
typedef struct jh_asset {
    const char *name;
    const unsigned char *bytes;
    size_t n;
} jh_asset;

const jh_asset *jh_asset_find(const char *name);
const jh_asset *jh_asset_list(size_t *n); /* all, by name */

#ifdef __cplusplus
}
#endif
#endif
