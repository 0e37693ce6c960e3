/* Files as they were given, byte for byte, each kept once. */
#include "store_int.h"

jh_status jh__original_keep(jh_store *s, const jh_original *original, int64_t *source,
                            jh_error *err)
{
    uint8_t hash[JH_HASH_BYTES];
    sqlite3_stmt *stmt;
    bool row;
    *source = 0;
    jh__hash_of(original->bytes, original->n, hash);
    JH_TRY(jh__db_query(s, &stmt, err, "SELECT id FROM reg_source WHERE hash = ?", "b",
                        hash, sizeof hash));
    jh_status st = jh__db_step(s, stmt, &row, err);
    if (st == JH_OK && row) *source = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    JH_TRY(st);
    if (*source) return JH_OK;
    JH_TRY(jh__db_do(
        s, err, "INSERT INTO reg_source (hash, size, bytes) VALUES (?, ?, ?)", "bib",
        hash, sizeof hash, (int64_t)original->n, original->bytes, original->n));
    *source = sqlite3_last_insert_rowid(s->db);
    return JH_OK;
}
