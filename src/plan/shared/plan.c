/* What every kind of plan shares: outcome, work, violations. */
#include <junheng/plan.h>

#include <math.h>

const char *jh_plan_status_id(jh_plan_status s)
{
    static const char *const id[] = {"optimal", "feasible", "infeasible", "none"};
    return id[s];
}

const char *jh_plan_end_id(jh_plan_end e)
{
    static const char *const id[] = {"ran", "work", "time", "cancelled", "solver"};
    return id[e];
}

double jh_plan_gap(const jh_plan_outcome *outcome)
{
    double value = outcome->value, bound = outcome->bound;
    if (isnan(value) || isnan(bound)) return NAN;
    if (bound >= value) return 0;
    return value == 0 ? INFINITY : (value - bound) / fabs(value);
}

void jh_plan_settle(jh_plan_outcome *outcome)
{
    if (outcome->status == JH_PLAN_INFEASIBLE) return;
    if (isnan(outcome->value))
        outcome->status = JH_PLAN_NONE;
    else
        outcome->status =
            jh_plan_gap(outcome) <= JH_PLAN_CLOSE ? JH_PLAN_OPTIMAL : JH_PLAN_FEASIBLE;
}

bool jh_plan_go_on(const jh_plan_control *control, jh_plan_outcome *outcome,
                   uint64_t work)
{
    if (outcome->end != JH_PLAN_RAN) return false;
    outcome->work += work;
    if (!control) return true;
    if (control->work && outcome->work >= control->work)
        outcome->end = JH_PLAN_WORK;
    else if (control->stop)
        outcome->end = control->stop(control->ctx);
    return outcome->end == JH_PLAN_RAN;
}

void jh_plan_news(const jh_plan_control *control, jh_plan_outcome *outcome, double value,
                  double bound)
{
    bool better = !isnan(value) && !(outcome->value <= value);
    bool closer = !isnan(bound) && !(outcome->bound >= bound);
    if (better) outcome->value = value;
    if (closer) outcome->bound = bound;
    if (!better && !closer) return;
    jh_plan_settle(outcome);
    if (control && control->report) control->report(control->ctx, outcome);
}

jh_status jh_violation_add(jh_violations *v, const char *subject, double by,
                           const char *key, const char *spec, ...)
{
    jh_violation *item = jh_grow(v->arena, v->item, &v->cap, v->n + 1, sizeof *item);
    if (!item) return JH_ENOMEM;
    v->item = item;
    jh_violation *new = &v->item[v->n];
    *new = (jh_violation){.by = by};
    if (subject && !(new->subject = jh_strdup(v->arena, subject))) return JH_ENOMEM;
    va_list ap;
    va_start(ap, spec);
    jh_status st = jh_msg_setv(v->arena, &new->msg, key, spec, &ap);
    va_end(ap);
    if (st == JH_OK) v->n++;
    return st;
}
