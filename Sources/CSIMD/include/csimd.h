#pragma once
#include <stdint.h>
#if defined(__AVX__)
#include <immintrin.h>
#endif

// Tests of many boxes at once that Swift's SIMD types do not compile to the instructions they should be, each with a
// portable form for machines without AVX (other x86, arm64). Answers are the same bits either way.

#define CSIMD_INLINE static inline __attribute__((always_inline))

typedef int32_t csimd_i32x8 __attribute__((ext_vector_type(8)));

/// Bit i of the answer is the sign bit of lane i.
CSIMD_INLINE uint32_t csimd_movemask8(csimd_i32x8 mask) {
#if defined(__AVX__)
    return (uint32_t)_mm256_movemask_ps((__m256)mask);
#else
    uint32_t bits = 0;
    for (int i = 0; i < 8; i++) bits |= (uint32_t)(mask[i] < 0) << i;
    return bits;
#endif
}

/// Which of 16 boxes (16 min x, 16 min y, 16 max x, 16 max y) share a point with a window: bit i for box i.
CSIMD_INLINE uint32_t csimd_overlap16(const float *boxes, float min_x, float min_y, float max_x, float max_y) {
#if defined(__AVX__)
    const __m256 lx = _mm256_set1_ps(min_x), ly = _mm256_set1_ps(min_y);
    const __m256 hx = _mm256_set1_ps(max_x), hy = _mm256_set1_ps(max_y);
    uint32_t bits = 0;
    for (int i = 0; i < 2; i++) {
        const float *b = boxes + 8 * i;
        const __m256 x = _mm256_and_ps(
            _mm256_cmp_ps(_mm256_loadu_ps(b), hx, _CMP_LE_OQ), _mm256_cmp_ps(_mm256_loadu_ps(b + 32), lx, _CMP_GE_OQ));
        const __m256 y = _mm256_and_ps(
            _mm256_cmp_ps(_mm256_loadu_ps(b + 16), hy, _CMP_LE_OQ),
            _mm256_cmp_ps(_mm256_loadu_ps(b + 48), ly, _CMP_GE_OQ));
        bits |= (uint32_t)_mm256_movemask_ps(_mm256_and_ps(x, y)) << (8 * i);
    }
    return bits;
#else
    uint32_t bits = 0;
    for (int i = 0; i < 16; i++) {
        const int hit = (boxes[i] <= max_x) & (boxes[i + 32] >= min_x) & (boxes[i + 16] <= max_y) & (boxes[i + 48] >= min_y);
        bits |= (uint32_t)hit << i;
    }
    return bits;
#endif
}

/// The same for 8 boxes in double precision.
CSIMD_INLINE uint32_t csimd_overlap8(const double *boxes, double min_x, double min_y, double max_x, double max_y) {
#if defined(__AVX__)
    const __m256d lx = _mm256_set1_pd(min_x), ly = _mm256_set1_pd(min_y);
    const __m256d hx = _mm256_set1_pd(max_x), hy = _mm256_set1_pd(max_y);
    uint32_t bits = 0;
    for (int i = 0; i < 2; i++) {
        const double *b = boxes + 4 * i;
        const __m256d x = _mm256_and_pd(
            _mm256_cmp_pd(_mm256_loadu_pd(b), hx, _CMP_LE_OQ), _mm256_cmp_pd(_mm256_loadu_pd(b + 16), lx, _CMP_GE_OQ));
        const __m256d y = _mm256_and_pd(
            _mm256_cmp_pd(_mm256_loadu_pd(b + 8), hy, _CMP_LE_OQ),
            _mm256_cmp_pd(_mm256_loadu_pd(b + 24), ly, _CMP_GE_OQ));
        bits |= (uint32_t)_mm256_movemask_pd(_mm256_and_pd(x, y)) << (4 * i);
    }
    return bits;
#else
    uint32_t bits = 0;
    for (int i = 0; i < 8; i++) {
        const int hit = (boxes[i] <= max_x) & (boxes[i + 16] >= min_x) & (boxes[i + 8] <= max_y) & (boxes[i + 24] >= min_y);
        bits |= (uint32_t)hit << i;
    }
    return bits;
#endif
}

/// Squared distances from a point to 16 boxes, and which of them are at most `limit`.
CSIMD_INLINE uint32_t csimd_distance16(const float *boxes, float x, float y, float limit, float *squared) {
    for (int i = 0; i < 16; i++) {
        float dx = boxes[i] - x, ex = x - boxes[i + 32];
        float dy = boxes[i + 16] - y, ey = y - boxes[i + 48];
        dx = dx > ex ? dx : ex;
        dy = dy > ey ? dy : ey;
        dx = dx > 0 ? dx : 0;
        dy = dy > 0 ? dy : 0;
        squared[i] = dx * dx + dy * dy;
    }
    uint32_t bits = 0;
#if defined(__AVX__)
    const __m256 far = _mm256_set1_ps(limit);
    bits = (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(_mm256_loadu_ps(squared), far, _CMP_LE_OQ))
         | (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(_mm256_loadu_ps(squared + 8), far, _CMP_LE_OQ)) << 8;
#else
    for (int i = 0; i < 16; i++) bits |= (uint32_t)(squared[i] <= limit) << i;
#endif
    return bits;
}

/// The same for 8 boxes in double precision.
CSIMD_INLINE uint32_t csimd_distance8(const double *boxes, double x, double y, double limit, double *squared) {
    for (int i = 0; i < 8; i++) {
        double dx = boxes[i] - x, ex = x - boxes[i + 16];
        double dy = boxes[i + 8] - y, ey = y - boxes[i + 24];
        dx = dx > ex ? dx : ex;
        dy = dy > ey ? dy : ey;
        dx = dx > 0 ? dx : 0;
        dy = dy > 0 ? dy : 0;
        squared[i] = dx * dx + dy * dy;
    }
    uint32_t bits = 0;
#if defined(__AVX__)
    const __m256d far = _mm256_set1_pd(limit);
    bits = (uint32_t)_mm256_movemask_pd(_mm256_cmp_pd(_mm256_loadu_pd(squared), far, _CMP_LE_OQ))
         | (uint32_t)_mm256_movemask_pd(_mm256_cmp_pd(_mm256_loadu_pd(squared + 4), far, _CMP_LE_OQ)) << 4;
#else
    for (int i = 0; i < 8; i++) bits |= (uint32_t)(squared[i] <= limit) << i;
#endif
    return bits;
}
