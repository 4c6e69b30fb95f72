// What one batch is made of, and which tags go into it.
#pragma once
#include "cosmium.h"

#include <algorithm>
#include <osmium/osm/location.hpp>
#include <osmium/osm/tag.hpp>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

/// Objects of one batch at most; a batch ends with the library's buffer (some 10,000 objects).
inline constexpr size_t batch_objects = 16384;

struct Batch {
    std::vector<cosmium_object> objects;
    std::vector<cosmium_tag> tags;
    std::vector<char> text;
    std::vector<cosmium_point> points;
    std::vector<cosmium_ring> rings;
    std::vector<cosmium_point> ring_points;

    void clear() {
        objects.clear();
        tags.clear();
        text.clear();
        points.clear();
        rings.clear();
        ring_points.clear();
    }
};

struct Keys {
    std::unordered_map<std::string, int32_t> place;
    std::vector<bool> makes_layer;

    int32_t find(const char *key) const {
        auto found = place.find(key);
        return found == place.end() ? -1 : found->second;
    }

    bool wanted(const osmium::TagList &tags) const {
        return std::any_of(tags.begin(), tags.end(), [&](const osmium::Tag &tag) {
            auto k = find(tag.key());
            return k >= 0 && makes_layer[size_t(k)];
        });
    }
};

/// Throws if walking the tags would leave their memory: the library keeps them as texts that end with a zero byte, and
/// does not notice when a PBF file brings zero bytes of its own.
inline void check(const osmium::TagList &tags) {
    const auto *begin = tags.data() + sizeof(osmium::TagList), *end = tags.data() + tags.byte_size();
    if (begin >= end) return;
    if (std::count(begin, end, 0) % 2 != 0 || end[-1] != 0)
        throw std::runtime_error{"a tag holds a zero byte"};
}

inline cosmium_point point(const osmium::Location &l) {
    return l.valid() ? cosmium_point{l.x(), l.y()} : cosmium_point{INT32_MAX, INT32_MAX};
}
