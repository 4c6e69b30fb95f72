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

// Angles of eight directions at a time. Written with vector operators alone: any compiler target will do.

/// Lanes of `a` where the mask's lane is all ones, of `b` where it is zero.
static inline __attribute__((always_inline)) csimd_f32x8 csimd_select8(
    csimd_i32x8 mask, csimd_f32x8 a, csimd_f32x8 b) {
    return (csimd_f32x8)((mask & (csimd_i32x8)a) | (~mask & (csimd_i32x8)b));
}

/// Each lane held between two numbers; the lower of them where a lane is no number.
static inline __attribute__((always_inline)) csimd_f32x8 csimd_clamp8(csimd_f32x8 v, float low, float high) {
    csimd_f32x8 l = low, h = high;
    v = csimd_select8(v > l, v, l);
    return csimd_select8(v < h, v, h);
}

/// atan2(y, x) of eight pairs, radians in -pi...pi, off by at most 5e-7; 0 for (0, 0).
///
/// arctan t on 0...1 is an odd polynomial of degree 15 fitted for the least maximal error (3.8e-8; tools/truth/photometry.py),
/// the rest follows from the symmetries of the plane.
static inline __attribute__((always_inline)) csimd_f32x8 csimd_arctangent8(csimd_f32x8 y, csimd_f32x8 x) {
    csimd_f32x8 ax = (csimd_f32x8)((csimd_i32x8)x & 0x7FFFFFFF);
    csimd_f32x8 ay = (csimd_f32x8)((csimd_i32x8)y & 0x7FFFFFFF);
    csimd_i32x8 steep = ay > ax;
    csimd_f32x8 small = csimd_select8(steep, ax, ay);
    csimd_f32x8 large = csimd_select8(steep, ay, ax);
    csimd_f32x8 least = 1.17549435e-38f;
    csimd_f32x8 t = small / csimd_select8(large < least, least, large);
    csimd_f32x8 s = t * t;
    csimd_f32x8 p = -0.004054565913975239f;
    p = p * s + 0.021862953901290894f;
    p = p * s - 0.0559123195707798f;
    p = p * s + 0.0964219719171524f;
    p = p * s - 0.1390862911939621f;
    p = p * s + 0.19946566224098206f;
    p = p * s - 0.33329859375953674f;
    p = p * s + 0.9999993443489075f;
    csimd_f32x8 angle = p * t;
    angle = csimd_select8(steep, 1.57079632679f - angle, angle);
    angle = csimd_select8(x < 0, 3.14159265359f - angle, angle);
    // The sign of y.
    return (csimd_f32x8)((csimd_i32x8)angle ^ ((csimd_i32x8)y & (int32_t)0x80000000));
}
