/* What the fuzz targets of tables share: read the bytes, and hold what was read to the
 * promises of the contract. */
#ifndef JUNHENG_FUZZ_TABLE_H
#define JUNHENG_FUZZ_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* Reads bytes as a table under small limits; aborts where a promise is broken. */
void fuzz_table(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#endif
