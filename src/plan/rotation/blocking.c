/* Who would exchange: the check of a stable plan, by counting anew. Shares nothing with the method. */
#include <junheng/stable.h>

#include <string.h>

typedef struct judge {
    const jh_rotation *r;
    const int32_t *dislike;
    const uint32_t *taken;
    int32_t *filled, *have, *moved;
    int64_t movers, backbone, eligible;
} judge;

static uint32_t post_at(const judge *j, uint32_t t, uint32_t i)
{
    return j->r->option[j->r->teacher[t].option + i].post;
}

static uint32_t section_at(const judge *j, uint32_t t, uint32_t i)
{
    return j->r->post[post_at(j, t, i)].section;
}

/* Counts a teacher with an option in (+1) or out (-1). */
static void put(judge *j, uint32_t t, uint32_t i, int by)
{
    const jh_rotation *r = j->r;
    const jh_rotation_teacher *who = &r->teacher[t];
    j->filled[post_at(j, t, i)] += by;
    for (uint32_t m = 0; m < r->marks; m++)
        if (who->marks >> m & 1) j->have[section_at(j, t, i) * r->marks + m] += by;
    if (!i) return;
    j->movers += by;
    if (who->backbone) j->backbone += by;
    for (int g = 0; g < 2; g++)
        if (who->group[g] != JH_ROTATION_NONE) j->moved[who->group[g]] += by;
}

static int64_t above(int64_t x)
{
    return x > 0 ? x : 0;
}

/* By how much rules are broken that the two touch. */
static int64_t broken(const judge *j, uint32_t t, uint32_t u)
{
    const jh_rotation *r = j->r;
    int64_t base = r->backbone_base == JH_OF_MOVERS ? j->movers : j->eligible;
    int64_t sum = above((int64_t)r->movers_least - j->movers);
    sum += (above(r->backbone_permille * base - 1000 * j->backbone) + 999) / 1000;
    uint32_t group[4], n = 0;
    for (int k = 0; k < 4; k++) {
        uint32_t g = r->teacher[k < 2 ? t : u].group[k % 2];
        bool known = g == JH_ROTATION_NONE;
        for (uint32_t i = 0; i < n; i++)
            known = known || group[i] == g;
        if (!known) group[n++] = g;
    }
    for (uint32_t i = 0; i < n; i++)
        sum += above((int64_t)j->moved[group[i]] - r->group_most[group[i]]);
    return sum;
}

enum { LACKS = 2 * JH_ROTATION_MARKS + 4 };

static void count_lacks(const judge *j, const uint32_t *section, const uint32_t *post,
                        int64_t *out)
{
    const jh_rotation *r = j->r;
    memset(out, 0, LACKS * sizeof *out);
    for (uint32_t i = 0; i < 2; i++)
        for (uint32_t m = 0; m < r->marks; m++) {
            uint32_t at = section[i] * r->marks + m;
            out[i * JH_ROTATION_MARKS + m] = above(r->target[at].least - j->have[at]);
        }
    for (int i = 0; i < 4; i++)
        out[2 * JH_ROTATION_MARKS + i] =
            above(r->post[post[i]].need - j->filled[post[i]]);
}

static bool accepted(judge *j, uint32_t t, uint32_t i, uint32_t u, uint32_t k)
{
    uint32_t section[2] = {section_at(j, t, j->taken[t]), section_at(j, u, j->taken[u])};
    uint32_t post[4] = {post_at(j, t, j->taken[t]), post_at(j, u, j->taken[u]),
                        post_at(j, t, i), post_at(j, u, k)};
    int64_t was[LACKS], now[LACKS], rules = broken(j, t, u);
    count_lacks(j, section, post, was);
    put(j, t, j->taken[t], -1), put(j, u, j->taken[u], -1);
    put(j, t, i, 1), put(j, u, k, 1);
    count_lacks(j, section, post, now);
    bool good = broken(j, t, u) <= rules;
    for (int n = 0; n < LACKS && good; n++)
        good = now[n] <= was[n];
    put(j, t, i, -1), put(j, u, k, -1);
    put(j, t, j->taken[t], 1), put(j, u, j->taken[u], 1);
    return good;
}

/* Whether a teacher has an option in the section that he likes better than his own, from `from` on. */
static bool likes(const judge *j, uint32_t t, uint32_t section, uint32_t from,
                  uint32_t *option)
{
    const jh_rotation_teacher *who = &j->r->teacher[t];
    for (uint32_t i = from; i < who->options; i++)
        if (section_at(j, t, i) == section &&
            j->dislike[who->option + i] < j->dislike[who->option + j->taken[t]]) {
            *option = i;
            return true;
        }
    return false;
}

static bool would_exchange(judge *j, uint32_t t, uint32_t u)
{
    uint32_t here = section_at(j, t, j->taken[t]), there = section_at(j, u, j->taken[u]);
    uint32_t i, k;
    if (here == there) return false;
    for (uint32_t a = 0; likes(j, t, there, a, &i); a = i + 1)
        for (uint32_t b = 0; likes(j, u, here, b, &k); b = k + 1)
            if (accepted(j, t, i, u, k)) return true;
    return false;
}

jh_status jh_stable_check(jh_arena *scratch, const jh_stable_market *market,
                          const uint32_t *taken, size_t most, jh_violations *out,
                          jh_error *err)
{
    const jh_rotation *r = market->r;
    const int32_t *dislike = market->dislike;
    judge j = {.r = r, .dislike = dislike, .taken = taken};
    size_t found = 0;
    j.filled = jh_alloc_array(scratch, (size_t)r->posts + 1, sizeof *j.filled);
    j.have = jh_alloc_array(scratch, (size_t)r->sections * r->marks + 1, sizeof *j.have);
    j.moved = jh_alloc_array(scratch, (size_t)r->groups + 1, sizeof *j.moved);
    uint8_t *wants = jh_alloc_array(scratch, (size_t)r->sections + 1, 1);
    if (!j.filled || !j.have || !j.moved || !wants) return jh_nomem(err);
    for (uint32_t t = 0; t < r->teachers; t++) {
        put(&j, t, taken[t], 1);
        j.eligible += r->teacher[t].eligible;
    }
    for (uint32_t t = 0; t < r->teachers && found < most; t++) {
        const jh_rotation_teacher *who = &r->teacher[t];
        if (!who->eligible) continue;
        memset(wants, 0, r->sections);
        for (uint32_t i = 0; i < who->options; i++)
            wants[section_at(&j, t, i)] |=
                dislike[who->option + i] < dislike[who->option + taken[t]];
        for (uint32_t u = t + 1; u < r->teachers && found < most; u++) {
            if (!r->teacher[u].eligible || !wants[section_at(&j, u, taken[u])]) continue;
            if (!would_exchange(&j, t, u)) continue;
            found++;
            if (jh_violation_add(out, NULL, 1, "plan.rotation_exchange",
                                 "teacher:u other:u", (size_t)t + 1,
                                 (size_t)u + 1) != JH_OK)
                return jh_nomem(err);
        }
    }
    return JH_OK;
}
