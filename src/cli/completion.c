/* The script stands alone: it needs no bash-completion package, and asks jh only for what
 * the descriptors cannot tell, the packs and forms that there are. Names of operations
 * and options are plain ASCII words (a test holds the descriptors to it). */
#include "cli.h"

#include <string.h>

/* First words, each once, and "help". */
static void first_words(jh_buf *out, const jh__line *line)
{
    jh_buf_puts(out, "help");
    for (size_t i = 0; i < line->n; i++) {
        const char *name = line->ops[i]->name;
        size_t n = strcspn(name, " ");
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++)
            seen = !strncmp(line->ops[k]->name, name, n) &&
                   (!line->ops[k]->name[n] || line->ops[k]->name[n] == ' ');
        if (!seen) jh_buf_printf(out, " %.*s", (int)n, name);
    }
}

/* case lines: "pack) words='list show' ;;" */
static void second_words(jh_buf *out, const jh__line *line)
{
    for (size_t i = 0; i < line->n; i++) {
        const char *name = line->ops[i]->name;
        size_t n = strcspn(name, " ");
        bool seen = !name[n];
        for (size_t k = 0; k < i && !seen; k++)
            seen = !strncmp(line->ops[k]->name, name, n + 1);
        if (seen) continue;
        jh_buf_printf(out, "        %.*s) words='", (int)n, name);
        for (size_t k = i; k < line->n; k++)
            if (!strncmp(line->ops[k]->name, name, n + 1))
                jh_buf_printf(out, "%s%s", k == i ? "" : " ", line->ops[k]->name + n + 1);
        jh_buf_puts(out, "' ;;\n");
    }
}

static const char *wanted(const jh_param *p)
{
    switch (p->kind) {
    case JH_PARAM_PACK:
        return "pack";
    case JH_PARAM_FORM:
        return "form";
    case JH_PARAM_FILE:
    case JH_PARAM_OUTPUT:
        return "file";
    case JH_PARAM_FLAG:
    case JH_PARAM_TEXT:
    case JH_PARAM_NUMBER:
    case JH_PARAM_PAIR:
        break;
    }
    return "none";
}

static void options(jh_buf *out, const jh__line *line)
{
    for (size_t i = 0; i < line->n; i++) {
        const jh_op *op = line->ops[i];
        jh_buf_printf(out, "        '%s') options='", op->name);
        const char *gap = "";
        for (size_t k = 0; k < op->params; k++) {
            if (op->param[k].positional) continue;
            jh_buf_printf(out, "%s--%s", gap, op->param[k].name);
            gap = " ";
        }
        jh_buf_puts(out, "'");
        for (size_t k = 0; k < op->params; k++)
            if (op->param[k].positional) {
                jh_buf_printf(out, " wanted='%s'", wanted(&op->param[k]));
                break;
            }
        jh_buf_puts(out, " ;;\n");
    }
}

static void values(jh_buf *out, const jh__line *line)
{
    for (size_t i = 0; i < line->n; i++)
        for (size_t k = 0; k < line->ops[i]->params; k++) {
            const jh_param *p = &line->ops[i]->param[k];
            if (p->positional || p->kind == JH_PARAM_FLAG) continue;
            jh_buf_printf(out, "        '%s --%s') wanted='%s' ;;\n", line->ops[i]->name,
                          p->name, wanted(p));
        }
}

static void global_words(jh_buf *out)
{
    size_t n;
    const jh__global *g = jh__globals(&n);
    for (size_t i = 0; i < n; i++)
        jh_buf_printf(out, "%s--%s", i ? " " : "", g[i].name);
}

static const char head[] =
    "# bash completion for jh; written by: jh completion bash\n"
    "_jh_reply() {\n"
    "    mapfile -t COMPREPLY\n"
    "}\n"
    "\n"
    "_jh() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} before='' op='' words='' options='' "
    "wanted=''\n"
    "    local i word help=''\n"
    "    COMPREPLY=()\n"
    "    (( COMP_CWORD > 0 )) && before=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    # bash parts --out=x at the sign\n"
    "    if [[ $cur == = ]]; then\n"
    "        cur=''\n"
    "    elif [[ $before == = ]] && (( COMP_CWORD > 1 )); then\n"
    "        before=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    fi\n"
    "    for (( i = 1; i < COMP_CWORD; i++ )); do\n"
    "        word=${COMP_WORDS[i]}\n"
    "        case $word in\n"
    "            --lang)\n"
    "                (( i++ ))\n"
    "                [[ ${COMP_WORDS[i]} == = ]] && (( i++ ))\n"
    "                continue ;;\n"
    "            -*) continue ;;\n"
    "        esac\n"
    "        if [[ -z $op && $word == help ]]; then\n"
    "            help=yes\n"
    "            continue\n"
    "        fi\n"
    "        words=''\n"
    "        case $op in\n";

static const char middle[] =
    "        esac\n"
    "        if [[ -z $op ]]; then\n"
    "            op=$word\n"
    "        elif [[ -n $words && \" $words \" == *\" $word \"* ]]; then\n"
    "            op=\"$op $word\"\n"
    "        else\n"
    "            break\n"
    "        fi\n"
    "    done\n"
    "    words=''\n"
    "    case $op in\n";

static const char tail[] =
    "    case $wanted in\n"
    "        none) return ;;\n"
    "        lang) _jh_reply < <(compgen -W 'zh en' -- \"$cur\"); return ;;\n"
    "        pack|form)\n"
    "            _jh_reply < <(\n"
    "                compgen -W \"$(jh \"$wanted\" list --ids 2>/dev/null)\" -- "
    "\"$cur\"\n"
    "                compgen -f -- \"$cur\")\n"
    "            compopt -o filenames 2>/dev/null\n"
    "            return ;;\n"
    "        file)\n"
    "            _jh_reply < <(compgen -f -- \"$cur\")\n"
    "            compopt -o filenames 2>/dev/null\n"
    "            return ;;\n"
    "    esac\n"
    "    _jh_reply < <(compgen -W \"$words\" -- \"$cur\")\n"
    "}\n"
    "\n"
    "complete -F _jh jh\n";

void jh__completion_bash(jh_buf *out, const jh__line *line)
{
    jh_buf_puts(out, head);
    second_words(out, line);
    jh_buf_puts(out, middle);
    jh_buf_puts(out, "        '') words='");
    first_words(out, line);
    jh_buf_puts(out, "' ;;\n");
    second_words(out, line);
    options(out, line);
    jh_buf_puts(out, "    esac\n"
                     "    if [[ $cur == -* ]]; then\n"
                     "        wanted=''\n"
                     "        words=\"$options ");
    global_words(out);
    jh_buf_puts(out, "\"\n"
                     "    fi\n"
                     "    [[ -n $help ]] && wanted=''\n"
                     "    case \"$op $before\" in\n"
                     "        *' --lang') wanted=lang ;;\n");
    values(out, line);
    jh_buf_puts(out, "    esac\n");
    jh_buf_puts(out, tail);
}
