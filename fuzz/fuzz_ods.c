/* OpenDocument tables: data that begins as a zip is read as it lies; other data is the
 * content, and behind a line of "====" the manifest. */
#include "fuzz_table.h"
#include "fuzz_zip.h"

static const char kind[] = "application/vnd.oasis.opendocument.spreadsheet";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n >= 2 && data[0] == 'P' && data[1] == 'K') {
        fuzz_table(data, n);
        return 0;
    }
    fuzz_part p[3] = {{"mimetype", kind, sizeof kind - 1}};
    p[1] = fuzz_take("content.xml", &data, &n);
    p[2] = fuzz_take("META-INF/manifest.xml", &data, &n);
    fuzz_zip(p, 3);
    return 0;
}
