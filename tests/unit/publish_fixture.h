/* A small believable county pair, assessed by hand, for the tests of publish. */
#ifndef JUNHENG_TEST_PUBLISH_FIXTURE_H
#define JUNHENG_TEST_PUBLISH_FIXTURE_H

#include <junheng/publish.h>

typedef struct fixture {
    jh_arena *arena;
    jh_frame schools, areas;
    jh_sources sources;
    jh_diags diags;
    jh_assessment result;
    jh_publish publish;
} fixture;

/* Two areas with five schools each (12 sections in all), or the first alone. Aborts on any
 * failure: a test cannot go on without it. */
void fixture_make(fixture *f, size_t areas);
/* The same with n copies of the schools in one area, to try size. */
void fixture_make_large(fixture *f, size_t copies);
/* A table without stages, standards or items, as from another country. */
void fixture_make_rows(fixture *f);
void fixture_free(fixture *f);

#endif
