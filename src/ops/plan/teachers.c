/* Teachers and needs, from their tables to the numbers of a rotation. */
#include "teachers.h"

#include "../county/result.h"
#include "../reply.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const mark_fact[JH__MARK_KINDS] = {
    "teachers_above_degree", "teachers_backbone", "teachers_pe_art"};

typedef struct reader {
    jh_call *call;
    jh__rotation_job *j;
    const jh_facts *facts;
    const jh_frame *frame;
    size_t row, faults;
    size_t
        left_out; /* the last school, and stage, that was told to be left out; 0 none */
    int left_out_stage;
    jh_error *err;
} reader;

static jh_status fault(reader *x, const char *column, const char *key, const char *text)
{
    jh_where where = jh__plan_where(x->facts, x->frame, column, x->row);
    x->faults++;
    jh_status st = jh_diag_add(&x->call->diags, JH_BLOCK, where, key, "text:s", text);
    return st == JH_OK ? JH_OK : jh_nomem(x->err);
}

static const char *cell(const reader *x, const char *column)
{
    return jh__plan_text(x->frame, column, x->row);
}

/* ---- where ---- */

static int by_id(const void *a, const void *b)
{
    const jh__entry *x = a, *y = b;
    int c = strcmp(x->id, y->id);
    return c ? c : (x->at > y->at) - (x->at < y->at);
}

void jh__index_sort(jh__index *x)
{
    if (x->n) qsort(x->entry, x->n, sizeof *x->entry, by_id);
}

ptrdiff_t jh__index_find(const jh__index *x, const char *id)
{
    size_t low = 0, high = x->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (strcmp(x->entry[mid].id, id) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < x->n && !strcmp(x->entry[low].id, id) ? (ptrdiff_t)x->entry[low].at : -1;
}

static jh_status index_schools(jh_call *call, jh__rotation_job *j)
{
    const jh_assessment *a = &j->before;
    j->schools.n = a->sections.schools->rows;
    j->schools.entry =
        jh_alloc_array(call->arena, j->schools.n + 1, sizeof *j->schools.entry);
    if (!j->schools.entry) return JH_ENOMEM;
    for (size_t i = 0; i < j->schools.n; i++)
        j->schools.entry[i] =
            (jh__entry){jh_school_text(&a->sections, a->pack->vocabulary->role_id, i), i};
    jh__index_sort(&j->schools);
    return JH_OK;
}

/* The section that a row names; SIZE_MAX where it names none, and why is said. */
static jh_status find_section(reader *x, size_t *out)
{
    const jh_assessment *a = &x->j->before;
    const char *id = cell(x, "school_id"), *word = cell(x, "stage");
    ptrdiff_t school = id ? jh__index_find(&x->j->schools, id) : -1;
    int stage = word ? jh__plan_stage(a->pack, word) : -1;
    *out = SIZE_MAX;
    if (school < 0) return fault(x, "school_id", "ops.plan_school", id ? id : "");
    if (stage < 0) return fault(x, "stage", "ops.plan_stage", word ? word : "");
    for (size_t s = a->sections.first[school]; s < a->sections.first[school + 1]; s++)
        if (a->sections.section[s].stage == stage) *out = s;
    if (*out != SIZE_MAX) return JH_OK;
    /* A school that is not judged: its teachers stay where they are. Told once a section. */
    if (x->left_out == (size_t)school + 1 && x->left_out_stage == stage) return JH_OK;
    x->left_out = (size_t)school + 1, x->left_out_stage = stage;
    jh_where where = jh__plan_where(x->facts, x->frame, "stage", x->row);
    jh_status st = jh_diag_add(&x->call->diags, JH_NOTE, where, "ops.rotation_no_section",
                               "text:s", jh__stage_label(x->call, a->pack, stage));
    return st == JH_OK ? JH_OK : jh_nomem(x->err);
}

static jh_status find_subject(reader *x, uint32_t *out)
{
    jh__rotation_job *j = x->j;
    const char *word = cell(x, "subject");
    if (!word) return fault(x, "subject", "ops.rotation_no_subject", "");
    for (*out = 0; *out < j->subjects; ++*out)
        if (!strcmp(j->subject[*out], word)) return JH_OK;
    j->subject[j->subjects++] = word;
    return JH_OK;
}

/* ---- marks ---- */

static int degree_rank(const char *word)
{
    static const char *const rank[] = {"lower", "college", "bachelor", "master",
                                       "doctor"};
    for (int i = 0; word && i < (int)JH_COUNT(rank); i++)
        if (!strcmp(word, rank[i])) return i;
    return -1;
}

/* The degree from which a teacher counts, of the pack's settings. */
static int degree_needed(const jh_pack *pack, int stage)
{
    char id[64];
    snprintf(id, sizeof id, "l1_%s_degree", pack->vocabulary->stage[stage].id);
    for (size_t i = 0; i < pack->settings; i++)
        if (!strcmp(pack->setting[i].id, id)) return degree_rank(pack->setting[i].text);
    return -1;
}

static bool is_pe_or_art(const char *subject)
{
    static const char *const word[] = {"体育", "音乐", "美术",  "艺术", "书法",
                                       "舞蹈", "PE",   "Music", "Art",  "Arts"};
    for (size_t i = 0; i < JH_COUNT(word); i++)
        if (strstr(subject, word[i])) return true;
    return false;
}

static int indicator_of(const jh_pack *pack, int mark)
{
    const jh_vocabulary *v = pack->vocabulary;
    for (size_t k = 0; k < pack->indicators; k++) {
        int slot = pack->indicator[k].lever;
        if (slot < JH_SLOT_FAMILY || slot >= JH_SLOT_SPLIT) continue;
        if (!strcmp(v->fact[slot - JH_SLOT_FAMILY].family, mark_fact[mark]))
            return (int)k;
    }
    return -1;
}

double jh__rotation_lack(const jh__rotation_job *j, size_t section, int mark)
{
    const jh_assessment *a = &j->before;
    int k = indicator_of(a->pack, mark), stage = a->sections.section[section].stage;
    if (k < 0) return NAN;
    jh_value v = a->cell[(size_t)k * a->sections.n + section].value;
    double standard = a->pack->indicator[k].standard[stage];
    double slope = jh_assess_slope(a, (size_t)k, section);
    if (v.state != JH_KNOWN || isnan(standard) || !(slope > 0)) return NAN;
    return ceil((standard - v.number) / slope - 1e-9);
}

/* ---- rows ---- */

static bool yes(const char *word)
{
    return word && (!strcmp(word, "yes") || !strcmp(word, "是") || !strcmp(word, "1"));
}

static jh_status take_eligible(reader *x, jh_rotation_teacher *who)
{
    jh__rotation_job *j = x->j;
    const char *word = cell(x, "eligible");
    jh__teacher_facts f = {.stated = !word       ? JH__SAID_NOTHING
                                     : yes(word) ? JH__SAID_YES
                                                 : JH__SAID_NO,
                           .reason = cell(x, "why_not"),
                           .sex = cell(x, "sex"),
                           .title = cell(x, "title"),
                           .age = jh__plan_number(x->frame, "age", x->row),
                           .years = jh__plan_number(x->frame, "years", x->row),
                           .since_move = jh__plan_number(x->frame, "since_move", x->row),
                           .rural_years =
                               jh__plan_number(x->frame, "rural_years", x->row)};
    j->why_not[j->r.teachers] = jh__rotation_why_not(&j->rule, &f);
    j->rural[j->r.teachers] = jh__rotation_needs_rural(&j->rule, &f);
    who->eligible = !j->why_not[j->r.teachers];
    if (f.stated == JH__SAID_YES && f.reason)
        JH_TRY(fault(x, "why_not", "ops.rotation_both", f.reason));
    if (f.age < 18 || f.age > 75)
        JH_TRY(fault(x, "age", "ops.rotation_age", ""));
    else if (f.years > f.age - 16)
        JH_TRY(fault(x, "years", "ops.rotation_years_age", ""));
    return word || f.reason || !isnan(f.years)
               ? JH_OK
               : fault(x, "eligible", "ops.rotation_eligible", "");
}

static jh_status take_teacher(reader *x, jh_rotation_teacher *who, uint32_t *subject)
{
    jh__rotation_job *j = x->j;
    size_t at = j->r.teachers;
    const char *degree = cell(x, "degree");
    *who = (jh_rotation_teacher){.group = {JH_ROTATION_NONE, JH_ROTATION_NONE}};
    JH_TRY(find_section(x, &j->section[at]));
    JH_TRY(find_subject(x, subject));
    JH_TRY(take_eligible(x, who));
    if (degree && degree_rank(degree) < 0)
        JH_TRY(fault(x, "degree", "ops.rotation_degree", degree));
    if (j->section[at] == SIZE_MAX || *subject >= j->subjects) return JH_OK;
    const jh_section *s = &j->before.sections.section[j->section[at]];
    int needed = degree_needed(j->before.pack, s->stage);
    who->backbone = yes(cell(x, "backbone"));
    if (needed >= 0 && degree_rank(degree) >= needed) who->marks |= 1 << JH__MARK_DEGREE;
    if (who->backbone) who->marks |= 1 << JH__MARK_BACKBONE;
    if (is_pe_or_art(j->subject[*subject])) who->marks |= 1 << JH__MARK_PE_ART;
    who->group[0] = (uint32_t)s->school;
    j->row[at] = x->row;
    return JH_OK;
}

static jh_status room(jh_call *call, jh__rotation_job *j, jh_rotation_teacher **who,
                      uint32_t **subject)
{
    size_t n = j->facts.teachers.rows + 1, needs = j->need_facts.needs.rows;
    *who = jh_alloc_array(call->arena, n, sizeof **who);
    *subject = jh_alloc_array(call->arena, n, sizeof **subject);
    j->row = jh_alloc_array(call->arena, n, sizeof *j->row);
    j->section = jh_alloc_array(call->arena, n, sizeof *j->section);
    j->subject = jh_alloc_array(call->arena, n + needs, sizeof *j->subject);
    j->why_not = jh_alloc_array(call->arena, n, sizeof *j->why_not);
    j->rural = jh_alloc_array(call->arena, n, sizeof *j->rural);
    bool good =
        *who && *subject && j->row && j->section && j->subject && j->why_not && j->rural;
    return good ? JH_OK : JH_ENOMEM;
}

/* ---- posts ---- */

static jh_status add_posts(reader *x, const jh_rotation_teacher *who,
                           const uint32_t *subject)
{
    jh__rotation_job *j = x->j;
    size_t sections = j->before.sections.n, n = sections * j->subjects;
    jh_rotation_post *post = jh_alloc_array(x->call->arena, n + 1, sizeof *post);
    jh_rotation_target *target =
        jh_alloc_array(x->call->arena, sections * JH__MARK_KINDS + 1, sizeof *target);
    j->count = jh_alloc_array(x->call->arena, n + 1, sizeof *j->count);
    if (!post || !target || !j->count) return jh_nomem(x->err);
    for (uint32_t t = 0; t < j->r.teachers; t++) {
        j->count[j->section[t] * j->subjects + subject[t]]++;
        for (int m = 0; m < JH__MARK_KINDS; m++)
            target[j->section[t] * JH__MARK_KINDS + (size_t)m].least +=
                who[t].marks >> m & 1;
    }
    for (size_t p = 0; p < n; p++)
        post[p] = (jh_rotation_post){(uint32_t)(p / j->subjects), (int32_t)j->count[p],
                                     j->wish.post_price};
    for (size_t s = 0; s < sections; s++)
        for (int m = 0; m < JH__MARK_KINDS; m++) {
            jh_rotation_target *t = &target[s * JH__MARK_KINDS + (size_t)m];
            double lack = jh__rotation_lack(j, s, m);
            bool wanted = !isnan(lack);
            t->least = wanted ? t->least + (int32_t)lack : 0;
            t->price = wanted ? j->wish.mark_price : 0;
        }
    j->r.post = post, j->r.posts = (uint32_t)n, j->r.target = target;
    j->r.sections = (uint32_t)sections, j->r.marks = JH__MARK_KINDS;
    return JH_OK;
}

static jh_status take_needs(reader *x)
{
    jh__rotation_job *j = x->j;
    jh_rotation_post *post = (jh_rotation_post *)j->r.post;
    x->facts = &j->need_facts, x->frame = &j->need_facts.needs;
    for (x->row = 0; x->row < x->frame->rows; x->row++) {
        size_t section, known = j->subjects;
        uint32_t subject;
        double need = jh__plan_number(x->frame, "need", x->row);
        JH_TRY(find_section(x, &section));
        JH_TRY(find_subject(x, &subject));
        if (j->subjects > known) { /* nobody teaches it: no rotation can help */
            j->subjects = known;
            JH_TRY(fault(x, "subject", "ops.rotation_nobody", cell(x, "subject")));
            continue;
        }
        if (isnan(need) || need != floor(need) || need > 10000)
            JH_TRY(fault(x, "need", "ops.rotation_need", ""));
        else if (section != SIZE_MAX && subject < j->subjects)
            post[section * j->subjects + subject].need = (int32_t)need;
    }
    return JH_OK;
}

/* ---- options ---- */

static double number_of(const jh_frame *f, const char *id, size_t row)
{
    ptrdiff_t c = jh_frame_find(f, id);
    return c >= 0 && f->column[c].valid[row] ? f->column[c].number[row] : NAN;
}

jh__place jh__place_of(const jh_assessment *a, size_t school)
{
    const jh_vocabulary *v = a->pack->vocabulary;
    if (v->role_lon < 0 || v->role_lat < 0) return (jh__place){NAN, NAN};
    return (jh__place){number_of(a->sections.schools, v->fact[v->role_lon].id, school),
                       number_of(a->sections.schools, v->fact[v->role_lat].id, school)};
}

/* A village by the classes of urban and rural places: 210, 220. */
static bool is_rural(const jh_assessment *a, size_t school)
{
    const char *code = jh__plan_text(a->sections.schools, "urban_rural", school);
    return code && (!strcmp(code, "210") || !strcmp(code, "220"));
}

/* Great circle in kilometres; NAN where a place is not known. */
double jh__place_km(jh__place a, jh__place b)
{
    const double rad = 0.017453292519943295, earth = 6371.0088;
    double dlat = (b.lat - a.lat) * rad / 2, dlon = (b.lon - a.lon) * rad / 2;
    double h = sin(dlat) * sin(dlat) +
               cos(a.lat * rad) * cos(b.lat * rad) * sin(dlon) * sin(dlon);
    return 2 * earth * asin(sqrt(h > 1 ? 1 : h));
}

typedef struct maker {
    reader *x;
    jh_rotation_option *option;
    size_t cap, km_cap, minutes_cap, wished_cap, dislike_cap;
    jh__place *school;
    uint8_t *wants; /* by section: rural or failing, where service counts */
} maker;

/* A way; below 0 or NAN: not known. */
typedef struct way {
    double km, minutes;
    bool from_school; /* not from home: what he has today is no way */
} way;

/* An option as it is reckoned up. */
typedef struct chance {
    uint32_t post;
    double cost, dislike;
    way to;
    bool wished;
} chance;

static jh_status add_option(maker *m, const chance *c)
{
    jh__rotation_job *j = m->x->j;
    jh_arena *arena = m->x->call->arena;
    size_t n = j->r.options;
    m->option = jh_grow(arena, m->option, &m->cap, n + 1, sizeof *m->option);
    j->km = jh_grow(arena, j->km, &m->km_cap, n + 1, sizeof *j->km);
    j->minutes = jh_grow(arena, j->minutes, &m->minutes_cap, n + 1, sizeof *j->minutes);
    j->wished = jh_grow(arena, j->wished, &m->wished_cap, n + 1, sizeof *j->wished);
    j->dislike = jh_grow(arena, j->dislike, &m->dislike_cap, n + 1, sizeof *j->dislike);
    if (!m->option || !j->km || !j->minutes || !j->wished || !j->dislike)
        return jh_nomem(m->x->err);
    m->option[n] = (jh_rotation_option){c->post, (int32_t)lrint(c->cost)};
    j->km[n] = isnan(c->to.km) ? -1 : (float)c->to.km;
    j->minutes[n] = isnan(c->to.minutes) ? -1 : (float)c->to.minutes;
    j->wished[n] = c->wished;
    j->dislike[n] = (int32_t)lrint(c->dislike);
    j->r.options++;
    return JH_OK;
}

/* A move costs its nuisance (a kilometre), and the way that it is longer than today's; a school
 * that was wished for saves five kilometres of it. Where service in the country goes first, who has no
 * need of it counts two kilometres more on his way there: it decides who goes, not how many. */
#define NUISANCE 100.0
#define WISHED 500.0
#define OTHERS 200.0

typedef struct home {
    size_t teacher, school;
    jh__place at;
    bool known; /* where he lives */
} home;

/* What the table of ways says from the teacher's home, else from his school; where it says nothing, the
 * straight line from his home, or from his school where his home is not known. */
static way way_to(maker *m, const home *h, size_t school)
{
    jh__rotation_job *j = m->x->j;
    const jh__way *w = jh__ways_find(&j->ways, j->schools.n + h->teacher, school);
    bool own = school == h->school, from_school = false;
    if (!w && own && !h->known) return (way){0, 0, true};
    if (!w && !own && (w = jh__ways_find(&j->ways, h->school, school)) != NULL)
        from_school = true;
    j->straight += j->ways.given && !w && !own;
    if (!w)
        return (way){jh__place_km(h->at, m->school[school]) * j->wish.factor, NAN,
                     !h->known};
    return (way){isnan(w->km) ? w->minutes / 60 * j->wish.speed : w->km, w->minutes,
                 from_school};
}

/* The teacher himself counts the way that is longer or shorter than today's, and his wish. */
static void weigh(const maker *m, const home *h, size_t section, way today, chance *c)
{
    const jh__rotation_job *j = m->x->j;
    double had = c->to.from_school ? 0 : today.km;
    double more = isnan(c->to.km) || isnan(had) ? j->wish.most_km : c->to.km - had;
    bool other = j->rule.rural_first && m->wants[section] && !j->rural[h->teacher] &&
                 !m->wants[j->section[h->teacher]];
    c->dislike = 100 * more - (c->wished ? WISHED : 0);
    c->cost =
        100 * fmax(0, more) + NUISANCE - (c->wished ? WISHED : 0) + (other ? OTHERS : 0);
}

static jh_status add_options(maker *m, jh_rotation_teacher *who, size_t t,
                             uint32_t subject)
{
    jh__rotation_job *j = m->x->j;
    const jh_sections *all = &j->before.sections;
    const jh_frame *f = &j->facts.teachers;
    const jh_section *own = &all->section[j->section[t]];
    home h = {.teacher = t,
              .school = own->school,
              .at = {jh__plan_number(f, "home_lon", j->row[t]),
                     jh__plan_number(f, "home_lat", j->row[t])}};
    h.known = !isnan(h.at.lon) && !isnan(h.at.lat);
    if (!h.known) h.at = m->school[h.school];
    way today = way_to(m, &h, h.school);
    const char *wishes = jh__plan_text(f, "wishes", j->row[t]);
    const char *refusals = jh__plan_text(f, "refusals", j->row[t]);
    who->option = j->r.options;
    const chance stays = {.post = (uint32_t)(j->section[t] * j->subjects + subject),
                          .to = today};
    JH_TRY(add_option(m, &stays));
    for (size_t s = 0; who->eligible && s < all->n; s++) {
        size_t school = all->section[s].school;
        if (school == h.school || all->section[s].stage != own->stage) continue;
        if (all->section[s].area != own->area) continue;
        const char *id = jh_school_text(all, j->before.pack->vocabulary->role_id, school);
        if (jh__list_has(refusals, id)) continue;
        way to = way_to(m, &h, school);
        if (to.km > j->wish.most_km) continue;
        chance c = {.post = (uint32_t)(s * j->subjects + subject),
                    .to = to,
                    .wished = jh__list_has(wishes, id)};
        weigh(m, &h, s, today, &c);
        JH_TRY(add_option(m, &c));
    }
    who->options = j->r.options - who->option;
    return JH_OK;
}

/* ---- rules ---- */

/* A couple is a group of its own: at most one of the two goes. */
static void add_couples(jh__rotation_job *j, jh_rotation_teacher *who)
{
    const jh_frame *f = &j->facts.teachers;
    for (size_t t = 0; t < j->r.teachers; t++) {
        const char *other = jh__plan_text(f, "couple", j->row[t]);
        if (!other || who[t].group[1] != JH_ROTATION_NONE) continue;
        ptrdiff_t u = jh__index_find(&j->teachers, other);
        if (u < 0) continue; /* at a school that is not judged: stays there */
        who[t].group[1] = who[u].group[1] = j->r.groups++;
    }
}

static jh_status add_rules(reader *x, jh_rotation_teacher *who)
{
    jh__rotation_job *j = x->j;
    const jh__rotation_rule *rule = &j->rule;
    size_t schools = j->before.sections.schools->rows, eligible = 0;
    j->r.groups = (uint32_t)schools;
    add_couples(j, who);
    uint32_t *most = jh_alloc_array(x->call->arena, j->r.groups + 1, sizeof *most);
    if (!most) return jh_nomem(x->err);
    for (size_t t = 0; t < j->r.teachers; t++)
        most[who[t].group[0]]++, eligible += who[t].eligible;
    for (size_t g = 0; g < schools; g++)
        most[g] = (uint32_t)(most[g] * rule->leave + 1e-9);
    for (size_t g = schools; g < j->r.groups; g++)
        most[g] = 1;
    j->r.movers_least = (uint32_t)ceil(rule->share * (double)eligible - 1e-9);
    j->r.backbone_permille = (uint32_t)lrint(1000 * rule->backbone);
    j->r.backbone_base = rule->of_eligible ? JH_OF_ELIGIBLE : JH_OF_MOVERS;
    j->r.group_most = most;
    return JH_OK;
}

/* ---- all ---- */

static jh_status pass_on(reader *x, const jh_facts *facts)
{
    const jh_diags *d = &facts->diags;
    for (size_t i = 0; i < d->n; i++) {
        if (jh_diag_add(&x->call->diags, d->item[i].level, d->item[i].where, "ops.line",
                        "text:s", "") != JH_OK)
            return jh_nomem(x->err);
        x->call->diags.item[x->call->diags.n - 1].msg = d->item[i].msg;
    }
    x->faults += facts->rejects;
    return JH_OK;
}

static jh_status make(reader *x, jh_rotation_teacher *who, const uint32_t *subject)
{
    jh__rotation_job *j = x->j;
    maker m = {.x = x};
    size_t schools = j->before.sections.schools->rows;
    JH_TRY(add_posts(x, who, subject));
    JH_TRY(take_needs(x));
    m.school = jh_alloc_array(x->call->arena, schools + 1, sizeof *m.school);
    if (!m.school) return jh_nomem(x->err);
    for (size_t s = 0; s < schools; s++)
        m.school[s] = jh__place_of(&j->before, s);
    m.wants = jh_alloc_array(x->call->arena, j->before.sections.n + 1, sizeof *m.wants);
    if (!m.wants) return jh_nomem(x->err);
    for (size_t s = 0; s < j->before.sections.n; s++)
        m.wants[s] = is_rural(&j->before, j->before.sections.section[s].school) ||
                     j->before.section[s].verdict == JH_FAIL;
    for (size_t t = 0; t < j->r.teachers; t++)
        JH_TRY(add_options(&m, &who[t], t, subject[t]));
    j->r.option = m.option;
    j->r.teacher = who;
    return add_rules(x, who);
}

/* Teachers by their numbers; a number given twice is a fault. */
static jh_status index_teachers(reader *x)
{
    jh__rotation_job *j = x->j;
    jh__index *all = &j->teachers;
    all->entry = jh_alloc_array(x->call->arena, x->frame->rows + 1, sizeof *all->entry);
    if (!all->entry) return jh_nomem(x->err);
    for (x->row = 0; x->row < x->frame->rows; x->row++) {
        const char *id = cell(x, "teacher_id");
        if (!id) JH_TRY(fault(x, "teacher_id", "ops.rotation_no_id", ""));
        if (id) all->entry[all->n++] = (jh__entry){id, x->row};
    }
    jh__index_sort(all);
    for (size_t i = 1; i < all->n; i++)
        if (!strcmp(all->entry[i].id, all->entry[i - 1].id)) {
            x->row = all->entry[i].at;
            JH_TRY(fault(x, "teacher_id", "ops.rotation_twice", all->entry[i].id));
        }
    return JH_OK;
}

/* Those whose section is judged; the index then names teachers, not rows. */
static jh_status take_teachers(reader *x, jh_rotation_teacher *who, uint32_t *subject)
{
    jh__rotation_job *j = x->j;
    size_t *at = jh_alloc_array(x->call->arena, x->frame->rows + 1, sizeof *at), kept = 0;
    if (!at) return jh_nomem(x->err);
    for (x->row = 0; x->row < x->frame->rows; x->row++) {
        uint32_t t = j->r.teachers;
        JH_TRY(take_teacher(x, &who[t], &subject[t]));
        at[x->row] = j->section[t] == SIZE_MAX ? SIZE_MAX : t;
        if (at[x->row] != SIZE_MAX) j->r.teachers++;
    }
    for (size_t i = 0; i < j->teachers.n; i++) {
        jh__entry *e = &j->teachers.entry[i];
        size_t t = at[e->at];
        if (t == SIZE_MAX) continue;
        j->teachers.entry[kept++] = (jh__entry){e->id, t};
    }
    j->teachers.n = kept;
    return JH_OK;
}

jh_status jh__rotation_open(jh_call *call, jh__rotation_job *j, jh_error *err)
{
    reader x = {.call = call, .j = j, .facts = &j->facts, .err = err};
    jh_rotation_teacher *who;
    uint32_t *subject;
    JH_TRY(jh__county_assess(call, &j->county, &j->before, err));
    const jh_pack *pack = j->before.pack;
    jh__rotation_rules(pack, &j->wish, &j->rule);
    JH_TRY(jh__plan_tables(call, pack, "teacher", jh_call_given(call, "teachers"),
                           &j->facts, err));
    JH_TRY(jh__plan_tables(call, pack, "need", jh_call_given(call, "needs"),
                           &j->need_facts, err));
    JH_TRY(pass_on(&x, &j->facts));
    JH_TRY(pass_on(&x, &j->need_facts));
    if (room(call, j, &who, &subject) != JH_OK || index_schools(call, j) != JH_OK)
        return jh_nomem(err);
    x.frame = &j->facts.teachers;
    JH_TRY(index_teachers(&x));
    if (jh__wishes_check(call, j, &x.faults) != JH_OK) return jh_nomem(err);
    JH_TRY(take_teachers(&x, who, subject));
    const jh__ways_names names = {&j->schools, &j->teachers};
    JH_TRY(jh__ways_read(call, pack, &names, &j->ways, &x.faults, err));
    if (!x.faults && j->r.teachers) JH_TRY(make(&x, who, subject));
    if (x.faults) return jh_fail(err, JH_EINPUT, "ops.rotation_bad", "n:u", x.faults);
    if (!j->r.teachers) return jh_fail(err, JH_EINPUT, "ops.rotation_nothing", "");
    return JH_OK;
}

/* ---- a plan that was written down ---- */

static jh_status take_move(reader *x, uint32_t *taken)
{
    const jh__rotation_job *j = x->j;
    const char *id = cell(x, "teacher_id"), *to = cell(x, "to_school_id");
    ptrdiff_t t = id ? jh__index_find(&j->teachers, id) : -1;
    ptrdiff_t school = to ? jh__index_find(&j->schools, to) : -1;
    if (t < 0) return fault(x, "teacher_id", "ops.rotation_unknown", id ? id : "");
    if (school < 0) return fault(x, "to_school_id", "ops.plan_school", to ? to : "");
    const jh_rotation_teacher *who = &j->r.teacher[t];
    for (uint32_t i = 0; i < who->options; i++) {
        uint32_t section = j->r.post[j->r.option[who->option + i].post].section;
        if (j->before.sections.section[section].school != (size_t)school) continue;
        taken[t] = i;
        return JH_OK;
    }
    return fault(x, "to_school_id",
                 who->eligible ? "ops.rotation_not_allowed" : "ops.rotation_not_eligible",
                 to);
}

jh_status jh__rotation_moves(jh_call *call, jh__rotation_job *j, uint32_t *taken,
                             jh_error *err)
{
    jh_facts facts;
    reader x = {.call = call, .j = j, .facts = &facts, .err = err};
    JH_TRY(jh__plan_tables(call, j->before.pack, "move", jh_call_given(call, "plan"),
                           &facts, err));
    JH_TRY(pass_on(&x, &facts));
    x.frame = &facts.moves;
    for (x.row = 0; x.row < x.frame->rows; x.row++)
        JH_TRY(take_move(&x, taken));
    return x.faults ? jh_fail(err, JH_EINPUT, "ops.rotation_moves_bad", "n:u", x.faults)
                    : JH_OK;
}

/* ---- the engine's judgement ---- */

static int fact_by_stage(const jh_vocabulary *v, const char *family, int stage)
{
    for (size_t i = 0; i < v->facts; i++)
        if (v->fact[i].stage == stage && !strcmp(v->fact[i].family, family))
            return (int)i;
    return -1;
}

static void add_to(jh_frame *schools, const jh_pack *pack, const char *family,
                   const jh_section *s, double by)
{
    int fact = fact_by_stage(pack->vocabulary, family, s->stage);
    ptrdiff_t col =
        fact < 0 ? -1 : jh_frame_find(schools, pack->vocabulary->fact[fact].id);
    if (col >= 0 && schools->column[col].valid[s->school])
        schools->column[col].number[s->school] += by;
}

jh_status jh__rotation_judge(jh_call *call, jh__rotation_job *j, const uint32_t *taken,
                             jh_error *err)
{
    jh__county copy = j->county;
    const char *date = jh_call_text(call, "date");
    if (jh__plan_copy(call->arena, &j->county.facts.schools, &copy.facts.schools) !=
        JH_OK)
        return jh_nomem(err);
    for (size_t t = 0; t < j->r.teachers; t++) {
        if (!taken[t]) continue;
        const jh_rotation_teacher *who = &j->r.teacher[t];
        uint32_t to = j->r.post[j->r.option[who->option + taken[t]].post].section;
        const jh_section *end[2] = {&j->before.sections.section[j->section[t]],
                                    &j->before.sections.section[to]};
        for (int i = 0; i < 2; i++) {
            double by = i ? 1 : -1;
            add_to(&copy.facts.schools, copy.pack, "teachers_fulltime", end[i], by);
            for (int m = 0; m < JH__MARK_KINDS; m++)
                if (who->marks >> m & 1)
                    add_to(&copy.facts.schools, copy.pack, mark_fact[m], end[i], by);
        }
    }
    return jh__county_judge(call, &copy, date ? date : call->today,
                            jh_call_flag(call, "reliefs-in-force"), &j->after, err);
}
