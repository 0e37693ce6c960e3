/* ops, private: the operations that exist, one a file; registry.c puts them in order. */
#ifndef JH_OPS_REGISTRY_H
#define JH_OPS_REGISTRY_H

#include <junheng/ops.h>

#endif
