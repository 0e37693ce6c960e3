/* A form file, read against the vocabulary that it names. */
#include "forms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    jh_arena *arena;
    jh_form *form;
    const jh_node *root;
    size_t column_cap, key_cap;
    jh_error *err;
} reader;

const char *jh_form_id(const jh_form *form)
{
    return form->id;
}

jh_label jh_form_name(const jh_form *form)
{
    return form->name;
}

const char *jh_form_vocabulary(const jh_form *form)
{
    return form->vocabulary_id;
}

int jh__form_field(const jh_form *form, const char *id)
{
    for (size_t i = 0; i < form->fields; i++)
        if (!strcmp(form->field[i].id, id)) return (int)i;
    return -1;
}

/* ---- fields ---------------------------------------------------------------------------- */

typedef struct stated_field {
    const char *id, *zh, *en;
    bool number; /* not below 0 */
} stated_field;

static const stated_field answer_fields[] = {{"county", "县（市、区）", "County", false},
                                             {"item", "指标项", "Item", false},
                                             {"answer", "答复", "Answer", false},
                                             {"document", "佐证材料", "Document", false},
                                             {"note", "备注", "Note", false}};
static const stated_field claim_fields[] = {
    {"county", "县（市、区）", "County", false},
    {"school_id", "学校标识码", "School ID", false},
    {"relief", "放宽条款", "Relief", false},
    {"reason", "理由", "Reason", false}};
static const stated_field override_fields[] = {
    {"check", "核查项", "Check", false},
    {"school_id", "学校标识码", "School ID", false},
    {"reason", "理由", "Reason", false},
    {"person", "说明人", "Person", false},
    {"date", "日期", "Date", false}};
static const stated_field price_fields[] = {
    {"thing", "采购项目", "Thing", false},
    {"stage", "学段", "Stage", false},
    {"school_id", "学校标识码", "School ID", false},
    {"scope", "适用范围", "Scope", false},
    {"price", "单价", "Price", true},
    {"step", "每批数量", "Step", true},
    {"least", "最少购置", "Least", true},
    {"most", "购置上限", "Most", true},
    {"spare", "可调出数量", "Spare", true},
    {"move", "调入单价", "Move", true},
    {"total", "全县上限", "Total", true},
    {"total_money", "全县金额上限", "Total money", true},
    {"pool", "共用额度", "Pool", false},
    {"note", "备注", "Note", false}};
static const stated_field purchase_fields[] = {
    {"school_id", "学校标识码", "School ID", false},
    {"thing", "采购项目", "Thing", false},
    {"stage", "学段", "Stage", false},
    {"year", "年度", "Year", true},
    {"bought", "购置数量", "Bought", true},
    {"received", "调入数量", "Received", true},
    {"given", "调出数量", "Given", true}};

static const stated_field teacher_fields[] = {
    {"teacher_id", "教师编号", "Teacher ID", false},
    {"teacher_name", "姓名", "Teacher", false},
    {"school_id", "学校标识码", "School ID", false},
    {"stage", "学段", "Stage", false},
    {"subject", "任教学科", "Subject", false},
    {"degree", "学历", "Degree", false},
    {"title", "职称", "Title", false},
    {"backbone", "县级及以上骨干教师", "Backbone", false},
    {"years", "在本校任教年数", "Years at the school", true},
    {"eligible", "符合交流条件", "Eligible", false},
    {"why_not", "不符合的原因", "Why not eligible", false},
    {"home_lon", "住址经度", "Home longitude", true},
    {"home_lat", "住址纬度", "Home latitude", true},
    {"wishes", "愿意去的学校", "Wishes", false},
    {"refusals", "不能去的学校", "Refusals", false},
    {"couple", "配偶教师编号", "Spouse's teacher ID", false},
    {"sex", "性别", "Sex", false},
    {"age", "年龄", "Age", true},
    {"rural_years", "乡村或薄弱学校任教年数", "Years at rural or weak schools", true},
    {"since_move", "距上次交流年数", "Years since the last rotation", true}};
static const stated_field need_fields[] = {
    {"school_id", "学校标识码", "School ID", false},
    {"stage", "学段", "Stage", false},
    {"subject", "任教学科", "Subject", false},
    {"need", "需要教师数", "Teachers needed", true}};
static const stated_field move_fields[] = {
    {"teacher_id", "教师编号", "Teacher ID", false},
    {"to_school_id", "交流到的学校标识码", "ID of the new school", false}};
static const stated_field pair_fields[] = {
    {"school_id", "受帮扶学校标识码", "ID of the school helped", false},
    {"stage", "学段", "Stage", false},
    {"partner_id", "帮扶学校标识码", "ID of the partner", false}};

static const stated_field way_fields[] = {
    {"from_id", "出发", "From", false},
    {"to_school_id", "到达学校标识码", "ID of the school it leads to", false},
    {"km", "路程（公里）", "Way (km)", true},
    {"minutes", "用时（分钟）", "Minutes", true}};

static jh_status stated_fields(reader *r, const stated_field *from, size_t n)
{
    jh_form *f = r->form;
    f->fields = n;
    f->field = jh_alloc_array(r->arena, n, sizeof *f->field);
    if (!f->field) return jh_nomem(r->err);
    for (size_t i = 0; i < n; i++)
        f->field[i] = (jh__field){.id = from[i].id,
                                  .name = {from[i].zh, from[i].en},
                                  .kind = from[i].number ? JH_FACT_NUMBER : JH_FACT_TEXT,
                                  .least = from[i].number ? 0 : -INFINITY,
                                  .most = INFINITY};
    f->role_id = jh__form_field(f, "school_id");
    f->role_area = jh__form_field(f, "county");
    f->role_name = -1;
    return JH_OK;
}

/* Facts keep their index: a field of a school or an area is a fact of the vocabulary. */
static jh_status fact_fields(reader *r)
{
    jh_form *f = r->form;
    const jh_vocabulary *v = f->vocabulary;
    f->fields = v->facts;
    f->field = jh_alloc_array(r->arena, v->facts + 1, sizeof *f->field);
    if (!f->field) return jh_nomem(r->err);
    for (size_t i = 0; i < v->facts; i++) {
        const jh_fact *a = &v->fact[i];
        f->field[i] = (jh__field){.id = a->id,
                                  .name = a->name,
                                  .kind = a->kind,
                                  .unit = a->unit,
                                  .whole = a->whole,
                                  .least = a->least,
                                  .most = a->most};
    }
    f->role_id = v->role_id;
    f->role_name = v->role_name;
    f->role_area = v->role_area;
    return JH_OK;
}

static jh_status fields(reader *r)
{
    switch (r->form->record) {
    case JH__ANSWER:
        return stated_fields(r, answer_fields, JH_COUNT(answer_fields));
    case JH__CLAIM:
        return stated_fields(r, claim_fields, JH_COUNT(claim_fields));
    case JH__OVERRIDE:
        return stated_fields(r, override_fields, JH_COUNT(override_fields));
    case JH__PRICE:
        return stated_fields(r, price_fields, JH_COUNT(price_fields));
    case JH__PURCHASE:
        return stated_fields(r, purchase_fields, JH_COUNT(purchase_fields));
    case JH__TEACHER:
        return stated_fields(r, teacher_fields, JH_COUNT(teacher_fields));
    case JH__NEED:
        return stated_fields(r, need_fields, JH_COUNT(need_fields));
    case JH__MOVE:
        return stated_fields(r, move_fields, JH_COUNT(move_fields));
    case JH__PAIR:
        return stated_fields(r, pair_fields, JH_COUNT(pair_fields));
    case JH__WAY:
        return stated_fields(r, way_fields, JH_COUNT(way_fields));
    default:
        return fact_fields(r);
    }
}

/* Whether a fact can stand in the form's record: an area has area facts and its own name. */
static bool belongs(const jh_form *f, size_t field)
{
    if (f->record > JH__AREA) return true;
    if ((int)field == f->role_area) return true;
    return f->vocabulary->fact[field].level ==
           (f->record == JH__SCHOOL ? JH_OF_SCHOOL : JH_OF_AREA);
}

jh_status jh__read_field(const jh_form *form, const jh_node *map, int *out, jh_error *err)
{
    const char *id;
    JH_TRY(jh_node_need_text(map, "fact", &id, err));
    *out = jh__form_field(form, id);
    const jh_node *at = jh_node_get(map, "fact");
    if (*out < 0) return jh_node_fail(err, at, "intake.form_unknown_fact", "fact:s", id);
    if (!belongs(form, (size_t)*out))
        return jh_node_fail(err, at, "intake.form_wrong_level", "fact:s", id);
    return JH_OK;
}

/* ---- small parts -------------------------------------------------------------------------- */

jh_status jh__read_texts(jh_arena *arena, const jh_node *map, const char *key,
                         size_t (*fold)(const char *, char *), jh__texts *out,
                         jh_error *err)
{
    const jh_node *node = jh_node_get(map, key);
    if (!node) return JH_OK;
    bool one = node->kind == JH_SCALAR;
    if (node->kind == JH_MAP)
        return jh_node_fail(err, node, "node.not_a_list", "key:s", key);
    out->item = jh_alloc_array(arena, one ? 1 : node->n + 1, sizeof *out->item);
    if (!out->item) return jh_nomem(err);
    for (const jh_node *c = one ? node : node->first; c; c = one ? NULL : c->next) {
        char text[JH__LABEL_MAX];
        if (c->kind != JH_SCALAR)
            return jh_node_fail(err, c, "node.not_a_text", "key:s", key);
        if (fold) fold(c->text, text);
        const char *copy = jh_strdup(arena, fold ? text : c->text);
        if (!copy) return jh_nomem(err);
        out->item[out->n++] = copy;
    }
    return JH_OK;
}

jh_status jh__read_words(jh_arena *arena, const jh_node *map, const jh__word **out,
                         size_t *n, jh_error *err)
{
    const jh_node *node = jh_node_get(map, "values");
    if (!node) return JH_OK;
    if (node->kind != JH_MAP) return jh_node_fail(err, node, "node.not_a_map", "");
    jh__word *word = jh_alloc_array(arena, node->n + 1, sizeof *word);
    if (!word) return jh_nomem(err);
    for (const jh_node *c = node->first; c; c = c->next) {
        char text[JH__LABEL_MAX];
        jh__fold(c->key, text);
        if (c->kind != JH_SCALAR)
            return jh_node_fail(err, c, "node.not_a_text", "key:s", c->key);
        word[*n] = (jh__word){jh_strdup(arena, text), c->text};
        if (!word[*n].folded) return jh_nomem(err);
        ++*n;
    }
    *out = word;
    return JH_OK;
}

/* ---- columns ---------------------------------------------------------------------------------- */

static jh_status add_column(reader *r, jh__column **out)
{
    jh_form *f = r->form;
    jh__column *grown =
        jh_grow(r->arena, f->column, &r->column_cap, f->columns + 1, sizeof *grown);
    if (!grown) return jh_nomem(r->err);
    f->column = grown;
    *out = &grown[f->columns++];
    **out = (jh__column){.scale = NAN};
    return JH_OK;
}

static const char *without_strokes(reader *r, const char *label)
{
    char text[JH__LABEL_MAX], unit[JH__UNIT_MAX];
    size_t n = 0;
    jh__fold_label(label, text, unit);
    for (const char *p = text; *p; p++) /* paths are compared without their strokes */
        if (*p != '/') text[n++] = *p;
    return jh_strndup(r->arena, text, n);
}

/* `when: {GRADE: [01, 02]}`: rows on which the column is read. */
static jh_status read_when(reader *r, const jh_node *node, jh__column *c)
{
    const jh_node *map = jh_node_get(node, "when");
    if (!map) return JH_OK;
    if (map->kind != JH_MAP || map->n != 1)
        return jh_node_fail(r->err, map, "node.not_a_map", "");
    c->when_label = without_strokes(r, map->first->key);
    if (!c->when_label) return jh_nomem(r->err);
    return jh__read_texts(r->arena, map, map->first->key, jh__fold, &c->when, r->err);
}

static jh_status read_column(reader *r, const jh_node *node)
{
    static const char *const keys[] = {"fact",     "labels", "join",         "with",
                                       "scale",    "values", "missing",      "when_unit",
                                       "required", "when",   "tell_missing", NULL};
    jh__column *c = NULL;
    jh__texts labels = {0}, join = {0}, missing = {0};
    char unit[JH__LABEL_MAX];
    JH_TRY(jh_node_only(node, keys, r->err));
    JH_TRY(add_column(r, &c));
    c->node = node;
    JH_TRY(jh__read_field(r->form, node, &c->field, r->err));
    JH_TRY(jh__read_texts(r->arena, node, "labels", NULL, &labels, r->err));
    JH_TRY(jh__read_texts(r->arena, node, "join", NULL, &join, r->err));
    JH_TRY(jh__read_texts(r->arena, node, "missing", NULL, &missing, r->err));
    JH_TRY(jh__read_words(r->arena, node, &c->word, &c->words, r->err));
    JH_TRY(jh_node_number(node, "scale", false, &c->scale, r->err));
    JH_TRY(jh_node_bool(node, "required", false, &c->required, r->err));
    JH_TRY(jh_node_bool(node, "tell_missing", false, &c->tell_missing, r->err));
    if (join.n > JH__JOIN_MAX)
        return jh_node_fail(r->err, node, "intake.form_join", "most:u",
                            (size_t)JH__JOIN_MAX);
    c->label = labels.item;
    c->labels = labels.n;
    c->join = join.item;
    c->joins = join.n;
    c->missing = missing.item;
    c->missings = missing.n;
    c->with = jh_node_text(node, "with");
    if (!c->with) c->with = "/";
    JH_TRY(read_when(r, node, c));
    const char *when = jh_node_text(node, "when_unit");
    if (when) {
        jh__fold(when, unit);
        if (!jh__unit_known(unit))
            return jh_node_fail(r->err, jh_node_get(node, "when_unit"),
                                "intake.form_unknown_unit", "unit:s", when);
        c->when_unit = jh_strdup(r->arena, unit);
        if (!c->when_unit) return jh_nomem(r->err);
    }
    return JH_OK;
}

static jh_status columns(reader *r)
{
    const jh_node *list = jh_node_get(r->root, "columns");
    if (list && list->kind != JH_LIST)
        return jh_node_fail(r->err, list, "node.not_a_list", "key:s", "columns");
    for (const jh_node *c = list ? list->first : NULL; c; c = c->next)
        JH_TRY(read_column(r, c));
    /* every fact is known by its own names even where the form says nothing of it */
    size_t given = r->form->columns;
    for (size_t i = 0; i < r->form->fields; i++) {
        size_t k = 0;
        while (k < given &&
               (r->form->column[k].field != (int)i || r->form->column[k].joins))
            k++;
        if (k < given || !belongs(r->form, i)) continue;
        jh__column *c = NULL;
        JH_TRY(add_column(r, &c));
        c->field = (int)i;
        c->implied = true;
    }
    return JH_OK;
}

/* ---- keys: folded labels → columns ---------------------------------------------------------------- */

static jh_status add_key(reader *r, const char *label, int column, int part)
{
    jh_form *f = r->form;
    if (!label) return JH_OK;
    const char *text = without_strokes(r, label);
    if (!text) return jh_nomem(r->err);
    if (!text[0]) return JH_OK;
    jh__key *grown = jh_grow(r->arena, f->key, &r->key_cap, f->keys + 1, sizeof *grown);
    if (!grown) return jh_nomem(r->err);
    f->key = grown;
    f->key[f->keys++] = (jh__key){text, column, part};
    return JH_OK;
}

static int by_text(const void *a, const void *b)
{
    const jh__key *x = a, *y = b;
    int order = strcmp(x->folded, y->folded);
    if (order) return order;
    if (x->column != y->column) return x->column < y->column ? -1 : 1;
    return (x->part > y->part) - (x->part < y->part);
}

/* How sure a key is: 0 a label of the form, 1 a name of a fact that the form lists, 2 of any
 * other. */
static int rank(const jh_form *f, const jh__key *k)
{
    const jh__column *c = &f->column[k->column];
    for (size_t i = 0; i < c->labels; i++) {
        char text[JH__LABEL_MAX], unit[JH__UNIT_MAX];
        size_t n = 0;
        jh__fold_label(c->label[i], text, unit);
        for (const char *p = text; *p; p++)
            if (*p != '/') text[n++] = *p;
        text[n] = '\0';
        if (!strcmp(text, k->folded)) return 0;
    }
    return c->implied ? 2 : 1;
}

/* Parts of joined columns, and columns that are read on some rows only, share a label. */
static bool shares(const jh_form *f, const jh__key *k)
{
    return k->part >= 0 || f->column[k->column].when_label;
}

/* The surest of the keys from i to end; two labels of equal right are a fault of the form. */
static jh_status surest(reader *r, size_t i, size_t end, size_t *out)
{
    const jh_form *f = r->form;
    int sure = 3;
    *out = SIZE_MAX;
    for (; i < end; i++) {
        int this = shares(f, &f->key[i]) ? 3 : rank(f, &f->key[i]);
        const jh__column *c = &f->column[f->key[i].column];
        if (this == 0 && sure == 0 && f->column[f->key[*out].column].field != c->field)
            return jh_node_fail(r->err, c->node, "intake.form_label_twice", "label:s",
                                f->key[i].folded);
        if (this >= sure) continue;
        sure = this;
        *out = i;
    }
    return JH_OK;
}

static jh_status settle_keys(reader *r)
{
    jh_form *f = r->form;
    size_t kept = 0;
    if (f->keys) qsort(f->key, f->keys, sizeof *f->key, by_text);
    for (size_t i = 0, end; i < f->keys; i = end) {
        size_t best;
        for (end = i; end < f->keys && !strcmp(f->key[end].folded, f->key[i].folded);)
            end++;
        JH_TRY(surest(r, i, end, &best));
        for (size_t k = i; k < end; k++)
            if (k == best || shares(f, &f->key[k])) f->key[kept++] = f->key[k];
    }
    f->keys = kept;
    return JH_OK;
}

static jh_status keys(reader *r)
{
    jh_form *f = r->form;
    for (size_t i = 0; i < f->columns; i++) {
        const jh__column *c = &f->column[i];
        const jh__field *field = &f->field[c->field];
        for (size_t k = 0; k < c->labels; k++)
            JH_TRY(add_key(r, c->label[k], (int)i, -1));
        for (size_t k = 0; k < c->joins; k++)
            JH_TRY(add_key(r, c->join[k], (int)i, (int)k));
        if (c->joins && !c->labels) continue;
        JH_TRY(add_key(r, field->id, (int)i, -1));
        JH_TRY(add_key(r, field->name.zh, (int)i, -1));
        JH_TRY(add_key(r, field->name.en, (int)i, -1));
    }
    return settle_keys(r);
}

size_t jh__form_keys(const jh_form *form, const char *folded, const jh__key **first)
{
    size_t low = 0, high = form->keys;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(form->key[middle].folded, folded) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < form->keys && !strcmp(form->key[end].folded, folded))
        end++;
    *first = &form->key[low];
    return end - low;
}

/* ---- the rest of the form ----------------------------------------------------------------------------- */

static jh_status fact_list(reader *r, const char *key, int **out, size_t *n)
{
    jh__texts ids = {0};
    JH_TRY(jh__read_texts(r->arena, r->root, key, NULL, &ids, r->err));
    *out = jh_alloc_array(r->arena, ids.n + 1, sizeof **out);
    if (!*out) return jh_nomem(r->err);
    for (size_t i = 0; i < ids.n; i++) {
        int field = jh__form_field(r->form, ids.item[i]);
        if (field < 0)
            return jh_node_fail(r->err, jh_node_get(r->root, key),
                                "intake.form_unknown_fact", "fact:s", ids.item[i]);
        (*out)[(*n)++] = field;
    }
    return JH_OK;
}

static jh_status constants(reader *r)
{
    const jh_node *map = jh_node_get(r->root, "constants");
    jh_form *f = r->form;
    if (!map) return JH_OK;
    if (map->kind != JH_MAP) return jh_node_fail(r->err, map, "node.not_a_map", "");
    f->constant = jh_alloc_array(r->arena, map->n + 1, sizeof *f->constant);
    if (!f->constant) return jh_nomem(r->err);
    for (const jh_node *c = map->first; c; c = c->next) {
        int field = jh__form_field(f, c->key);
        double x;
        if (field < 0)
            return jh_node_fail(r->err, c, "intake.form_unknown_fact", "fact:s", c->key);
        if (c->kind != JH_SCALAR)
            return jh_node_fail(r->err, c, "node.not_a_text", "key:s", c->key);
        jh_fact_kind kind = f->field[field].kind;
        if ((kind == JH_FACT_NUMBER || kind == JH_FACT_YESNO) &&
            !jh_number_parse(c->text, strlen(c->text), &x))
            return jh_node_fail(r->err, c, "node.not_a_number", "key:s text:s", c->key,
                                c->text);
        f->constant[f->constants++] = (jh__constant){field, c->text};
    }
    return JH_OK;
}

static jh_status box(reader *r)
{
    jh__texts given = {0};
    const jh_node *node = jh_node_get(r->root, "box");
    JH_TRY(jh__read_texts(r->arena, r->root, "box", NULL, &given, r->err));
    if (!node) return JH_OK;
    for (size_t i = 0; i < given.n && i < 4; i++)
        if (!jh_number_parse(given.item[i], strlen(given.item[i]), &r->form->box[i]))
            return jh_node_fail(r->err, node, "node.not_a_number", "key:s text:s", "box",
                                given.item[i]);
    const double *b = r->form->box;
    r->form->has_box = given.n == 4 && b[0] < b[2] && b[1] < b[3];
    if (!r->form->has_box) return jh_node_fail(r->err, node, "intake.form_box", "");
    return JH_OK;
}

static jh_status one_of(reader *r, const char *key, const char *const *words, int *out)
{
    const jh_node *node = jh_node_get(r->root, key);
    const char *text = jh_node_text(r->root, key);
    if (!node) return JH_OK;
    for (int i = 0; words[i]; i++)
        if (text && !strcmp(words[i], text)) {
            *out = i;
            return JH_OK;
        }
    return jh_node_fail(r->err, node, "intake.form_unknown_word", "key:s text:s", key,
                        text ? text : "");
}

static jh_status head(reader *r)
{
    static const char *const known[] = {
        "junheng",   "id",       "name",     "vocabulary", "record",
        "layout",    "sheet",    "columns",  "sheets",     "missing",
        "constants", "template", "on_fault", "box",        "skip_when_missing",
        NULL};
    static const char *const records[] = {
        "school",  "area", "answer", "claim", "override", "price", "purchase",
        "teacher", "need", "move",   "pair",  "way",      NULL};
    static const char *const layouts[] = {"table", "labels", NULL};
    static const char *const faults[] = {"row", "cell", NULL};
    int record = 0, layout = 0, fault = 0;
    jh_form *f = r->form;
    const char *kind;
    JH_TRY(jh_node_only(r->root, known, r->err));
    JH_TRY(jh_node_need_text(r->root, "junheng", &kind, r->err));
    if (strcmp(kind, "form/1"))
        return jh_node_fail(r->err, jh_node_get(r->root, "junheng"), "intake.form_kind",
                            "text:s", kind);
    JH_TRY(jh_node_need_text(r->root, "id", &f->id, r->err));
    JH_TRY(jh_node_need_text(r->root, "vocabulary", &f->vocabulary_id, r->err));
    JH_TRY(one_of(r, "record", records, &record));
    JH_TRY(one_of(r, "layout", layouts, &layout));
    JH_TRY(one_of(r, "on_fault", faults, &fault));
    f->record = (jh__record)record;
    f->by_labels = layout == 1;
    f->fault_cell = fault == 1;
    f->sheet = jh_node_text(r->root, "sheet");
    f->name = jh_node_label(r->root, "name");
    if (!f->name.zh && !f->name.en) f->name.zh = f->id;
    return JH_OK;
}

static jh_status rest(reader *r)
{
    jh_form *f = r->form;
    jh__texts missing = {0};
    JH_TRY(jh__read_texts(r->arena, r->root, "missing", NULL, &missing, r->err));
    f->missing = missing.item;
    f->missings = missing.n;
    JH_TRY(fact_list(r, "template", &f->shown, &f->showns));
    JH_TRY(fact_list(r, "skip_when_missing", &f->skip_missing, &f->skips));
    JH_TRY(constants(r));
    JH_TRY(box(r));
    if (f->by_labels) return jh__read_sheets(r->arena, f, r->root, r->err);
    return JH_OK;
}

/* The vocabulary that the form names: the one that was given, else from the library. */
static jh_status vocabulary(reader *r, const jh_library *library,
                            const jh_vocabulary *given)
{
    jh_form *f = r->form;
    if (given && !strcmp(given->id, f->vocabulary_id)) {
        f->vocabulary = given;
        return JH_OK;
    }
    jh_vocabulary *loaded = NULL;
    JH_TRY(jh_vocabulary_load(r->arena, library, f->vocabulary_id, &loaded, r->err));
    f->vocabulary = loaded;
    return JH_OK;
}

jh_status jh_form_read(jh_arena *arena, const jh_library *library, const jh_input *file,
                       const jh_vocabulary *given, jh_form **out, jh_error *err)
{
    reader r = {.arena = arena, .err = err};
    jh_node *root;
    r.form = jh_alloc(arena, sizeof *r.form);
    if (!r.form) return jh_nomem(err);
    JH_TRY(jh_node_parse(arena, file->name, file->bytes, file->n, &root, err));
    r.root = root;
    JH_TRY(head(&r));
    JH_TRY(vocabulary(&r, library, given));
    JH_TRY(fields(&r));
    JH_TRY(columns(&r));
    JH_TRY(keys(&r));
    JH_TRY(rest(&r));
    *out = r.form;
    return JH_OK;
}
