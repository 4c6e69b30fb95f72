#include "csimdjson.h"

#include <new>
#include <simdjson.h>

struct csimdjson_parser {
    simdjson::dom::parser parser;
};

extern "C" csimdjson_parser *csimdjson_make(void) { return new (std::nothrow) csimdjson_parser; }
extern "C" void csimdjson_free(csimdjson_parser *p) { delete p; }
extern "C" size_t csimdjson_padding(void) { return simdjson::SIMDJSON_PADDING; }

extern "C" csimdjson_result csimdjson_parse(csimdjson_parser *p, const uint8_t *bytes, size_t length) {
    auto answer = p->parser.parse(bytes, length, false);
    csimdjson_result r{};
    if (answer.error()) {
        r.code = int32_t(answer.error());
        r.error = simdjson::error_message(answer.error());
    } else {
        r.tape = p->parser.doc.tape.get();
        r.strings = p->parser.doc.string_buf.get();
    }
    return r;
}
