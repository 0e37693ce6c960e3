/* Memory for many rows: where it is large, in pages that the system clears and finds faster. */
#ifndef JUNHENG_INTAKE_PAGES_H
#define JUNHENG_INTAKE_PAGES_H

#include <stddef.h>

/* At least `size` bytes (1 for 0), for free(); NULL without memory. */
void *jh__pages(size_t size);

#endif
