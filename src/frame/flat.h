/* frame, private: flatbuffers, written from the end to the front as the format wants it: what is
 * referred to is written before what refers to it. Little-endian machines only, as Arrow's
 * metadata says. */
#ifndef JH_FRAME_FLAT_H
#define JH_FRAME_FLAT_H

#include <junheng/base.h>

#define JH__FLAT_FIELDS 8

/* Zero-initialise; the finished bytes are the last `n` of p[0 .. cap). */
typedef struct jh__flat {
    unsigned char *p;
    size_t n, cap;
    size_t field
        [JH__FLAT_FIELDS]; /* of the table being written: place from the end, 0 none */
    size_t table;          /* where it began */
    bool oom;
} jh__flat;

void jh__flat_clear(jh__flat *f);
/* Place of what was written, counted from the end. */
size_t jh__flat_text(jh__flat *f, const char *s);
/* A vector of n structs of `size` bytes each, given in order, aligned to `align`. */
size_t jh__flat_structs(jh__flat *f, const void *items, size_t n, size_t size,
                        size_t align);
size_t jh__flat_references(jh__flat *f, const size_t *place, size_t n);

void jh__flat_begin(jh__flat *f);
/* Fields of the table: a number of `size` bytes, or a reference to a place. */
void jh__flat_number(jh__flat *f, size_t field, int64_t value, size_t size);
void jh__flat_refer(jh__flat *f, size_t field, size_t place);
size_t jh__flat_end(jh__flat *f);
/* Ends the whole with a reference to its root, so that its length is a multiple of 8. */
void jh__flat_finish(jh__flat *f, size_t root);

#endif
