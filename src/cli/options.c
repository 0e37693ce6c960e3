#include "cli.h"

const jh__global *jh__globals(size_t *n)
{
    static const jh__global all[] = {
        {"lang", "zh|en", 0, "cli.help_lang"},
        {"json", NULL, 0, "cli.help_json"},
        {"csv", NULL, 0, "cli.help_csv"},
        {"arrow", NULL, 0, "cli.help_arrow"},
        {"no-color", NULL, 0, "cli.help_no_color"},
        {"threads", "N", 0, "cli.help_threads"},
        {"quiet", NULL, 'q', "cli.help_quiet"},
        {"progress", NULL, 0, "cli.help_progress"},
        {"help", NULL, 'h', "cli.help_help"},
        {"version", NULL, 'V', "cli.help_version"},
    };
    *n = JH_COUNT(all);
    return all;
}

const char *jh__kind_key(jh_param_kind kind)
{
    switch (kind) {
    case JH_PARAM_NUMBER:
        return "cli.kind_number";
    case JH_PARAM_FILE:
        return "cli.kind_file";
    case JH_PARAM_OUTPUT:
        return "cli.kind_output";
    case JH_PARAM_PACK:
        return "cli.kind_pack";
    case JH_PARAM_FORM:
        return "cli.kind_form";
    case JH_PARAM_PAIR:
        return "cli.kind_pair";
    case JH_PARAM_FLAG:
    case JH_PARAM_TEXT:
        break;
    }
    return "cli.kind_text";
}
