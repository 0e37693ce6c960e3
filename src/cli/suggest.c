#include "cli.h"

#include <string.h>

#define LONGEST 64

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: three rows of the table of prefixes are enough. */
size_t jh__edits(const char *a, const char *b, size_t limit)
{
    size_t row[3][LONGEST + 1], n = strlen(a), m = strlen(b);
    if (n > LONGEST || m > LONGEST) return limit + 1;
    size_t *before = row[0], *last = row[1], *now = row[2];
    for (size_t j = 0; j <= m; j++)
        last[j] = j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = least(last[j] + 1, now[j - 1] + 1);
            now[j] = least(now[j], last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return least(last[m], limit + 1);
}

void jh__nearest_try(jh__nearest *near, const char *name)
{
    size_t n = strlen(near->word);
    size_t limit = n < 3 ? 1 : n < 8 ? 2 : 3;
    size_t edits = jh__edits(near->word, name, limit);
    /* half a word begun is near too: "assess" for "ass" */
    if (edits > limit && n > 1 && !strncmp(name, near->word, n)) edits = limit;
    if (edits > limit || edits >= strlen(name)) return;
    if (near->name && edits >= near->edits) return;
    near->name = name;
    near->edits = edits;
}
