/* The files of a report: page, workbook, JSON. */
#include "../reply.h"
#include "result.h"

jh_status jh__report_file(jh_call *call, const char *folder, const char *name,
                          const jh_buf *bytes, jh_error *err)
{
    const char *path = jh_sprintf(call->arena, "%s/%s", folder, name);
    if (!path) return jh_nomem(err);
    JH_TRY(jh__file_write(call, path, bytes, err));
    return jh__after(call, "ops.written", "file:s", path) == JH_OK ? JH_OK
                                                                   : jh_nomem(err);
}

typedef jh_status (*jh_writer)(const jh_publish *p, jh_buf *out, jh_error *err);

static jh_status publish_one(jh_call *call, const jh_publish *p, const char *folder,
                             const char *name, jh_writer writer, jh_error *err)
{
    jh_buf out = {0};
    jh_status st = writer(p, &out, err);
    if (st == JH_OK) st = jh__report_file(call, folder, name, &out, err);
    jh_buf_clear(&out);
    return st;
}

jh_status jh__report_write(jh_call *call, const jh__county *c, const jh_publish *what,
                           const char *folder, jh_error *err)
{
    jh_publish p = *what;
    p.lang = call->lang;
    p.sources = &c->facts.sources;
    p.diags = &call->diags;
    p.generated = call->today;
    p.engine = jh_version();
    p.sample = c->sample;
    JH_TRY(jh__folder_make(call, folder, err));
    JH_TRY(publish_one(call, &p, folder, "report.html", jh_publish_html, err));
    JH_TRY(publish_one(call, &p, folder, "report.xlsx", jh_publish_xlsx, err));
    jh_buf json = {0};
    jh_status st = jh__result_json(call, c, p.result, &json);
    if (st == JH_OK)
        st = jh__report_file(call, folder, "result.json", &json, err);
    else
        st = jh_nomem(err);
    jh_buf_clear(&json);
    return st;
}
