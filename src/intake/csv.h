/* Text tables record by record: the one place that knows what quotation marks mean where they
 * stand as they should not, and what else can be wrong. Slow and careful; the quick readers
 * (csv_scan.h) leave to it what their index does not vouch for. */
#ifndef JUNHENG_INTAKE_CSV_H
#define JUNHENG_INTAKE_CSV_H

#include "csv_index.h"
#include "reader.h"

/* How many cells the records have, blank lines aside; fewest and most but for the last. */
typedef struct jh__csv_counts {
    size_t records, fewest, most, last;
} jh__csv_counts;

typedef struct jh__csv {
    jh__reader *r;
    jh__text text;
    jh__row row; /* row.row: number of the last record */
    jh__csv_counts seen;
    char delimiter;
    bool stop[256]; /* ends a cell that has no quotes */
    uint32_t col;
    bool ended;   /* the last record had a line end */
    bool ran_out; /* it ends with what is at hand, but the text goes on */
    bool moved;   /* more text was fetched for it */
} jh__csv;

/* Opens the text and finds its delimiter; refuses an empty one and one that is cut off within
 * a character. */
jh_status jh__csv_open(jh__csv *c, jh__reader *r, bool sure);
void jh__csv_close(jh__csv *c);
/* Reads the record at text.p and gives it to the sink. */
jh_status jh__csv_record(jh__csv *c);
/* The records of an indexed text at p, likewise, until *enough. It must end with a line end and
 * have no stray quote, lone carriage return or bad byte. text.p is where to go on: the records
 * may be fewer than the index has where one is beyond the limits. */
jh_status jh__csv_records(jh__csv *c, const char *p, const jh__index *index,
                          const bool *enough);
/* Counts records of so many cells each. */
void jh__csv_count(jh__csv_counts *s, size_t records, size_t cells);

/* What stands between the quotes of a cell that an index vouches for: of two quotes behind each
 * other one. Where it has such, as much as fits is put together in `room`. */
const char *jh__csv_halved(const char *p, size_t *n, char *room, size_t size);

#endif
