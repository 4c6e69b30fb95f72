#pragma once
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/// A reusable simdjson DOM parser. One per thread.
typedef struct csimdjson_parser csimdjson_parser;

/// What a parse found: the tape and the strings stay valid until the parser's next parse.
typedef struct {
    const uint64_t *tape;    ///< simdjson tape, see its doc/tape.md; word 0 is the root
    const uint8_t *strings;  ///< 4-byte length, bytes, NUL
    const char *error;       ///< static text, or NULL if all went well
    int32_t code;            ///< simdjson error code, 0 if all went well
} csimdjson_result;

csimdjson_parser *csimdjson_make(void);
void csimdjson_free(csimdjson_parser *);

/// Bytes that must be readable behind the text.
size_t csimdjson_padding(void);

/// Parses `length` bytes. The caller guarantees `csimdjson_padding()` readable bytes behind them.
csimdjson_result csimdjson_parse(csimdjson_parser *, const uint8_t *bytes, size_t length);

/// Where the list or object that begins at `text[from]` ends: the index one past its closing bracket, 0 if the text
/// ends before. Looks at brackets and quotes only and checks nothing else; 64 bytes behind `length` must be readable.
size_t csimdjson_skip(const uint8_t *text, size_t from, size_t length);

#ifdef __cplusplus
}
#endif
