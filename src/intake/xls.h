/* Records of an old Excel stream and the strings in them. Private. */
#ifndef JUNHENG_INTAKE_XLS_H
#define JUNHENG_INTAKE_XLS_H

#include "reader.h"

#define JH__RECORD 65536

typedef struct jh__xls {
    jh__reader *r;
    const jh__stream *stream;
    uint64_t next; /* place of the next record */
    unsigned type; /* of this one */
    size_t n, at;  /* its bytes; the one that is read next */
    unsigned char data[JH__RECORD];
} jh__xls;

jh_status jh__xls_broken(jh__reader *r);
uint32_t jh__xls_u16(const unsigned char *p);
uint32_t jh__xls_u32(const unsigned char *p);
/* The next record; the end of the stream is a fault. */
jh_status jh__xls_next(jh__xls *x);
/* Appends the string at x->at whose length has 1 or 2 bytes, as UTF-8; goes on into
 * continuing records. */
jh_status jh__xls_string(jh__xls *x, int length_bytes, jh_buf *out);

#endif
