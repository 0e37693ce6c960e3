/* publish: a page made of parts, for results that are not an assessment: what a plan says.
 *
 * Whoever has the result puts it into words and figures; here it becomes one self-contained HTML
 * document (no script, A4 print), or sections of the county report. Texts are borrowed, plain, in
 * the language of the page. Same parts, same bytes.
 */
#ifndef JUNHENG_PAPER_H
#define JUNHENG_PAPER_H

#include <junheng/base.h>
#include <junheng/plot.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What colour says of a figure; shapes and words say it too. */
typedef enum jh_shade {
    JH_SHADE_NONE = 0,
    JH_SHADE_OK,
    JH_SHADE_NO,
    JH_SHADE_FLOOR,
    JH_SHADE_OPEN,
} jh_shade;

/* A figure with what it is, large. */
typedef struct jh_paper_figure {
    const char *label, *value, *note; /* note: may be NULL */
    jh_shade shade;
} jh_paper_figure;

/* A figure before and after, with a limit (NAN: none). */
typedef struct jh_paper_change {
    const char *name;
    double before, after, limit;
} jh_paper_change;

/* A bar with its words at its end. */
typedef struct jh_paper_bar {
    const char *name, *text;
    double value;
    jh_shade shade;
} jh_paper_bar;

/* A column of numbers stands at the right. */
typedef struct jh_paper_head {
    const char *label;
    bool number;
} jh_paper_head;

typedef struct jh_paper_table {
    const char *title; /* caption */
    const jh_paper_head *head;
    size_t columns;
    const char *const *cell; /* [row * columns + column]; NULL empty */
    const jh_shade *shade;   /* the same; NULL: none */
    size_t rows;
    bool stacks; /* rows of sentences: on a phone each row becomes a block */
} jh_paper_table;

/* A school in words: what it gets. */
typedef struct jh_paper_card {
    const char *id, *name, *line; /* line: what becomes of it */
    jh_paper_table table;
} jh_paper_card;

/* A school on the map. `size` 0 … 1. */
typedef struct jh_paper_place {
    const char *name; /* with what is said of it */
    double lon, lat;  /* NAN: not known */
    double size;
    jh_shade shade;
} jh_paper_place;

/* From one place to another; `width` 0 … 1. */
typedef struct jh_paper_way {
    size_t from, to;
    double width;
    const char *name;
    bool arrow;
} jh_paper_way;

typedef struct jh_paper_map {
    const jh_paper_place *place;
    size_t places;
    const jh_paper_way *way;
    size_t ways;
    const char *title;
    const char *word[JH_SHADE_OPEN + 1]; /* legend by shade; NULL: not in it */
    const char *note;                    /* of sizes and lines */
} jh_paper_map;

typedef enum jh_paper_kind {
    JH_PAPER_HEADING, /* a section of its own; in the list of contents */
    JH_PAPER_BANNER,  /* text: one word; more: the sentence beside it */
    JH_PAPER_TEXT,
    JH_PAPER_LIST, /* item: lines */
    JH_PAPER_FIGURES,
    JH_PAPER_TABLE,
    JH_PAPER_CHANGES, /* text: title */
    JH_PAPER_BARS,    /* text: title */
    JH_PAPER_PLOT,
    JH_PAPER_MAP,
    JH_PAPER_CARDS,
} jh_paper_kind;

typedef struct jh_paper_part {
    jh_paper_kind kind;
    const char *text, *more;
    jh_shade shade;
    int decimals; /* of changes */
    size_t n;     /* items, figures, changes, bars, cards */
    union {
        const char *const *item;
        const jh_paper_figure *figure;
        const jh_paper_change *change;
        const jh_paper_bar *bar;
        const jh_paper_table *table;
        const jh_plot *plot;
        const jh_paper_map *map;
        const jh_paper_card *card;
    } of;
} jh_paper_part;

/* A fact of the cover; empty values are left out. */
typedef struct jh_paper_fact {
    const char *label, *value;
} jh_paper_fact;

typedef struct jh_paper {
    jh_lang lang;
    const char *kicker, *title;
    bool sample; /* generated data: say so */
    const jh_paper_fact *fact;
    size_t facts;
    const jh_paper_part *part;
    size_t parts;
} jh_paper;

/* The page as one HTML document. O(parts). JH_ENOMEM only. */
jh_status jh_paper_html(const jh_paper *p, jh_buf *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
