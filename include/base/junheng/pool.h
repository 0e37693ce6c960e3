/* base: a pool of threads for work that falls into numbered tasks.
 *
 * What a task computes may depend on its number alone, never on the thread that runs it or on
 * how many there are: then one thread and seven give the same bytes. Sums are therefore made
 * over blocks of fixed size and added in the order of their numbers by the caller.
 */
#ifndef JUNHENG_POOL_H
#define JUNHENG_POOL_H

#include <junheng/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JH_THREADS_MAX 64

typedef struct jh_pool jh_pool;

/* A pool of `threads` threads, the caller's own being one of them: 0 and 1 start none. Where
 * the system gives fewer the pool has those that it got. NULL without memory. */
jh_pool *jh_pool_new(size_t threads);
void jh_pool_free(jh_pool *pool);
/* How many threads work; 1 for NULL. */
size_t jh_pool_threads(const jh_pool *pool);

/* One task; `worker` (< jh_pool_threads) names the thread, for its own scratch memory. */
typedef jh_status (*jh_task)(void *ctx, size_t task, size_t worker);

/* Runs the tasks 0 … n - 1, each once, and returns when all are done. Once one fails no later
 * one is begun; the status is that of the first task, by number, that failed. A NULL pool runs
 * them in turn. Not to be called from within a task. */
jh_status jh_pool_run(jh_pool *pool, size_t n, jh_task task, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
