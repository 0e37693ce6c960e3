/* Which reader a file goes to is told by its bytes: names lie, and an ".xls" from the web is
 * often a page. What cannot be read is named, with the way out. */
#include "reader.h"

#include <string.h>

#define HEAD 4096 /* bytes that tell text from what is not */

jh_limits jh__limits(const jh_limits *given)
{
    jh_limits l = given ? *given : (jh_limits){0};
    if (!l.unpacked) l.unpacked = UINT64_C(2) << 30;
    if (!l.ratio) l.ratio = 200;
    if (!l.entries) l.entries = 10000;
    if (!l.rows) l.rows = 2000000;
    if (!l.columns) l.columns = 16384;
    if (!l.cell) l.cell = 1 << 20;
    return l;
}

typedef struct sign {
    const char *bytes;
    size_t n;
    const char *key;
} sign;

static const sign signs[] = {
    {"%PDF", 4, "intake.read_is_pdf"},
    {"\x89PNG", 4, "intake.read_is_image"},
    {"\xFF\xD8\xFF", 3, "intake.read_is_image"},
    {"GIF8", 4, "intake.read_is_image"},
    {"II*\0", 4, "intake.read_is_image"},
    {"MM\0*", 4, "intake.read_is_image"},
    {"Rar!\x1A", 5, "intake.read_is_archive"},
    {"7z\xBC\xAF\x27\x1C", 6, "intake.read_is_archive"},
    {"\x1F\x8B", 2, "intake.read_is_archive"},
    {"{\\rtf", 5, "intake.read_is_document"},
};

static bool begins(const unsigned char *p, size_t n, const char *word)
{
    size_t k = strlen(word);
    if (n < k) return false;
    for (size_t i = 0; i < k; i++) {
        unsigned char c = p[i] >= 'A' && p[i] <= 'Z' ? (unsigned char)(p[i] + 32) : p[i];
        if (c != (unsigned char)word[i]) return false;
    }
    return true;
}

/* A page or an XML file that goes by the name of a table. */
static const char *markup(const unsigned char *p, size_t n)
{
    if (n >= 3 && !memcmp(p, "\xEF\xBB\xBF", 3)) p += 3, n -= 3;
    while (n && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
        p++, n--;
    static const char *const page[] = {"<html", "<!doctype html", "<table", "<head",
                                       "<meta", "<body",          "<style", "<div"};
    for (size_t i = 0; i < JH_COUNT(page); i++)
        if (begins(p, n, page[i])) return "intake.read_is_page";
    return begins(p, n, "<?xml") ? "intake.read_is_xml" : NULL;
}

/* Text has hardly a NUL byte, unless it is UTF-16 without a mark. */
static const char *binary(const unsigned char *p, size_t n)
{
    size_t nul[2] = {0, 0};
    if (n > HEAD) n = HEAD;
    if (n >= 2 && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF)))
        return NULL;
    for (size_t i = 0; i < n; i++)
        nul[i % 2] += !p[i];
    if (nul[0] + nul[1] <= n / 10) return NULL;
    bool wide = nul[0] * 10 < nul[1] || nul[1] * 10 < nul[0];
    return wide ? "intake.read_no_mark" : "intake.read_not_a_table";
}

static bool is_zip(const jh_input *in)
{
    const unsigned char *p = in->bytes;
    return in->n >= 4 && (!memcmp(p, "PK\3\4", 4) || !memcmp(p, "PK\5\6", 4));
}

static bool is_compound(const jh_input *in)
{
    return in->n >= 8 && !memcmp(in->bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
}

bool jh_table_is_text(const jh_input *in)
{
    return in->n && !is_zip(in) && !is_compound(in);
}

jh_status jh__text_check(jh__reader *r, bool *text)
{
    const unsigned char *p = r->in->bytes;
    size_t n = r->in->n;
    *text = jh_table_is_text(r->in);
    if (!n) return jh__refuse(r, "intake.read_empty");
    if (!*text) return JH_OK;
    for (size_t i = 0; i < JH_COUNT(signs); i++)
        if (n >= signs[i].n && !memcmp(p, signs[i].bytes, signs[i].n))
            return jh__refuse(r, signs[i].key);
    const char *key = markup(p, n);
    if (!key) key = binary(p, n);
    return key ? jh__refuse(r, key) : JH_OK;
}

static jh_status read_open_document(jh__reader *r, jh__zip *z, int64_t type)
{
    jh_buf text = {0};
    jh_status st = jh__zip_slurp(z, type, 256, &text);
    if (st == JH_OK) {
        const char *sheet = "application/vnd.oasis.opendocument.spreadsheet";
        bool right = text.p && !strncmp(text.p, sheet, strlen(sheet));
        st = right ? jh__ods_read(r, z) : jh__refuse(r, "intake.read_is_document");
    }
    jh_buf_clear(&text);
    return st;
}

static jh_status read_parts(jh__reader *r, jh__zip *z)
{
    int64_t type = jh__zip_find(z, "mimetype");
    if (type >= 0 && jh__zip_find(z, "content.xml") >= 0)
        return read_open_document(r, z, type);
    if (jh__zip_find(z, "xl/workbook.bin") >= 0)
        return jh__refuse(r, "intake.read_is_xlsb");
    if (jh__zip_find(z, "word/document.xml") >= 0 ||
        jh__zip_find(z, "ppt/presentation.xml") >= 0)
        return jh__refuse(r, "intake.read_is_document");
    if (jh__zip_find(z, "[Content_Types].xml") < 0)
        return jh__refuse(r, "intake.read_is_archive");
    return jh__xlsx_read(r, z);
}

static jh_status read_zip(jh__reader *r)
{
    jh__zip *z;
    JH_TRY(jh__zip_open(r, &z));
    jh_status st = read_parts(r, z);
    jh__zip_close(z);
    return st;
}

static jh_status read_streams(jh__reader *r, jh__ole *ole)
{
    jh__stream s = {0};
    if (jh__ole_has(ole, "EncryptedPackage"))
        return jh__refuse(r, "intake.read_encrypted");
    if (!jh__ole_has(ole, "Workbook"))
        return jh__refuse(r, jh__ole_has(ole, "Book") ? "intake.read_is_excel5"
                                                      : "intake.read_is_document");
    jh_status st = jh__ole_stream(ole, "Workbook", &s);
    if (st == JH_OK) st = jh__xls_read(r, &s);
    jh__stream_clear(&s);
    return st;
}

static jh_status read_compound(jh__reader *r)
{
    jh__ole *ole;
    JH_TRY(jh__ole_open(r, &ole));
    jh_status st = read_streams(r, ole);
    jh__ole_close(ole);
    return st;
}

jh_status jh_table_read(const jh_input *in, const jh_limits *limits, const jh_sink *sink,
                        jh_diags *diags, const jh_progress *progress, jh_error *err)
{
    jh__reader r = {.in = in,
                    .limits = jh__limits(limits),
                    .sink = sink,
                    .diags = diags,
                    .progress = progress,
                    .err = err};
    bool text;
    JH_TRY(jh__text_check(&r, &text));
    JH_TRY(jh__tick(&r, 0));
    if (is_zip(in)) return read_zip(&r);
    return text ? jh__csv_read(&r) : read_compound(&r);
}
