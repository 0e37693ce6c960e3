/* ops, private: a plot in a reply: lines for a terminal, and an SVG file. */
#ifndef JH_OPS_PLOT_H
#define JH_OPS_PLOT_H

#include "../reply.h"

#include <junheng/plot.h>

#define JH__PARAM_PLOT                                                                   \
    {                                                                                    \
        .name = "plot", .kind = JH_PARAM_FLAG, .help = {                                 \
            "在终端画图",                                                                \
            "draw it in the terminal"                                                    \
        }                                                                                \
    }
#define JH__PARAM_SVG                                                                    \
    {                                                                                    \
        .name = "svg", .kind = JH_PARAM_OUTPUT, .help = {                                \
            "把图写成 SVG 文件",                                                         \
            "write the plot as an SVG file"                                              \
        }                                                                                \
    }

/* Whether the call asks for a plot in either form. */
bool jh__plot_wanted(const jh_call *call);
/* Draws it before the tables, and writes the file. */
jh_status jh__plot_reply(jh_call *call, const jh_plot *plot, jh_error *err);
/* The same of several, below each other. */
jh_status jh__plots_reply(jh_call *call, const jh_plot *plot, size_t n, jh_error *err);

#endif
