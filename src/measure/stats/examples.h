/* Small samples whose figures are known, for the descriptors. */
#ifndef JH_EXAMPLES_H
#define JH_EXAMPLES_H

/* Five primary schools: books a pupil, pupils (校际均衡指标计算方法). */
extern const double jh__five_x[5], jh__five_w[5];
/* Six schools with 12 pupils: mean 19/6, median 3. */
extern const double jh__six_x[6], jh__six_w[6];
/* A second variable of theirs: wealth, whether disadvantaged, group. */
extern const double jh__six_wealth[6], jh__six_flag[6], jh__six_group[6];
/* 0 to 4. */
extern const double jh__zero_x[5];

#endif
