/* Compiled once for each kind of processor, as jh__kernels_plain, _avx2 and _avx512. */
#include "buckets.h"
#include "entropy.h"
#include "moments.h"
#include "open.h"
#include "recall.h"
#include "sorting.h"
#include "walk.h"

const jh__kernels JH__KERNELS = {.width = WIDTH,
                                 .recall = recall,
                                 .open = open_group,
                                 .moments = moments,
                                 .divide = divide,
                                 .cv = cv,
                                 .entropy = entropy,
                                 .range = range,
                                 .buckets = buckets,
                                 .sort = sort,
                                 .read = read,
                                 .walk = walk};
