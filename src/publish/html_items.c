/* The items of the area beside the section indicators, part by part. */
#include "page.h"

#include <string.h>

#define TEST_MAX 60 /* characters of a requirement beside the others */

static void row(jh__pub_page *g, size_t item)
{
    const jh_item *it = &g->rep.pack->item[item];
    const jh_item_result *res = &g->rep.r->area[g->area].item[item];
    jh_buf_printf(g->out,
                  "<tr id=\"a%zu-item-%zu\"><th scope=\"row\"><span class=\"id\">",
                  g->area, item);
    jh__pub_text(g, it->id);
    jh__pub_put(g, "</span> ");
    jh__pub_text(g, jh__pub_label(&g->rep, it->name));
    jh__pub_put(g, "</th><td>");
    jh__pub_item_value_text(&g->rep, &g->tmp, g->area, item);
    jh__pub_flush(g);
    jh__pub_put(g, "</td><td class=\"formula\">");
    jh__pub_item_test_text(&g->rep, &g->tmp, item);
    if (g->tmp.n &&
        jh__pub_text_ems(g->tmp.p, g->tmp.n) > TEST_MAX) { /* a table of its own */
        g->tmp.n = 0;
        jh_buf_puts(&g->tmp, jh__pub_word(&g->rep, "publish.test_in_annex"));
    }
    jh__pub_flush(g);
    jh__pub_put(g, "</td><td>");
    jh__pub_badge(g, res->verdict, jh__pub_item_status_word(&g->rep, res->verdict));
    jh__pub_put(g, "</td><td class=\"wide\">");
    jh__pub_item_note_text(&g->rep, &g->tmp, g->area, item, 12);
    jh__pub_flush(g);
    jh__pub_put(g, "</td></tr>\n");
}

static void part(jh__pub_page *g, const char *id, const char *name)
{
    const jh_pack *pack = g->rep.pack;
    bool open = false;
    for (size_t i = 0; i < pack->items; i++) {
        if (strcmp(pack->item[i].part ? pack->item[i].part : "", id)) continue;
        if (!open) {
            open = true;
            jh_buf_printf(g->out, "<h%d>", g->level + 1);
            jh__pub_text(g, name);
            jh_buf_printf(g->out, "</h%d>\n", g->level + 1);
            jh__pub_put(
                g, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
            jh__pub_text(g, name);
            jh__pub_put(g, "\"><table class=\"grid items\"><caption>");
            jh__pub_text(g, name);
            jh__pub_put(g, "</caption><thead><tr>");
            jh__pub_th(g, NULL, "publish.item");
            jh__pub_th(g, NULL, "publish.item_value");
            jh__pub_th(g, NULL, "publish.item_test");
            jh__pub_th(g, NULL, "publish.status");
            jh__pub_th(g, "wide", "publish.item_note");
            jh__pub_put(g, "</tr></thead>\n<tbody>");
        }
        row(g, i);
    }
    if (open) jh__pub_table_close(g);
}

void jh__pub_part_items(jh__pub_page *g)
{
    const jh_pack *pack = g->rep.pack;
    if (!pack->items) return;
    jh__pub_put(g, "<section>");
    jh__pub_heading(g, 0, "items", "publish.items");
    for (size_t i = 0; i < pack->parts; i++)
        part(g, pack->part[i].id, jh__pub_label(&g->rep, pack->part[i].name));
    part(g, "", jh__pub_word(&g->rep, "publish.items"));
    jh__pub_put(g, "</section>\n");
}
