#include <junheng/pool.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* One call of jh_pool_run. Tasks are taken in the order of their numbers, so every task before
 * the one that failed has been begun and is finished: the first failure is always the same. */
typedef struct job {
    jh_task task;
    void *ctx;
    size_t n;
    atomic_size_t next;
    atomic_size_t failed; /* number of the first task that failed; n: none */
    jh_status status;     /* of that task */
} job;

typedef struct helper {
    jh_pool *pool;
    size_t worker;
    pthread_t thread;
} helper;

struct jh_pool {
    pthread_mutex_t lock;
    pthread_cond_t begin, end;
    job *job;
    size_t round; /* counts the jobs, so that a helper takes part in each once */
    size_t busy;
    bool leave;
    size_t helpers;
    helper helper[JH_THREADS_MAX];
};

static void work(jh_pool *pool, job *j, size_t worker)
{
    for (;;) {
        size_t i = atomic_fetch_add(&j->next, 1);
        if (i >= j->n || i > atomic_load(&j->failed)) return;
        jh_status st = j->task(j->ctx, i, worker);
        if (st == JH_OK) continue;
        if (pool) pthread_mutex_lock(&pool->lock);
        if (i < atomic_load(&j->failed)) {
            atomic_store(&j->failed, i);
            j->status = st;
        }
        if (pool) pthread_mutex_unlock(&pool->lock);
    }
}

static void *help(void *self)
{
    helper *h = self;
    jh_pool *pool = h->pool;
    size_t seen = 0;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (pool->round == seen && !pool->leave)
            pthread_cond_wait(&pool->begin, &pool->lock);
        if (pool->leave) break;
        seen = pool->round;
        job *j = pool->job;
        pthread_mutex_unlock(&pool->lock);
        work(pool, j, h->worker);
        pthread_mutex_lock(&pool->lock);
        if (!--pool->busy) pthread_cond_signal(&pool->end);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

jh_pool *jh_pool_new(size_t threads)
{
    jh_pool *pool = calloc(1, sizeof *pool);
    if (!pool) return NULL;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->begin, NULL);
    pthread_cond_init(&pool->end, NULL);
    while (pool->helpers + 1 < threads && pool->helpers + 1 < JH_THREADS_MAX) {
        helper *h = &pool->helper[pool->helpers];
        *h = (helper){.pool = pool, .worker = pool->helpers + 1};
        if (pthread_create(&h->thread, NULL, help, h)) break;
        pool->helpers++;
    }
    return pool;
}

void jh_pool_free(jh_pool *pool)
{
    if (!pool) return;
    pthread_mutex_lock(&pool->lock);
    pool->leave = true;
    pthread_cond_broadcast(&pool->begin);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->helpers; i++)
        pthread_join(pool->helper[i].thread, NULL);
    pthread_cond_destroy(&pool->end);
    pthread_cond_destroy(&pool->begin);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

size_t jh_pool_threads(const jh_pool *pool)
{
    return pool ? pool->helpers + 1 : 1;
}

jh_status jh_pool_run(jh_pool *pool, size_t n, jh_task task, void *ctx)
{
    job j = {.task = task, .ctx = ctx, .n = n, .status = JH_OK};
    atomic_init(&j.next, 0);
    atomic_init(&j.failed, n);
    bool alone = !pool || !pool->helpers || n < 2;
    if (alone) {
        work(NULL, &j, 0);
        return j.status;
    }
    pthread_mutex_lock(&pool->lock);
    pool->job = &j;
    pool->busy = pool->helpers;
    pool->round++;
    pthread_cond_broadcast(&pool->begin);
    pthread_mutex_unlock(&pool->lock);
    work(pool, &j, 0);
    pthread_mutex_lock(&pool->lock);
    while (pool->busy)
        pthread_cond_wait(&pool->end, &pool->lock);
    pool->job = NULL;
    pthread_mutex_unlock(&pool->lock);
    return j.status;
}
