/* Where the rule changed between two years: figures of both years by both rules, so that the
 * effect of the rule and what happened are seen apart. */
#include "history_int.h"

#include <math.h>
#include <string.h>

static bool differ(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") != 0;
}

unsigned jh_rule_differs(const jh_rule *a, const jh_rule *b)
{
    unsigned kinds = 0;
    if (differ(a->pack, b->pack))
        kinds |= JH_BREAK_PACK;
    else if (differ(a->version, b->version))
        kinds |= JH_BREAK_VERSION;
    if (differ(a->vocabulary, b->vocabulary)) kinds |= JH_BREAK_VOCABULARY;
    if (differ(a->settings, b->settings)) kinds |= JH_BREAK_SETTING;
    if (a->reliefs_in_force != b->reliefs_in_force) kinds |= JH_BREAK_RELIEF;
    if (!(kinds & (JH_BREAK_PACK | JH_BREAK_VERSION)) && a->texts && b->texts &&
        differ(a->texts, b->texts))
        kinds |= JH_BREAK_TEXT;
    return kinds;
}

const char *jh_break_id(int bit)
{
    static const char *const id[JH_BREAK_KINDS] = {
        "pack", "version", "vocabulary", "setting", "relief", "text", "scope"};
    return id[bit];
}

double jh_effect_real(const jh_effect *e)
{
    return e->value[1][0] - e->value[0][0];
}

double jh_effect_rule(const jh_effect *e)
{
    return e->value[1][1] - e->value[1][0];
}

/* ---- figures by an assessment ---- */

static int indicator_of(const jh_pack *pack, const char *id)
{
    for (size_t k = 0; k < pack->indicators; k++)
        if (!strcmp(pack->indicator[k].id, id)) return (int)k;
    return -1;
}

/* Stages by their names: the packs may stand on different vocabularies. */
static int stage_of(const jh_pack *pack, const jh_pack *other, int stage)
{
    if (stage < 0 || pack->vocabulary == other->vocabulary) return stage;
    int found = jh_vocabulary_stage(other->vocabulary, pack->vocabulary->stage[stage].id);
    return found < 0 ? -2 : found;
}

static double figure(const jh_assessment *a, const jh_pack *named, const jh_effect *e)
{
    if (!a) return NAN;
    const jh_stage_result *s =
        jh__stage_in(a, e->area, stage_of(named, a->pack, e->stage));
    if (!s) return NAN;
    if (e->kind == JH_SERIES_PASS)
        return s->sections ? (double)s->passed / (double)s->sections : NAN;
    if (e->kind == JH_SERIES_KEPT) {
        size_t of, kept = jh__kept_in(a, s, &of);
        return of ? (double)kept / (double)of : NAN;
    }
    int k = indicator_of(a->pack, named->indicator[e->indicator].id);
    if (k < 0) return NAN;
    return e->kind == JH_SERIES_CV ? s->coefficient[k].cv : s->coefficient[k].mean;
}

/* The four assessments: [earlier, later year][earlier, later rule]. */
typedef struct four {
    const jh_assessment *a[2][2];
    bool scope;
} four;

static jh_status add(jh_arena *arena, jh_break *b, size_t *cap, const four *f,
                     const jh_effect *like)
{
    jh_effect *grown = jh_grow(arena, b->effect, cap, b->effects + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    b->effect = grown;
    jh_effect *e = &grown[b->effects];
    *e = *like;
    for (int y = 0; y < 2; y++)
        for (int r = 0; r < 2; r++)
            e->value[y][r] = figure(f->a[y][r], f->a[1][1]->pack, e);
    /* what the earlier rule does not know has nothing to be compared with */
    b->effects += isfinite(e->value[0][0]) || isfinite(e->value[1][0]);
    return JH_OK;
}

static size_t sections_in(const jh_assessment *a, const jh_assessment *named,
                          const char *area, int stage)
{
    const jh_stage_result *s =
        a ? jh__stage_in(a, area, stage_of(named->pack, a->pack, stage)) : NULL;
    return s ? s->sections : 0;
}

static jh_status compare(jh_arena *arena, jh_break *b, four *f)
{
    const jh_assessment *later = f->a[1][1];
    size_t cap = 0;
    for (size_t i = 0; i < later->areas; i++)
        for (size_t s = 0; s < later->area[i].stages; s++) {
            const jh_stage_result *stage = &later->area[i].stage[s];
            jh_effect e = {.area = later->area[i].name, .stage = stage->stage};
            e.kind = JH_SERIES_PASS;
            e.indicator = -1;
            JH_TRY(add(arena, b, &cap, f, &e));
            e.kind = JH_SERIES_KEPT;
            JH_TRY(add(arena, b, &cap, f, &e));
            if (f->a[1][0] &&
                sections_in(f->a[1][0], later, e.area, e.stage) != stage->sections)
                f->scope = true;
            for (size_t k = 0; k < later->pack->indicators; k++) {
                e.indicator = (int)k;
                e.kind = JH_SERIES_CV;
                JH_TRY(add(arena, b, &cap, f, &e));
                e.kind = JH_SERIES_MEAN;
                JH_TRY(add(arena, b, &cap, f, &e));
            }
        }
    return JH_OK;
}

jh_status jh__lay_breaks(jh_arena *arena, jh_history *out)
{
    size_t cap = 0;
    for (size_t y = 0; y < out->years; y++) {
        const jh_history_year *later = &out->year[y];
        if (!later->rule || !later->own || later->before >= y) continue;
        const jh_history_year *earlier = &out->year[later->before];
        unsigned kinds = earlier->rule ? jh_rule_differs(earlier->rule, later->rule) : 0;
        if (!kinds) continue;
        jh_break *grown = jh_grow(arena, out->brk, &cap, out->breaks + 1, sizeof *grown);
        if (!grown) return JH_ENOMEM;
        out->brk = grown;
        jh_break *b = &grown[out->breaks++];
        *b = (jh_break){.earlier = later->before,
                        .later = y,
                        .kinds = kinds,
                        .before = earlier->rule,
                        .after = later->rule};
        four f = {.a = {{earlier->own, later->earlier_by_this},
                        {later->by_earlier, later->own}}};
        JH_TRY(compare(arena, b, &f));
        if (f.scope) b->kinds |= JH_BREAK_SCOPE;
    }
    return JH_OK;
}
