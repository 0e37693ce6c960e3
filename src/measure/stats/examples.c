#include "examples.h"

const double jh__five_x[5] = {279.0 / 45, 137.0 / 37, 935.0 / 89, 160.0 / 76, 402.0 / 55};
const double jh__five_w[5] = {45, 37, 89, 76, 55};
const double jh__six_x[6] = {3, 8, 1, 6, 2, 4};
const double jh__six_w[6] = {4, 1, 2, 1, 3, 1};
const double jh__six_wealth[6] = {20, 50, 10, 40, 20, 30};
const double jh__six_flag[6] = {1, 0, 1, 0, 1, 0};
const double jh__six_group[6] = {0, 1, 0, 1, 2, 2};
const double jh__zero_x[5] = {0, 1, 2, 3, 4};
