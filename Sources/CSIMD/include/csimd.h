#pragma once
#include <stdint.h>

// Eight-lane helpers that Swift's SIMD types do not compile to one instruction,
// each with a portable fall-back for machines without AVX (other x86, arm64).
typedef int32_t csimd_i32x8 __attribute__((ext_vector_type(8)));
typedef float csimd_f32x8 __attribute__((ext_vector_type(8)));
typedef int64_t csimd_i64x4 __attribute__((ext_vector_type(4)));

/// Bit i of the answer is the sign bit of lane i.
static inline __attribute__((always_inline)) uint32_t csimd_movemask8(csimd_i32x8 mask);
/// The same for four lanes of 64 bits.
static inline __attribute__((always_inline)) uint32_t csimd_movemask4(csimd_i64x4 mask);

/// Square roots of eight numbers.
static inline __attribute__((always_inline)) csimd_f32x8 csimd_sqrt8(csimd_f32x8 v);

/// Asks for the cache line at an address; any address will do.
static inline __attribute__((always_inline)) void csimd_prefetch(const void *address) {
    __builtin_prefetch(address);
}

#if defined(__AVX__)
#include <immintrin.h>
static inline __attribute__((always_inline)) uint32_t csimd_movemask8(csimd_i32x8 mask) {
    return (uint32_t)_mm256_movemask_ps((__m256)mask);
}
static inline __attribute__((always_inline)) uint32_t csimd_movemask4(csimd_i64x4 mask) {
    return (uint32_t)_mm256_movemask_pd((__m256d)mask);
}
static inline __attribute__((always_inline)) csimd_f32x8 csimd_sqrt8(csimd_f32x8 v) {
    return (csimd_f32x8)_mm256_sqrt_ps((__m256)v);
}
#else
static inline __attribute__((always_inline)) uint32_t csimd_movemask8(csimd_i32x8 mask) {
    uint32_t bits = 0;
    for (int i = 0; i < 8; i++) bits |= (uint32_t)(mask[i] < 0) << i;
    return bits;
}
static inline __attribute__((always_inline)) uint32_t csimd_movemask4(csimd_i64x4 mask) {
    uint32_t bits = 0;
    for (int i = 0; i < 4; i++) bits |= (uint32_t)(mask[i] < 0) << i;
    return bits;
}
static inline __attribute__((always_inline)) csimd_f32x8 csimd_sqrt8(csimd_f32x8 v) {
    for (int i = 0; i < 8; i++) v[i] = __builtin_sqrtf(v[i]);
    return v;
}
#endif
