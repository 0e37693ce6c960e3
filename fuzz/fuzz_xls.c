/* Old Excel files, as they lie. */
#include "fuzz_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_table(data, n);
    return 0;
}
