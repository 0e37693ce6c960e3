/* The county's own figures: sums of its schools, and ratios that lie close to what is asked
 * for, some just below it. */
#include "county.h"

#include <math.h>

typedef struct list {
    jh__sample_figure *figure;
    size_t n;
    jh_random r;
} list;

static void put(list *l, const char *id, double value)
{
    if (l->n < JH__SAMPLE_FIGURES_MOST)
        l->figure[l->n++] = (jh__sample_figure){id, value};
}

static double whole(double x)
{
    return floor(x + 0.5);
}

static double part(const jh__sample_county *c, int stage, int fact)
{
    double sum = 0;
    for (size_t i = 0; i < c->schools; i++) {
        double x = c->school[i].stage[stage][fact];
        if (!isnan(x)) sum += x;
    }
    return sum;
}

static double sum_of(const jh__sample_county *c, int fact)
{
    double sum = 0;
    for (size_t i = 0; i < c->schools; i++)
        if (!isnan(c->school[i].fact[fact])) sum += c->school[i].fact[fact];
    return sum;
}

static double count_of(const jh__sample_county *c, int type, double pupils)
{
    double n = 0;
    for (size_t i = 0; i < c->schools; i++) {
        const jh__sample_school *s = &c->school[i];
        if (s->kind->type != type) continue;
        n += !(pupils > 0) || s->stage[JH__PRIMARY][JH__S_PUPILS] >= pupils;
    }
    return n;
}

/* A ratio beside what is asked for: mostly just there, else just short of it. */
static double beside(list *l, double asked)
{
    bool short_of = jh__sample_chance(&l->r, 0.35);
    double by = jh__sample_between(&l->r, 0.005, 0.05);
    return asked * (short_of ? 1 - by : 1 + by);
}

static void put_basics(list *l, const jh__sample_county *c)
{
    static const struct {
        const char *id;
        int type;
    } kinds[] = {{"count_primary", 211},     {"count_nine_year", 312},
                 {"count_junior", 311},      {"count_complete", 341},
                 {"count_twelve_year", 345}, {"count_points", 218}};
    double pupils =
        part(c, JH__PRIMARY, JH__S_PUPILS) + part(c, JH__JUNIOR, JH__S_PUPILS);
    double residents = whole(pupils / jh__sample_between(&l->r, 0.095, 0.115));
    put(l, "residents", residents);
    put(l, "residents_farm", whole(residents * jh__sample_between(&l->r, 0.5, 0.6)));
    put(l, "townships", (double)c->area.townships);
    put(l, "villages", (double)c->area.villages);
    put(l, "gdp_per_head", whole(jh__sample_between(&l->r, 38000, 62000)));
    put(l, "revenue_per_head", whole(jh__sample_between(&l->r, 2600, 5200)));
    put(l, "farmer_income", whole(jh__sample_between(&l->r, 16000, 23000)));
    put(l, "urban_income", whole(jh__sample_between(&l->r, 33000, 43000)));
    for (size_t i = 0; i < JH_COUNT(kinds); i++)
        put(l, kinds[i].id, count_of(c, kinds[i].type, 0));
    put(l, "count_special", 1);
    put(l, "count_points_50", count_of(c, 218, 50));
}

static void put_totals(list *l, const jh__sample_county *c)
{
    static const struct {
        const char *id[JH__STAGES];
        int fact;
    } sums[] = {
        {{"county_classes_primary", "county_classes_junior"}, JH__S_CLASSES},
        {{"county_pupils_primary", "county_pupils_junior"}, JH__S_PUPILS},
        {{"county_staff_primary", "county_staff_junior"}, JH__S_STAFF},
        {{"county_teachers_primary", "county_teachers_junior"}, JH__S_TEACHERS},
    };
    for (size_t i = 0; i < JH_COUNT(sums); i++)
        for (int k = 0; k < JH__STAGES; k++)
            put(l, sums[i].id[k], part(c, k, sums[i].fact));
    put(l, "funding_base_primary", c->area.base[JH__PRIMARY]);
    put(l, "funding_base_junior", c->area.base[JH__JUNIOR]);
}

static void put_special(list *l, const jh__sample_county *c)
{
    double pupils =
        part(c, JH__PRIMARY, JH__S_PUPILS) + part(c, JH__JUNIOR, JH__S_PUPILS);
    double disabled = whole(pupils * 0.0045) + 10, special = whole(disabled * 0.3);
    double included = whole(disabled * 0.55),
           enrolled = whole(disabled * beside(l, 0.955));
    put(l, "special_pupils", special);
    put(l, "inclusion_pupils", included);
    put(l, "special_funds_yuan", whole((special + included) * beside(l, 8000)));
    put(l, "disabled_children", disabled);
    put(l, "disabled_enrolled", enrolled > disabled ? disabled : enrolled);
    put(l, "disabled_special", special);
}

static void put_teachers(list *l, const jh__sample_county *c)
{
    double teachers =
        part(c, JH__PRIMARY, JH__S_TEACHERS) + part(c, JH__JUNIOR, JH__S_TEACHERS);
    double eligible = whole(teachers * jh__sample_between(&l->r, 0.5, 0.6));
    double moved = whole(eligible * beside(l, 0.1));
    double civil = whole(jh__sample_between(&l->r, 82000, 98000));
    put(l, "teacher_pay_yuan", whole(civil * beside(l, 1.005)));
    put(l, "civil_pay_yuan", civil);
    put(l, "performance_pay_budgeted", 1);
    put(l, "rotation_eligible", eligible);
    put(l, "rotation_moved", moved);
    put(l, "rotation_moved_backbone", whole(moved * beside(l, 0.205)));
}

static void put_admission(list *l, const jh__sample_county *c)
{
    double leavers = part(c, JH__JUNIOR, JH__S_TOP_GRADE), plan = whole(leavers * 0.32);
    double allotted = whole(plan * beside(l, 0.51)), migrants = sum_of(c, JH__F_MIGRANT);
    double seats = whole(migrants * beside(l, 0.86));
    put(l, "quota_plan", plan);
    put(l, "quota_allotted", allotted);
    put(l, "quota_rural", whole(allotted * jh__sample_between(&l->r, 0.35, 0.5)));
    put(l, "migrant_eligible", migrants);
    put(l, "migrant_public", whole(seats * 0.95));
    put(l, "migrant_purchased", seats - whole(seats * 0.95));
}

static void put_money(list *l, const jh__sample_county *c)
{
    double total = sum_of(c, JH__F_BUDGET), spent = whole(total * 0.985);
    double share = beside(l, 0.051);
    put(l, "training_budget_yuan", whole(total * share));
    put(l, "training_settled_yuan", whole(spent * share * 1.01));
    put(l, "public_fund_total_yuan", total);
    put(l, "public_fund_settled_yuan", spent);
    put(l, "monitor_level_lowest", 3);
    put(l, "monitor_variation_highest", floor(beside(l, 0.145) * 1000 + 0.5) / 1000);
}

static void put_survey(list *l, const jh__sample_county *c)
{
    static const struct {
        const char *valid, *satisfied;
        double share;
    } group[] = {
        {"survey_pupils_valid", "survey_pupils_satisfied", 0.3},
        {"survey_parents_valid", "survey_parents_satisfied", 0.5},
        {"survey_teachers_valid", "survey_teachers_satisfied", 0.1},
        {"survey_heads_valid", "survey_heads_satisfied", 0.02},
        {"survey_deputies_valid", "survey_deputies_satisfied", 0.03},
        {"survey_cppcc_valid", "survey_cppcc_satisfied", 0.02},
        {"survey_others_valid", "survey_others_satisfied", 0.03},
    };
    double sent = 600 + 10 * whole((double)c->schools / 2), valid = 0, satisfied = 0;
    double share = beside(l, 0.865);
    for (size_t i = 0; i < JH_COUNT(group); i++) {
        double n = whole(sent * 0.96 * group[i].share);
        double s = whole(n * share * jh__sample_between(&l->r, 0.99, 1.01));
        s = s > n ? n : s;
        put(l, group[i].valid, n);
        put(l, group[i].satisfied, s);
        valid += n;
        satisfied += s;
    }
    put(l, "survey_sent", sent);
    put(l, "survey_valid", valid);
    put(l, "survey_satisfied", satisfied);
    put(l, "interviewed", 120);
    put(l, "interviewed_satisfied", 109);
}

size_t jh__sample_area_draw(const jh__sample_county *county,
                            jh__sample_figure out[JH__SAMPLE_FIGURES_MOST])
{
    list l = {.figure = out, .r = county->random};
    put_basics(&l, county);
    put_totals(&l, county);
    put_special(&l, county);
    put_teachers(&l, county);
    put_admission(&l, county);
    put_money(&l, county);
    put_survey(&l, county);
    return l.n;
}
