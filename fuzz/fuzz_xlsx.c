/* Workbooks: data that begins as a zip is read as it lies; other data is cut into sheet,
 * shared texts, styles and workbook. */
#include "fuzz_table.h"
#include "fuzz_zip.h"

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static const char relations[] =
    "<R><Relationship Id='a' Type='" OFFICE "worksheet' Target='s.xml'/>"
    "<Relationship Id='b' Type='" OFFICE "sharedStrings' Target='t.xml'/>"
    "<Relationship Id='c' Type='" OFFICE "styles' Target='y.xml'/></R>";

static const char workbook[] =
    "<workbook><sheets><sheet name='A' sheetId='1' r:id='a'/></sheets></workbook>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n >= 2 && data[0] == 'P' && data[1] == 'K') {
        fuzz_table(data, n);
        return 0;
    }
    fuzz_part p[6] = {{"[Content_Types].xml", "<Types/>", 8},
                      {"xl/_rels/workbook.xml.rels", relations, sizeof relations - 1}};
    p[2] = fuzz_take("xl/s.xml", &data, &n);
    p[3] = fuzz_take("xl/t.xml", &data, &n);
    p[4] = fuzz_take("xl/y.xml", &data, &n);
    p[5] = fuzz_take("xl/workbook.xml", &data, &n);
    if (!p[5].n) p[5] = (fuzz_part){"xl/workbook.xml", workbook, sizeof workbook - 1};
    fuzz_zip(p, 6);
    return 0;
}
