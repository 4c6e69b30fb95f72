#include <string.h>

#include "csimdjson.h"

// Sixty-four bytes at a time as bit masks, one bit a byte, in clang's portable vector types: the compiler makes
// pmovmskb of them on x86 and its counterpart elsewhere. The method is simdjson's (Langdale & Lemire 2019, §3.1).
typedef uint8_t bytes64 __attribute__((ext_vector_type(64)));
typedef _Bool bits64 __attribute__((ext_vector_type(64)));

#if defined(__x86_64__) && defined(__linux__)
#define EVERY_CPU __attribute__((target_clones("default", "arch=x86-64-v3")))
#else
#define EVERY_CPU
#endif

#define MASK_OF(condition)                                              \
    ({                                                                  \
        bits64 picked = __builtin_convertvector((condition), bits64);   \
        uint64_t mask;                                                  \
        memcpy(&mask, &picked, sizeof mask);                            \
        mask;                                                           \
    })

/// Bytes behind an odd run of backslashes. `carry` is 1 if the block before ended in one.
static inline uint64_t escaped_bytes(uint64_t backslash, uint64_t *carry) {
    const uint64_t even = 0x5555555555555555ULL;
    backslash &= ~*carry;
    uint64_t follows = backslash << 1 | *carry;
    uint64_t odd_starts = backslash & ~even & ~follows;
    uint64_t even_runs;
    *carry = __builtin_add_overflow(odd_starts, backslash, &even_runs);
    return (even ^ even_runs << 1) & follows;
}

/// Bit i of the answer is the parity of bits 0…i.
static inline uint64_t prefix_parity(uint64_t bits) {
    for (int step = 1; step < 64; step <<= 1) bits ^= bits << step;
    return bits;
}

EVERY_CPU size_t csimdjson_skip(const uint8_t *text, size_t from, size_t length) {
    uint64_t escape = 0, string = 0;
    int64_t depth = 0;
    for (size_t at = from; at < length; at += 64) {
        bytes64 block;
        memcpy(&block, text + at, sizeof block);
        bytes64 folded = block | 0x20;  // [ and { become one byte, ] and } another
        uint64_t quote = MASK_OF(block == '"');
        uint64_t backslash = MASK_OF(block == '\\');
        uint64_t open = MASK_OF(folded == '{');
        uint64_t close = MASK_OF(folded == '}');
        if (backslash | escape) quote &= ~escaped_bytes(backslash, &escape);
        if (quote | string) {
            uint64_t inside = prefix_parity(quote) ^ string;
            string = (uint64_t)((int64_t)inside >> 63);
            open &= ~inside;
            close &= ~inside;
        }
        int64_t closing = __builtin_popcountll(close);
        if (depth > closing) {
            depth += __builtin_popcountll(open) - closing;
            continue;
        }
        for (uint64_t both = open | close; both; both &= both - 1) {
            depth += open & both & -both ? 1 : -1;
            size_t here = at + (size_t)__builtin_ctzll(both);
            if (depth <= 0) return here < length ? here + 1 : 0;
        }
    }
    return 0;
}
