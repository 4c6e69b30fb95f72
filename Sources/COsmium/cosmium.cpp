// The library's assertions guard against its own mistakes by aborting; here bad input must become an error, and what
// they check (order, unique ids) is checked before.
#ifndef NDEBUG
#define NDEBUG
#endif
#include "cosmium.h"

#include "file.hpp"

#include <memory>
#include <new>
#include <string>
#include <system_error>

extern "C" cosmium_file *cosmium_open(
    const char *path, const char *format, const cosmium_key *keys, size_t key_count) {
    try {
        auto file = std::make_unique<cosmium_file>();
        // libosmium would start a download for `http:…`; a name with a slash before the colon is only a name.
        file->path = (path[0] == '/' ? "" : "./") + std::string{path};
        file->format = format;
        for (size_t i = 0; i < key_count; ++i) {
            file->keys.place.emplace(keys[i].name, int32_t(i));
            file->keys.makes_layer.push_back(keys[i].makes_layer != 0);
        }
        return file.release();
    } catch (...) {
        return nullptr;
    }
}

extern "C" void cosmium_close(cosmium_file *file) { delete file; }

extern "C" cosmium_code cosmium_next(cosmium_file *file, cosmium_batch *out) {
    auto failed = [&](cosmium_code code, const char *message) {
        file->stage = cosmium_file::Stage::end;
        file->batch.clear();
        try {
            file->message = message;
        } catch (...) {
        }
        return code;
    };
    try {
        auto code = file->next();
        const auto &b = file->batch;
        *out = {b.objects.data(), b.objects.size(), b.tags.data(), b.text.data(),
                b.points.data(), b.rings.data(), b.ring_points.data()};
        return code;
    } catch (const std::system_error &e) {
        return failed(COSMIUM_SYSTEM, e.what());
    } catch (const std::bad_alloc &) {
        return failed(COSMIUM_MEMORY, "out of memory");
    } catch (const std::exception &e) {
        return failed(COSMIUM_BAD_FILE, e.what());
    } catch (...) {
        return failed(COSMIUM_BAD_FILE, "unknown failure");
    }
}

extern "C" const char *cosmium_message(const cosmium_file *file) { return file->message.c_str(); }
extern "C" cosmium_unused cosmium_unused_objects(const cosmium_file *file) { return file->unused; }
extern "C" int32_t cosmium_was_unsorted(const cosmium_file *file) { return file->unsorted ? 1 : 0; }
