/* Words of the years: forecasts, rules and what they differ in. */
#include <junheng/publish.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static void say(jh_buf *out, jh_lang lang, const char *key, const jh_arg *arg, size_t n)
{
    jh_msg msg = {.key = key, .n = n};
    for (size_t i = 0; i < n; i++)
        msg.arg[i] = arg[i];
    jh_msg_render(out, lang, &msg);
}

static void year_text(double year, char out[16])
{
    snprintf(out, 16, "%d", (int)year);
}

static void ahead(jh_buf *out, jh_lang lang, const jh_trend *t)
{
    char when[16], least[16] = "", most[16] = "";
    const char *key = "publish.trend_two";
    year_text(t->when, when);
    if (t->firm) {
        year_text(isinf(t->least) ? t->when : t->least, least);
        key = isinf(t->most) ? "publish.trend_open" : "publish.trend_range";
        if (!isinf(t->most)) year_text(t->most, most);
    }
    if (t->firm && t->least == t->when && t->most == t->when)
        jh_buf_puts(out, when);
    else
        say(out, lang, key, (jh_arg[]){{"when", when}, {"least", least}, {"most", most}},
            3);
}

static void outlook(jh_buf *out, jh_lang lang, const jh_trend *t)
{
    char when[16];
    switch (t->outlook) {
    case JH_OUTLOOK_UNKNOWN:
        break;
    case JH_OUTLOOK_MET:
        year_text(isnan(t->lost) ? 0 : t->lost, when);
        say(out, lang, isnan(t->lost) ? "publish.trend_met" : "publish.trend_lost",
            (jh_arg[]){{"when", when}}, 1);
        break;
    case JH_OUTLOOK_AHEAD:
        ahead(out, lang, t);
        break;
    case JH_OUTLOOK_FAR:
        jh_buf_puts(out, jh_text(lang, "publish.trend_far"));
        break;
    case JH_OUTLOOK_AWAY:
        jh_buf_puts(out, jh_text(lang, t->firm ? "publish.trend_away"
                                               : "publish.trend_away_two"));
        break;
    }
}

void jh_publish_trend(jh_buf *out, jh_lang lang, const jh_trend *t)
{
    jh_buf said = {0};
    outlook(&said, lang, t);
    if (said.oom) out->oom = true;
    const char *words = said.p ? said.p : "";
    if (t->relapsed)
        say(out, lang, "publish.trend_relapsed", (jh_arg[]){{"words", words}}, 1);
    else
        jh_buf_puts(out, words);
    jh_buf_clear(&said);
}

void jh_publish_break(jh_buf *out, jh_lang lang, unsigned kinds)
{
    bool began = false;
    for (int bit = 0; bit < JH_BREAK_KINDS; bit++) {
        char key[40];
        if (!(kinds & 1u << bit)) continue;
        snprintf(key, sizeof key, "publish.break_%s", jh_break_id(bit));
        if (began) jh_buf_puts(out, jh_text(lang, "publish.list_comma"));
        jh_buf_puts(out, jh_text(lang, key));
        began = true;
    }
}

void jh_publish_rule(jh_buf *out, const jh_rule *rule)
{
    jh_buf_printf(out, "%s %s", rule->pack, rule->version);
    for (const char *s = rule->settings; s && *s;) {
        size_t n = strcspn(s, "\n");
        jh_buf_printf(out, " %.*s", (int)n, s);
        s += n + (s[n] != '\0');
    }
}
