/* Text tables: whatever is not a zip or a compound file. */
#include "fuzz_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n >= 2 &&
        ((data[0] == 'P' && data[1] == 'K') || (data[0] == 0xD0 && data[1] == 0xCF)))
        return 0;
    fuzz_table(data, n);
    return 0;
}
