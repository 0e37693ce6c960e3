#include "plot.h"

#include "../files.h"

#define COLUMNS 100

bool jh__plot_wanted(const jh_call *call)
{
    return jh_call_flag(call, "plot") || jh_call_text(call, "svg");
}

static jh_status write_svg(jh_call *call, const jh_plot *plot, size_t n, const char *path,
                           jh_error *err)
{
    jh_buf svg = {0};
    jh_status st = jh_plots_svg(&svg, call->arena, plot, n);
    st = st == JH_OK ? jh__file_write(call, path, &svg, err) : jh_nomem(err);
    jh_buf_clear(&svg);
    return st;
}

jh_status jh__plots_reply(jh_call *call, const jh_plot *plot, size_t n, jh_error *err)
{
    const char *path = jh_call_text(call, "svg");
    if (path) JH_TRY(write_svg(call, plot, n, path, err));
    if (!jh_call_flag(call, "plot")) return JH_OK;
    for (size_t i = 0; i < n; i++) {
        if (i) jh_buf_putc(&call->notes, '\n');
        if (jh_plot_text(&call->notes, call->arena, &plot[i], COLUMNS) != JH_OK)
            return jh_nomem(err);
    }
    return JH_OK;
}

jh_status jh__plot_reply(jh_call *call, const jh_plot *plot, jh_error *err)
{
    return jh__plots_reply(call, plot, 1, err);
}
