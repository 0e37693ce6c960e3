/* Last sheet: files read, notes on the data, schools left out, definitions, settings. */
#include "book.h"

static void put(jh__pub_sheet *s, const char *kind_key, const char *subject)
{
    jh__pub_row(s);
    jh__pub_cell_text(s, jh__pub_word(s->book->rep, kind_key), JH__PUB_PLAIN);
    jh__pub_cell_text(s, subject, JH__PUB_PLAIN);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
}

static void files(jh__pub_sheet *s)
{
    const jh_sources *sources = s->book->rep->p->sources;
    for (size_t i = 0; sources && i < sources->n; i++) {
        jh_buf_puts(&s->book->tmp, sources->item[i].sheet ? sources->item[i].sheet : "");
        put(s, "publish.file", sources->item[i].file);
    }
}

static void notes(jh__pub_sheet *s)
{
    static const char *const level[] = {"publish.block", "publish.explain",
                                        "publish.notice"};
    jh__pub_book *b = s->book;
    const jh_diags *d = b->rep->p->diags;
    for (size_t i = 0; d && i < d->n; i++) {
        jh_buf where = {0};
        jh_where_render(&where, b->rep->lang, d->item[i].where);
        jh_msg_render(&b->tmp, b->rep->lang, &d->item[i].msg);
        if (d->item[i].reason)
            jh__pub_tell(b->rep, &b->tmp, "publish.overridden",
                         (jh_arg[]){{"reason", d->item[i].reason}}, 1);
        put(s, level[d->item[i].level], where.n ? where.p : "");
        jh_buf_clear(&where);
    }
}

static void left_out(jh__pub_sheet *s)
{
    jh__pub_book *b = s->book;
    const jh_sections *all = &b->rep->r->sections;
    char room[32];
    for (size_t i = 0; i < all->left_out_n; i++) {
        const jh_left_out *out = &all->left_out[i];
        jh_buf_puts(
            &b->tmp,
            out->exclusion >= 0
                ? jh__pub_label(b->rep, b->rep->pack->exclusion[out->exclusion].reason)
                : jh__pub_word(b->rep, out->exclusion == -1 ? "publish.pupils_unknown"
                                                            : "publish.no_pupils"));
        put(s, "publish.left_out",
            jh__pub_school_text(b->rep, b->rep->pack->vocabulary->role_name, out->school,
                                room));
    }
}

static void reliefs(jh__pub_sheet *s)
{
    jh__pub_book *b = s->book;
    const jh_sections *all = &b->rep->r->sections;
    for (size_t i = 0; i < all->relief_n; i++) {
        const jh_relief *relief = &b->rep->pack->relief[all->relief[i].relief];
        jh_buf_printf(&b->tmp, "%s %s", relief->id, jh__pub_label(b->rep, relief->name));
        if (all->relief[i].reason)
            jh__pub_tell(b->rep, &b->tmp, "publish.reason_given",
                         (jh_arg[]){{"reason", all->relief[i].reason}}, 1);
        put(s, "publish.reliefs", b->rep->r->section[all->relief[i].section].name);
    }
    for (size_t i = 0; i < b->rep->r->claims; i++) {
        if (b->rep->r->claim[i].accepted) continue;
        jh_msg_render(&b->tmp, b->rep->lang, &b->rep->r->claim[i].why);
        put(s, "publish.reliefs", jh__pub_word(b->rep, "publish.claim_refused"));
    }
}

static void definitions(jh__pub_sheet *s)
{
    jh__pub_book *b = s->book;
    for (size_t k = 0; k < b->rep->pack->indicators; k++) {
        const jh_indicator *in = &b->rep->pack->indicator[k];
        jh_buf_printf(&b->tmp, "%s = ", in->id);
        jh__pub_formula_text(b->rep, &b->tmp, in->value);
        if (in->clause) jh_buf_printf(&b->tmp, "  [%s]", in->clause);
        put(s, "publish.definitions", jh__pub_label(b->rep, in->name));
    }
    jh_buf_puts(&b->tmp, jh__pub_word(b->rep, "publish.cv_text"));
    put(s, "publish.definitions", jh__pub_word(b->rep, "publish.cv"));
    jh_buf_puts(&b->tmp, jh__pub_word(b->rep, "publish.rounding_how"));
    put(s, "publish.definitions", "");
}

static void settings(jh__pub_sheet *s)
{
    jh__pub_book *b = s->book;
    for (size_t i = 0; i < b->rep->pack->settings; i++) {
        const jh_setting *set = &b->rep->pack->setting[i];
        char number[32];
        if (!set->changed) continue;
        jh_number_shortest(set->number, number);
        jh_buf_printf(&b->tmp, "%s = %s", set->id, set->is_choice ? set->text : number);
        put(s, "publish.settings", jh__pub_label(b->rep, set->name));
    }
}

void jh__pub_sheet_sources(jh__pub_book *b)
{
    const jh_publish *p = b->rep->p;
    const jh_pack *pack = b->rep->pack;
    jh__pub_sheet s;
    jh__pub_sheet_open(&s, b, "publish.sheet_sources", "publish.sheet_sources");
    jh__pub_column_key(&s, "publish.kind", 16);
    jh__pub_column_key(&s, "publish.subject", 40);
    jh__pub_column_key(&s, "publish.explanation", 90);
    jh__pub_heads(&s);
    jh__pub_tell(b->rep, &b->tmp, "publish.software_note",
                 (jh_arg[]){{"engine", p->engine ? p->engine : "—"},
                            {"pack", pack->id},
                            {"version", pack->version ? pack->version : "—"}},
                 3);
    put(&s, "publish.software", "");
    if (p->generated) {
        jh_buf_puts(&b->tmp, p->generated);
        put(&s, "publish.date", "");
    }
    files(&s);
    notes(&s);
    left_out(&s);
    reliefs(&s);
    definitions(&s);
    settings(&s);
    jh__pub_sheet_close(&s);
}
