#include <junheng/base.h>

#include <math.h>

static uint64_t rotate(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

void jh_random_seed(jh_random *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++) { /* splitmix64 */
        uint64_t z = (seed += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        r->s[i] = z ^ (z >> 31);
    }
}

uint64_t jh_random_next(jh_random *r)
{
    uint64_t *s = r->s, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

double jh_random_unit(jh_random *r)
{
    return (double)(jh_random_next(r) >> 11) * 0x1p-53;
}

uint64_t jh_random_below(jh_random *r, uint64_t bound)
{
    /* the 2^64 mod bound lowest values are drawn again, so that no result is favoured */
    uint64_t refuse = (0 - bound) % bound, x;
    do
        x = jh_random_next(r);
    while (x < refuse);
    return x % bound;
}

double jh_random_normal(jh_random *r)
{
    /* polar method: only log and sqrt, whose last digits agree between C libraries */
    double u, v, s;
    do {
        u = 2 * jh_random_unit(r) - 1;
        v = 2 * jh_random_unit(r) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * sqrt(-2 * log(s) / s);
}
