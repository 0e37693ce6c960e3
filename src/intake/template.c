/* An empty workbook for a form: its columns, their units, and what to enter. */
#include "forms.h"

#include <string.h>

/* The unit as people read it: "元/人". */
static const char *unit_text(jh_arena *arena, const jh_units *units, jh_unit unit,
                             jh_lang lang)
{
    jh_buf b = {0};
    for (int over = 0; over < 2; over++)
        for (size_t i = 0, said = 0; i < units->n; i++) {
            int power = over ? -unit.power[i] : unit.power[i];
            if (power <= 0) continue;
            if (over && !said) jh_buf_puts(&b, b.n ? "/" : "1/");
            if (said++ || (!over && b.n)) jh_buf_puts(&b, "·");
            jh_buf_puts(&b, jh_label_in(units->name[i], lang));
            if (power > 1) jh_buf_printf(&b, "^%d", power);
        }
    const char *text = b.oom ? NULL : jh_strndup(arena, b.p ? b.p : "", b.n);
    jh_buf_clear(&b);
    return text;
}

static const jh__column *column_of(const jh_form *form, int field)
{
    for (size_t i = 0; i < form->columns; i++)
        if (form->column[i].field == field) return &form->column[i];
    return NULL;
}

/* "211 小学、218 教学点" of the codes as they were written, each once. */
static void write_codes(const jh__column *c, jh_lang lang, jh_buf *out)
{
    const jh_node *values = c && c->node ? jh_node_get(c->node, "values") : NULL;
    const char *before = NULL;
    for (const jh_node *w = values ? values->first : NULL; w; w = w->next) {
        if (before && !strcmp(before, w->text)) continue;
        if (before) jh_buf_puts(out, lang == JH_ZH ? "、" : ", ");
        jh_buf_printf(out, "%s %s", w->text, w->key);
        before = w->text;
    }
}

static const char *note_key(const jh__field *f, bool codes)
{
    switch (f->kind) {
    case JH_FACT_YESNO:
        return "intake.enter_yes_no";
    case JH_FACT_CODE:
        return codes ? "intake.enter_code_of" : "intake.enter_code";
    case JH_FACT_TEXT:
        return "intake.enter_text";
    default:
        return f->whole ? "intake.enter_whole" : "intake.enter_number";
    }
}

static jh_status note_text(jh_arena *arena, const jh_form *form, int field, jh_lang lang,
                           const char **out)
{
    jh_buf codes = {0}, b = {0};
    jh_msg msg;
    const jh__column *c = column_of(form, field);
    write_codes(c, lang, &codes);
    const char *key = note_key(&form->field[field], codes.n > 0);
    jh_status st = jh_msg_set(arena, &msg, key, "codes:s", codes.n ? codes.p : "");
    if (st == JH_OK) jh_msg_render(&b, lang, &msg);
    if (c && c->required) jh_buf_puts(&b, jh_text(lang, "intake.enter_required"));
    *out = b.oom || codes.oom ? NULL : jh_strndup(arena, b.p ? b.p : "", b.n);
    jh_buf_clear(&codes);
    jh_buf_clear(&b);
    return st == JH_OK && *out ? JH_OK : JH_ENOMEM;
}

jh_status jh_form_template(jh_arena *arena, const jh_form *form,
                           const jh_vocabulary *vocabulary, jh_lang lang,
                           jh_template_column **out, size_t *n)
{
    size_t all = form->showns ? form->showns : form->columns;
    jh_template_column *t = jh_alloc_array(arena, all + 1, sizeof *t);
    if (!t) return JH_ENOMEM;
    *n = 0;
    for (size_t i = 0; i < all; i++) {
        if (!form->showns && form->column[i].implied) continue;
        int field = form->showns ? form->shown[i] : form->column[i].field;
        const jh__field *f = &form->field[field];
        jh_template_column *c = &t[(*n)++];
        c->label = jh_label_in(f->name, lang);
        c->fact = f->id;
        c->unit = unit_text(arena, &vocabulary->units, f->unit, lang);
        if (!c->unit) return JH_ENOMEM;
        JH_TRY(note_text(arena, form, field, lang, &c->note));
    }
    *out = t;
    return JH_OK;
}
