/* Compiled once for each kind of processor, as jh__kernels_plain and jh__kernels_wide. */
#include "entropy.h"
#include "moments.h"
#include "recall.h"
#include "sorting.h"
#include "walk.h"

const jh__kernels JH__KERNELS = {.recall = recall,
                                 .moments = moments,
                                 .divide = divide,
                                 .cv = cv,
                                 .entropy = entropy,
                                 .order = merge_exchange,
                                 .sort = sort_four,
                                 .read = read_four,
                                 .walk = walk};
