/* Who may be sent elsewhere, by the pack's settings and what the table says of each teacher. */
#include "teachers.h"

#include "../reply.h"

#include <math.h>
#include <string.h>

static const jh_setting *setting(const jh_pack *pack, const char *id)
{
    for (size_t i = 0; i < pack->settings; i++)
        if (!strcmp(pack->setting[i].id, id)) return &pack->setting[i];
    return NULL;
}

static double number(const jh_pack *pack, const char *id, double otherwise)
{
    const jh_setting *s = setting(pack, id);
    return s && !s->is_choice ? s->number : otherwise;
}

void jh__rotation_rules(const jh_pack *pack, const jh__rotation_wish *wish,
                        jh__rotation_rule *out)
{
    const jh_setting *first = setting(pack, "rotation_rural_first");
    const jh_setting *base = setting(pack, "rotation_backbone_base");
    *out = (jh__rotation_rule){
        .share = number(pack, "rotation_share", 0.1),
        .backbone = number(pack, "rotation_backbone_share", 0.2),
        .of_eligible = base && base->is_choice && !strcmp(base->text, "eligible"),
        .years = isnan(wish->years) ? number(pack, "rotation_years", 6) : wish->years,
        .term = number(pack, "rotation_term", 3),
        .leave = isnan(wish->leave_share) ? number(pack, "rotation_leave_share", 0.25)
                                          : wish->leave_share,
        .age = {number(pack, "rotation_age_women", INFINITY),
                number(pack, "rotation_age_men", INFINITY)},
        .rest = number(pack, "rotation_rest_years", 0),
        .rural_years = number(pack, "rotation_rural_years", 1),
        .rural_first = first && first->is_choice && !strcmp(first->text, "yes")};
}

bool jh__rotation_woman(const char *sex)
{
    return sex && (!strcmp(sex, "女") || !strcmp(sex, "F"));
}

bool jh__rotation_man(const char *sex)
{
    return sex && (!strcmp(sex, "男") || !strcmp(sex, "M"));
}

/* Where the sex is not given, the higher of the two ages counts. */
static bool near_retirement(const jh__rotation_rule *rule, const jh__teacher_facts *f)
{
    double age = jh__rotation_woman(f->sex) ? rule->age[0]
                 : jh__rotation_man(f->sex) ? rule->age[1]
                                            : fmax(rule->age[0], rule->age[1]);
    return f->age >= age;
}

const char *jh__rotation_why_not(const jh__rotation_rule *rule,
                                 const jh__teacher_facts *f)
{
    if (f->stated == JH__SAID_YES) return NULL;
    if (f->reason) return "ops.rotation_not_reason";
    if (f->stated == JH__SAID_NO) return "ops.rotation_not_stated";
    if (near_retirement(rule, f)) return "ops.rotation_not_age";
    if (f->since_move < rule->rest) return "ops.rotation_not_rest";
    if (!(f->years >= rule->years)) return "ops.rotation_not_years";
    return NULL;
}

bool jh__rotation_needs_rural(const jh__rotation_rule *rule, const jh__teacher_facts *f)
{
    bool senior = f->title && (strstr(f->title, "高级") || !strcmp(f->title, "senior"));
    return rule->rural_first && f->rural_years < rule->rural_years && !senior;
}
