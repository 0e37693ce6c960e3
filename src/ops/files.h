/* ops, private: files in and out. */
#ifndef JH_OPS_FILES_H
#define JH_OPS_FILES_H

#include <junheng/ops.h>

/* The bytes of a file, mapped for reading; unmapped by jh__file_close. */
typedef struct jh__file {
    const char *path;
    const void *bytes;
    size_t n;
    size_t passed; /* jh__file_pass */
} jh__file;

jh_status jh__file_open(const char *path, jh__file *out, jh_error *err);
void jh__file_close(jh__file *file);
/* Pages before the offset need not be kept in memory: they are in the file. */
void jh__file_pass(jh__file *file, size_t offset);

/* Writes a file as a whole: beside it first, then renamed, so that a full disk leaves the old
 * one as it was. */
jh_status jh__file_write(jh_call *call, const char *path, const jh_buf *bytes,
                         jh_error *err);
/* Makes a folder and those above it. */
jh_status jh__folder_make(jh_call *call, const char *path, jh_error *err);

#endif
