/* Percentile 百分位数 of any rank, of types 1, 2 and 7 of Hyndman and Fan. */
#include "examples.h"
#include "sorted.h"

#include <math.h>

static jh_stat_result compute(jh_sample s)
{
    int type = (int)s.param[1];
    if (type != JH__INVERSE && type != JH__AVERAGED && type != JH__LINEAR)
        return jh__undefined("stat.percentile_type");
    return jh__percentile_of(s, s.param[0], (jh__percentile_type)type);
}

static const jh_stat_param params[] = {
    {.name = "p",
     .meaning = {"百分位", "percent"},
     .low = 0,
     .high = 100,
     .usual = 25,
     .required = true},
    {.name = "type",
     .meaning = {"类型：1、2 或 7", "type: 1, 2 or 7"},
     .low = 1,
     .high = 7,
     .usual = 7,
     .whole = true},
};

static const double given_1[] = {25, 7};
static const double given_2[] = {33, 1};
static const double given_3[] = {50, 2};
static const double given_4[] = {90, 7};
static const jh_stat_example examples[] = {
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_1,
     .value = 2,
     .source = "six schools, from the definition"},
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_2,
     .value = 2,
     .source = "six schools, from the definition"},
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_3,
     .value = 3,
     .source = "six schools, from the definition"},
    {.x = jh__six_x,
     .w = jh__six_w,
     .n = 6,
     .param = given_4,
     .value = 29.0 / 5,
     .source = "six schools, from the definition"},
};

extern const jh_stat jh__stat_percentile;
const jh_stat jh__stat_percentile = {
    .id = "percentile",
    .name = {"百分位数", "percentile"},
    .definition =
        {"学生按数值从低到高排队，位于 p% 处的数值；第 1 型：累计首次达到；第 2 "
         "型：恰好达到时取相邻两数平均；第 7 型：第 1+(W−1)·p% 位，两位之间按比例",
         "pupils ranked by value: the value at p %. Type 1: the first that reaches it; "
         "type 2: where it is met exactly, the average with the next; type 7: at place 1 "
         "+ (W − 1) · p %, linear between places"},
    .source = "Hyndman & Fan 1996",
    .weights = {"学生数", "pupils"},
    .undefined = {"没有数值或权重合计为零；类型不是 1、2、7",
                  "no value, or no weight; or a type other than 1, 2, 7"},
    .param = params,
    .params = JH_COUNT(params),
    .zeros = {"照常计入", "they count as they are"},
    .fairer = JH_FAIRER_UNSAID,
    .low = -INFINITY,
    .high = INFINITY,
    .holds = {.scale = JH_FOLLOWS, .translation = JH_FOLLOWS, .permutation = true},
    .cost = "n log n",
    .example = examples,
    .examples = JH_COUNT(examples),
    .compute = compute,
};
