/* Writes what the descriptors of the statistics say into docs/statistics.md, between two marks.
 *
 *   write_statistics FILE           rewrites the file
 *   write_statistics --check FILE   1 where the file is not what would be written
 */
#include <junheng/measure.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN "<!-- written from the descriptors: tools/write_statistics.c -->\n"
#define END "<!-- end of what is written -->\n"

static void number(jh_buf *b, double x)
{
    char text[32];
    if (isinf(x)) {
        jh_buf_puts(b, x < 0 ? "−∞" : "∞");
        return;
    }
    jh_number_shortest(x, text);
    jh_buf_printf(b, "%s%s", x < 0 ? "−" : "", text + (x < 0));
}

/* A bar would end a cell, and two of them make no code. */
static void prose(jh_buf *b, const char *text)
{
    for (; *text; text++)
        jh_buf_printf(b, *text == '|' ? "\\%c" : "%c", *text);
}

static void head(jh_buf *b, const jh_stat *s)
{
    jh_buf_printf(b, "\n### `%s", s->id);
    for (size_t i = 0; i < s->params; i++)
        jh_buf_printf(b, "%s%s", i ? "," : "(", s->param[i].name);
    jh_buf_printf(b, "%s` %s", s->params ? ")" : "", s->name.zh);
    if (strcmp(s->name.zh, s->name.en) != 0) jh_buf_printf(b, " · %s", s->name.en);
    jh_buf_puts(b, "\n\n");
    prose(b, s->definition.en);
    jh_buf_puts(b, ".");
    if (strcmp(s->source, "-") != 0) jh_buf_printf(b, " %s.", s->source);
    jh_buf_puts(b, "\n\n");
}

static void parameters(jh_buf *b, const jh_stat *s)
{
    static const char *const second[] = {
        "",
        "a number",
        "a condition; it holds for the disadvantaged group",
        "a group",
    };
    for (size_t i = 0; i < s->params; i++) {
        const jh_stat_param *p = &s->param[i];
        jh_buf_printf(b, "- `%s`: %s", p->name, p->meaning.en);
        if (fabs(p->low) < 1e6) {
            jh_buf_puts(b, "; from ");
            number(b, p->low);
            jh_buf_puts(b, " to ");
            number(b, p->high);
        }
        if (!p->required) {
            jh_buf_puts(b, "; if not given ");
            number(b, p->usual);
        }
        jh_buf_puts(b, "\n");
    }
    if (s->second)
        jh_buf_printf(b, "- Second variable (`--with`): %s\n", second[s->second]);
}

static void properties(jh_buf *b, const jh_stat *s)
{
    static const char *const fairer[] = {"neither is better", "more is better",
                                         "less is better", "nearer 0 is better",
                                         "nearer 1 is better"};
    static const char *const scale[] = {"", ", the same in any unit",
                                        ", in the unit of the values"};
    static const char *const raised[] = {
        "", ", the same where all values rise by as much", ", rises with all values"};
    static const char *const transfer[] = {
        "", ", never worse by a transfer from above to below",
        ", better by any transfer from above to below"};
    static const char *const parts[] = {
        "", ", adds up from within and between groups",
        ", parts into within, between and overlap of groups"};
    jh_buf_printf(b, "- %s; from ", fairer[s->fairer]);
    number(b, s->low);
    jh_buf_puts(b, " to ");
    number(b, s->high);
    jh_buf_printf(b, "%s%s%s%s%s; O(%s)\n", scale[s->holds.scale],
                  raised[s->holds.translation],
                  s->holds.replication ? ", the same where every value is repeated" : "",
                  transfer[s->holds.transfer], parts[s->holds.parts], s->cost);
}

static void known(jh_buf *b, const jh_stat *s)
{
    for (size_t i = 0; i < s->benchmarks; i++)
        jh_buf_printf(b, "- In use: %s (%s)\n", s->benchmark[i].limit.en,
                      s->benchmark[i].standing);
    jh_buf_puts(b, "- Known: ");
    for (size_t i = 0; i < s->examples; i++) {
        const jh_stat_example *e = &s->example[i];
        jh_buf_puts(b, i ? "; " : "");
        number(b, e->value);
        for (size_t k = 0; e->param && k < s->params; k++) {
            jh_buf_puts(b, k ? ", " : " (");
            number(b, e->param[k]);
            if (k + 1 == s->params) jh_buf_puts(b, ")");
        }
        jh_buf_printf(b, " – %s", e->source);
    }
    jh_buf_puts(b, "\n");
}

static void write_all(jh_buf *b)
{
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    for (size_t i = 0; i < n; i++) {
        const jh_stat *s = list[i];
        head(b, s);
        parameters(b, s);
        jh_buf_printf(b, "- Weights: %s. Zeros: %s. Undefined: %s\n", s->weights.en,
                      s->zeros.en, s->undefined.en);
        properties(b, s);
        known(b, s);
    }
    jh_buf_puts(b, "\n");
}

static char *read_file(const char *path)
{
    jh_buf b = {0};
    char part[4096];
    size_t n;
    FILE *f = fopen(path, "rb");
    while (f && (n = fread(part, 1, sizeof part, f)) > 0)
        jh_buf_add(&b, part, n);
    if (f) fclose(f);
    return b.oom ? NULL : b.p;
}

int main(int argc, char **argv)
{
    bool check = argc == 3 && !strcmp(argv[1], "--check");
    const char *path = argv[argc - 1];
    char *old = argc == 2 + check ? read_file(path) : NULL;
    char *begin = old ? strstr(old, BEGIN) : NULL,
         *end = begin ? strstr(begin, END) : NULL;
    jh_buf b = {0};
    if (!end) {
        fprintf(stderr, "%s: no marks to write between\n", path);
        free(old);
        return 2;
    }
    jh_buf_add(&b, old, (size_t)(begin - old) + strlen(BEGIN));
    write_all(&b);
    jh_buf_puts(&b, end);
    bool same = !b.oom && !strcmp(old, b.p);
    int code = b.oom ? 2 : check && !same;
    if (code == 1)
        fprintf(stderr, "%s is behind the descriptors; run write_statistics on it\n",
                path);
    FILE *f = code || check || same ? NULL : fopen(path, "wb");
    if (f && (fwrite(b.p, 1, b.n, f) != b.n || fclose(f))) code = 2;
    jh_buf_clear(&b);
    free(old);
    return code;
}
