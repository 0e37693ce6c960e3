/* Hashing of rows: every column with its type and length, so that no two rows look alike. */
#include "store_int.h"

#include <string.h>

void jh__hash_begin(jh__hash *h)
{
    crypto_generichash_init(h, NULL, 0, JH_HASH_BYTES);
}

#define NUMBER_BYTES 9

static size_t number_bytes(uint8_t *b, char type, uint64_t x)
{
    b[0] = (uint8_t)type;
    for (size_t i = 0; i < 8; i++)
        b[i + 1] = (uint8_t)(x >> (8 * i));
    return NUMBER_BYTES;
}

static void number_into(jh__hash *h, char type, uint64_t x)
{
    uint8_t b[NUMBER_BYTES];
    crypto_generichash_update(h, b, number_bytes(b, type, x));
}

void jh__hash_bytes(jh__hash *h, const void *bytes, size_t n)
{
    number_into(h, 'b', n);
    if (n) crypto_generichash_update(h, bytes, n);
}

void jh__hash_end(jh__hash *h, uint8_t out[JH_HASH_BYTES])
{
    crypto_generichash_final(h, out, JH_HASH_BYTES);
}

/* Short columns are gathered, since handing over a few bytes at a time costs more than hashing
 * them. */
typedef struct gathered {
    jh__hash *h;
    size_t n;
    uint8_t bytes[1024];
} gathered;

static void hand_over(gathered *g)
{
    if (g->n) crypto_generichash_update(g->h, g->bytes, g->n);
    g->n = 0;
}

static void text_into(gathered *g, const void *bytes, size_t n)
{
    g->n += number_bytes(g->bytes + g->n, 'b', n);
    if (g->n + n > sizeof g->bytes) hand_over(g);
    if (n > sizeof g->bytes) {
        crypto_generichash_update(g->h, bytes, n);
    } else if (n) {
        memcpy(g->bytes + g->n, bytes, n);
        g->n += n;
    }
}

static void column_into(gathered *g, sqlite3_stmt *stmt, int i)
{
    double x;
    uint64_t bits;
    const void *bytes;
    if (g->n + NUMBER_BYTES > sizeof g->bytes) hand_over(g);
    switch (sqlite3_column_type(stmt, i)) {
    case SQLITE_INTEGER:
        g->n +=
            number_bytes(g->bytes + g->n, 'i', (uint64_t)sqlite3_column_int64(stmt, i));
        return;
    case SQLITE_FLOAT:
        x = sqlite3_column_double(stmt, i);
        memcpy(&bits, &x, sizeof bits);
        g->n += number_bytes(g->bytes + g->n, 'r', bits);
        return;
    case SQLITE_NULL:
        g->n += number_bytes(g->bytes + g->n, 'n', 0);
        return;
    default:
        bytes = sqlite3_column_blob(stmt, i);
        text_into(g, bytes, (size_t)sqlite3_column_bytes(stmt, i));
    }
}

jh_status jh__hash_rows(jh_store *s, jh__hash *h, sqlite3_stmt *stmt, jh_error *err)
{
    bool row;
    uint64_t rows = 0;
    int columns = sqlite3_column_count(stmt);
    gathered g = {.h = h};
    for (;;) {
        JH_TRY(jh__db_step(s, stmt, &row, err));
        if (!row) break;
        for (int i = 0; i < columns; i++)
            column_into(&g, stmt, i);
        rows++;
    }
    hand_over(&g);
    number_into(h, 'e', rows);
    return JH_OK;
}

void jh__hash_of(const void *bytes, size_t n, uint8_t out[JH_HASH_BYTES])
{
    jh__hash h;
    jh__hash_begin(&h);
    jh__hash_bytes(&h, bytes, n);
    jh__hash_end(&h, out);
}

void jh__hash_hex(const uint8_t hash[JH_HASH_BYTES], char out[2 * JH_HASH_BYTES + 1])
{
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < JH_HASH_BYTES; i++) {
        out[2 * i] = digit[hash[i] >> 4];
        out[2 * i + 1] = digit[hash[i] & 15];
    }
    out[2 * JH_HASH_BYTES] = '\0';
}
