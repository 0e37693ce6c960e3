/* Zips for the fuzz targets of workbooks. A mutated deflate stream is only ever damaged, so
 * the targets mutate the parts, and the zip is packed around them. */
#ifndef JUNHENG_FUZZ_ZIP_H
#define JUNHENG_FUZZ_ZIP_H

#include <stddef.h>
#include <stdint.h>

typedef struct fuzz_part {
    const char *name;
    const void *bytes;
    size_t n;
} fuzz_part;

/* Stores the parts as a zip and reads it as a table. */
void fuzz_zip(const fuzz_part *part, size_t parts);
/* The next text of the data, up to a line of "====", which is stepped over. */
fuzz_part fuzz_take(const char *name, const uint8_t **data, size_t *n);

#endif
