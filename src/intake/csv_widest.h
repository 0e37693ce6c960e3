/* What the readers for processors with AVX-512 share: digits, eight words at a time. */
#ifndef JUNHENG_INTAKE_CSV_WIDEST_H
#define JUNHENG_INTAKE_CSV_WIDEST_H

#if defined __x86_64__

#include <immintrin.h>

#define JH__WIDEST                                                                       \
    __attribute__((target("avx2,fma,bmi,bmi2,popcnt,avx512f,avx512bw,avx512dq,"          \
                          "avx512vl,avx512cd,avx512vbmi,avx512vbmi2")))

/* Eight digits a lane as an integer below 1e8. */
JH__WIDEST static inline __attribute__((always_inline)) __m512i jh__joined8(__m512i d)
{
    d = _mm512_maddubs_epi16(d, _mm512_set1_epi16(0x010A));
    d = _mm512_madd_epi16(d, _mm512_set1_epi32(0x00010064));
    return _mm512_add_epi64(_mm512_mul_epu32(d, _mm512_set1_epi64(10000)),
                            _mm512_srli_epi64(d, 32));
}

/* Takes the first point out of each lane, whose bytes were crossed with '0': what stands left of it moves up
 * by one byte. A lane's bit 8k says that it stood in byte k. */
JH__WIDEST static inline __attribute__((always_inline)) __m512i
jh__without_points(__m512i d, __m512i *point)
{
    const __m512i dot = _mm512_set1_epi8('0' ^ '.');
    *point = _mm512_maskz_set1_epi8(_mm512_cmpeq_epi8_mask(d, dot), 1);
    __m512i right =
        _mm512_sub_epi64(_mm512_setzero_si512(), _mm512_slli_epi64(*point, 8));
    right = _mm512_mask_set1_epi64(right, _mm512_testn_epi64_mask(*point, *point), -1);
    __m512i left = _mm512_andnot_si512(right, _mm512_slli_epi64(d, 8));
    return _mm512_or_si512(_mm512_and_si512(d, right), left);
}

#endif

#endif
