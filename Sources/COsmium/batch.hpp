// What one batch is made of, and which tags go into it.
#pragma once
#include "cosmium.h"

#include <algorithm>
#include <osmium/osm/location.hpp>
#include <osmium/osm/tag.hpp>
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

inline cosmium_point point(const osmium::Location &l) {
    return l.valid() ? cosmium_point{l.x(), l.y()} : cosmium_point{INT32_MAX, INT32_MAX};
}
