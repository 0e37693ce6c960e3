/* ops, private: every operation, written at build time from the list in ops/meson.build. */
#ifndef JH_OPS_REGISTRY_H
#define JH_OPS_REGISTRY_H

#include <junheng/ops.h>

extern const jh_op *const jh__op_table[];
extern const size_t jh__op_table_n;

#endif
