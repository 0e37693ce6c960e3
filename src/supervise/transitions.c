/* What may follow what in the ledger: a table by state and act, and the few steps that hang on
 * more. Pure. */
#include <junheng/supervise.h>

#include <math.h>
#include <string.h>

static const char *const id[JH_LED_STATES] = {"",          "open",   "underway",
                                              "submitted", "struck", "ended"};

const char *jh_led_state_id(jh_led_state state)
{
    return id[state];
}

jh_led_state jh_led_state_of(const char *text)
{
    for (int i = JH_LED_OPEN; i < JH_LED_STATES; i++)
        if (!strcmp(id[i], text)) return (jh_led_state)i;
    return JH_LED_NONE;
}

bool jh_led_live(jh_led_state state)
{
    return state == JH_LED_OPEN || state == JH_LED_UNDERWAY || state == JH_LED_SUBMITTED;
}

static bool same_figure(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

bool jh_led_task_same(const jh_led_task *a, const jh_led_task *b)
{
    return same_figure(a->money, b->money) && !strcmp(a->lead, b->lead) &&
           !strcmp(a->co, b->co) && !strcmp(a->owner, b->owner) &&
           !strcmp(a->measure, b->measure) && !strcmp(a->start, b->start) &&
           !strcmp(a->deadline, b->deadline) && a->is_public == b->is_public;
}

static jh_led_step nothing(jh_led_state from)
{
    return (jh_led_step){.to = from};
}

static jh_led_step refused(jh_led_state from, const char *why)
{
    return (jh_led_step){.to = from, .refused = why};
}

/* A figure known already says nothing new: an item that was struck off since stays so. */
static jh_led_step fails(jh_led_state from, jh_led_case about)
{
    if (from == JH_LED_NONE) return (jh_led_step){JH_LED_OPEN, "found", NULL};
    if (!about.newer) return nothing(from);
    if (!jh_led_live(from)) return (jh_led_step){JH_LED_OPEN, "relapsed", NULL};
    /* what was submitted did not do */
    jh_led_state to = from == JH_LED_SUBMITTED ? JH_LED_UNDERWAY : from;
    return (jh_led_step){to, "still", NULL};
}

static jh_led_step close_by_hand(jh_led_state from, jh_led_case about)
{
    if (!jh_led_live(from)) return refused(from, "supervise.closed_already");
    if (about.numeric) return refused(from, "supervise.figure_awaited");
    if (from != JH_LED_SUBMITTED) return refused(from, "supervise.no_evidence");
    if (about.own) return refused(from, "supervise.own_work");
    return (jh_led_step){JH_LED_STRUCK, "closed", NULL};
}

static jh_led_step by_hand(jh_led_state from, jh_led_act act, jh_led_case about)
{
    bool live = jh_led_live(from);
    if (act == JH_LED_REOPEN)
        return live ? refused(from, "supervise.not_closed")
                    : (jh_led_step){JH_LED_OPEN, "reopened", NULL};
    if (act == JH_LED_CLOSE) return close_by_hand(from, about);
    if (!live) return refused(from, "supervise.closed_already");
    if (act == JH_LED_NOTE) return (jh_led_step){from, "noted", NULL};
    if (act == JH_LED_EVIDENCE) return (jh_led_step){JH_LED_SUBMITTED, "evidence", NULL};
    jh_led_state to = from == JH_LED_SUBMITTED ? from : JH_LED_UNDERWAY;
    return (jh_led_step){to, "assigned", NULL};
}

jh_led_step jh_ledger_step(jh_led_state from, jh_led_act act, jh_led_case about)
{
    bool live = jh_led_live(from);
    switch (act) {
    case JH_LED_FAILS:
        return fails(from, about);
    case JH_LED_PASSES:
        return live ? (jh_led_step){JH_LED_STRUCK, "passed", NULL} : nothing(from);
    case JH_LED_STATED:
        return live && about.newer ? (jh_led_step){JH_LED_SUBMITTED, "stated", NULL}
                                   : nothing(from);
    case JH_LED_END:
        if (live && about.current) return refused(from, "supervise.fails_still");
        return live ? (jh_led_step){JH_LED_ENDED, "ended", NULL} : nothing(from);
    default:
        return from == JH_LED_NONE ? refused(from, "supervise.no_item")
                                   : by_hand(from, act, about);
    }
}
