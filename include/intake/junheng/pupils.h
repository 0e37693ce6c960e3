/* intake: a file of pupils, reduced to classes and schools while it is read.
 *
 * One row a pupil: school, grade, class, and where the file has them sex, flags (left-behind,
 * migrant, disabled …) and a score. No pupil is kept: only counts and sums, which are whole
 * numbers, so that neither the order of the rows nor the number of threads changes a digit.
 * Schools and classes come in the order of their names; there is no ranking by scores, which
 * the Ministry of Education forbids (教育部, 义务教育学校考试管理).
 */
#ifndef JUNHENG_PUPILS_H
#define JUNHENG_PUPILS_H

#include <junheng/intake.h>
#include <junheng/pool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JH_PUPIL_FLAGS 15 /* most flags */

/* Pupils of a class, or of a school (grade and group then ""). Missing is not zero: pupils
 * whose sex or flag is not given are counted by themselves. */
typedef struct jh_pupil_group {
    const char *school, *grade, *group;
    uint64_t n, boys, girls;
    uint64_t scores;         /* pupils with a score */
    int64_t micros;          /* sum of the scores in millionths */
    size_t classes;          /* of a school */
    uint64_t *yes, *unknown; /* by flag */
} jh_pupil_group;

/* Labels of the columns; NULL: the usual ones (school_id, 学校标识码 …). A named column must
 * be there, of the usual ones only school, grade and class. flags 0: every usual flag. */
typedef struct jh_pupils_how {
    const char *school, *grade, *group, *sex, *score; /* group: the class */
    const char *const *flag;
    size_t flags;
    jh_pool *pool;
    jh_diags *diags;
    const jh_progress *progress;
    void *ctx;
    void (*passed)(void *ctx,
                   size_t offset); /* bytes before are done with; may be NULL */
    /* The classes, school by school, once all is counted; `school` is the index in the
     * answer, `c` lasts for the call. Any status but JH_OK ends with it. May be NULL. */
    jh_status (*each)(void *ctx, size_t school, const jh_pupil_group *c);
} jh_pupils_how;

typedef struct jh_pupils {
    jh_arena *arena;
    uint64_t rows;     /* below the head */
    uint64_t unplaced; /* of them: without school, grade or class; in no figure */
    bool sex, score;   /* whether the file has the column */
    size_t flags;
    const char **flag; /* their labels in the file */
    size_t classes, schools;
    jh_pupil_group *school;
} jh_pupils;

/* Sex: 1, 2, 男, 女, M, F. Flags: 1, 0, 是, 否, Y, N. What is none of these is told by row and
 * counts as not given, as does a score that is no number or beyond ±100,000. Free with
 * jh_pupils_clear, also after an error. Memory: that of the classes, about 80 bytes each and
 * thread. Statuses: those of jh_table_read. */
jh_status jh_pupils_reduce(const jh_input *in, const jh_pupils_how *how, jh_pupils *out,
                           jh_error *err);
void jh_pupils_clear(jh_pupils *pupils);

/* Order of names in which numbers count as numbers: 2 before 10, 3班 before 12班. */
int jh_pupils_compare(const char *a, const char *b);

#ifdef __cplusplus
}
#endif
#endif
