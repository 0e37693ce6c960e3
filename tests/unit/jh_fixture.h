/* What the tests of operations share: jh itself, run on words in a folder of its own. */
#ifndef JUNHENG_TEST_JH_FIXTURE_H
#define JUNHENG_TEST_JH_FIXTURE_H

#include "cli.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

typedef struct outcome {
    int code;
    char *out, *err;
    size_t out_n, err_n;
    char folder[32];
    const char *file[32]; /* in the folder, taken away at the end */
    size_t files;
} outcome;

/* Runs jh with the words; what it wrote before is freed. */
static inline const outcome *run_words(void **state, size_t n, const char *const *word)
{
    const char *argv[32] = {"jh"};
    size_t count;
    outcome *o = *state;
    const jh_op *const *ops = jh_op_list(&count);
    assert_true(n < JH_COUNT(argv));
    for (size_t i = 0; i < n; i++)
        argv[i + 1] = word[i];
    free(o->out);
    free(o->err);
    o->out = o->err = NULL;
    FILE *in = fopen("/dev/null", "r");
    FILE *out = open_memstream(&o->out, &o->out_n);
    FILE *err = open_memstream(&o->err, &o->err_n);
    assert_true(in && out && err);
    jh__world world = {ops, count, in, out, err};
    o->code = jh__main(&world, (int)n + 1, argv);
    fclose(in);
    fclose(out);
    fclose(err);
    return o;
}

#define RUN(state, ...)                                                                  \
    run_words(state, JH_COUNT(((const char *const[]){__VA_ARGS__})),                     \
              (const char *const[]){__VA_ARGS__})

/* Names a file of the folder, so that it is taken away. */
static inline void keep_in_mind(void **state, const char *name)
{
    outcome *o = *state;
    for (size_t i = 0; i < o->files; i++)
        if (!strcmp(o->file[i], name)) return;
    assert_true(o->files < JH_COUNT(o->file));
    o->file[o->files++] = name;
}

static inline void write_file(void **state, const char *name, const char *text)
{
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    keep_in_mind(state, name);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

/* Fails with the whole text where it lacks the part. */
static inline void has(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("\"%s\" is not in:\n%s", part, text);
}

static inline int set_up_folder(void **state)
{
    outcome *o = calloc(1, sizeof *o);
    if (!o) return -1;
    strcpy(o->folder, "jh-test-XXXXXX");
    *state = o;
    return mkdtemp(o->folder) && !chdir(o->folder) ? 0 : -1;
}

static inline int tear_down_folder(void **state)
{
    outcome *o = *state;
    for (size_t i = 0; i < o->files; i++)
        unlink(o->file[i]);
    unlink("teachers.csv"); /* jh sample writes it, wanted or not */
    int gone = chdir("..") || rmdir(o->folder);
    free(o->out);
    free(o->err);
    free(o);
    return gone;
}

#endif
