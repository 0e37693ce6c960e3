/* Arrow C data interface (Apache Arrow, "The Arrow C data interface", 1.0): a frame given to
 * Python, R, DuckDB, Polars, and a table taken from them, in one process, with no file between.
 *
 * A frame is an array of structs ("+s"), a child a column: numbers are 64-bit floats and not
 * copied in either direction, texts are UTF-8 and copied. Missing is null, never NaN.
 */
#ifndef JUNHENG_ARROW_H
#define JUNHENG_ARROW_H

#include <junheng/frame.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The three structs as the specification lays them out; several libraries define them. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format, *name, *metadata;
    int64_t flags, n_children;
    struct ArrowSchema **children, *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct ArrowArray **children, *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};
#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};
#endif

/* Gives a frame away. `owned` is the arena that it lives in: it goes with the array and is freed
 * when the last part of it is released, by whom and in whatever order; on an error it stays the
 * caller's and nothing is written. The frame must not be used afterwards. O(rows · columns),
 * numbers untouched. */
jh_status jh_arrow_give(const jh_frame *f, jh_arena *owned, struct ArrowSchema *schema,
                        struct ArrowArray *array, jh_error *err);

/* A frame over an array of structs. 64-bit floats are used where they stand, so the array must
 * not be released before the frame is done with, and no row can be added; integers, floats,
 * booleans and decimals of at most 128 bits become numbers, UTF-8 (also large, view and
 * dictionary), dates become text. NaN is missing. Nothing is released here: both structs stay
 * the caller's.
 * Errors: columns of other types, all of them named (JH_EINPUT); an array that does not fit its
 * schema (JH_EINPUT). */
jh_status jh_arrow_take(jh_arena *arena, const struct ArrowSchema *schema,
                        const struct ArrowArray *array, jh_frame *out, jh_error *err);

/* A frame of all that a stream brings, copied; the stream is not released. */
jh_status jh_arrow_take_stream(jh_arena *arena, struct ArrowArrayStream *stream,
                               jh_frame *out, jh_error *err);

/* Writes a frame as an Arrow IPC file ("Feather 2"; Apache Arrow, "IPC File Format", metadata
 * version 5, not compressed): one record batch, as R, Python, Polars and others open it. Types as
 * in jh_arrow_give. O(size). JH_ENOMEM (also in out->oom). */
jh_status jh_arrow_file(const jh_frame *f, jh_buf *out);

#ifdef __cplusplus
}
#endif
#endif
