/* Packs, forms and report assets, sorted by name, written into C at build time. */
#ifndef JH_ASSET_TABLE_H
#define JH_ASSET_TABLE_H

#include <junheng/base.h>

extern const jh_asset jh__asset_table[];
extern const size_t jh__asset_count;

#endif
