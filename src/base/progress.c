#include <junheng/base.h>

void jh_progress_tell(const jh_progress *p, const char *what_key, uint64_t done,
                      uint64_t total)
{
    if (p && p->report) p->report(p->ctx, what_key, done, total);
}

bool jh_progress_stopped(const jh_progress *p)
{
    return p && p->cancelled && p->cancelled(p->ctx);
}
