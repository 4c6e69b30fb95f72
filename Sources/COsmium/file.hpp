// The two passes over a file.
#pragma once
#include "batch.hpp"
#include "multipolygons.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <osmium/handler/check_order.hpp>
#include <osmium/index/map/flex_mem.hpp>
#include <osmium/io/bzip2_compression.hpp>
#include <osmium/io/gzip_compression.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/osm/object_comparisons.hpp>
#include <osmium/visitor.hpp>
#include <string>
#include <vector>

struct cosmium_file {
    std::string path, format, message;
    Keys keys;
    Batch batch;
    cosmium_unused unused{};
    bool unsorted = false;

    enum class Stage { start, objects, relations, end } stage = Stage::start;

    std::unique_ptr<osmium::io::Reader> reader;
    /// A file that is not sorted, whole, and the order to read it in.
    osmium::memory::Buffer whole{};
    std::vector<osmium::OSMObject *> sorted;
    size_t next_sorted = 0;

    std::unique_ptr<Multipolygons> multipolygons;
    osmium::handler::CheckOrder order;
    using Places = osmium::index::map::FlexMem<osmium::unsigned_object_id_type, osmium::Location>;
    Places places, places_of_negative;
    bool places_sorted = false;
    osmium::memory::Buffer area_buffer{1024, osmium::memory::Buffer::auto_grow::yes};
    /// Relation areas wait in the manager's buffer to the end, so that they come by id.
    std::vector<const osmium::Area *> relation_order;
    size_t next_relation = 0;

    osmium::io::File file() const { return osmium::io::File{path, format}; }

    // MARK: first pass

    /// Finds the multipolygon relations, and whether the file is sorted.
    void first_pass() {
        osmium::io::Header header;
        {
            osmium::io::Reader probe{file(), osmium::osm_entity_bits::nothing};
            header = probe.header();
        }
        if (header.has_multiple_object_versions())
            throw osmium::io_error{"the file holds changes or a history; a snapshot is needed"};
        // Where the file says that it is sorted, the second pass checks nodes and ways.
        auto wanted = header.get("sorting") == "Type_then_ID" ? osmium::osm_entity_bits::relation
                                                              : osmium::osm_entity_bits::nwr;
        start_relations();
        try {
            osmium::handler::CheckOrder sorted_check;
            osmium::io::Reader relations{file(), wanted};
            while (osmium::memory::Buffer buffer = relations.read()) {
                osmium::apply(buffer, sorted_check);
                for (const auto &relation : buffer.select<osmium::Relation>()) meet(relation);
            }
            relations.close();
        } catch (const osmium::out_of_order_error &) {
            unsorted = true;
        }
        if (unsorted) {
            start_relations();
            load_whole();
        } else {
            reader = std::make_unique<osmium::io::Reader>(
                file(), osmium::osm_entity_bits::node | osmium::osm_entity_bits::way);
        }
        multipolygons->prepare_for_lookup();
    }

    void start_relations() {
        unused = {};
        multipolygons = std::make_unique<Multipolygons>();
        multipolygons->keys = &keys;
    }

    /// Reads a file in whatever order it is, and sorts it; of an object that occurs again the newest version counts.
    void load_whole() {
        osmium::io::Reader all{file(), osmium::osm_entity_bits::nwr};
        whole = osmium::memory::Buffer{1 << 16, osmium::memory::Buffer::auto_grow::yes};
        while (osmium::memory::Buffer buffer = all.read()) {
            for (const auto &object : buffer.select<osmium::OSMObject>()) {
                whole.add_item(object);
                whole.commit();
            }
        }
        all.close();
        for (auto &object : whole.select<osmium::OSMObject>()) sorted.push_back(&object);
        std::sort(sorted.begin(), sorted.end(), [](const osmium::OSMObject *a, const osmium::OSMObject *b) {
            osmium::object_order_type_id_reverse_version before;
            return before(*a, *b) || (!before(*b, *a) && a < b);
        });
        sorted.erase(std::unique(sorted.begin(), sorted.end(), osmium::object_equal_type_id{}), sorted.end());
        for (const auto *object : sorted)
            if (object->type() == osmium::item_type::relation) meet(static_cast<const osmium::Relation &>(*object));
    }

    void meet(const osmium::Relation &relation) {
        check(relation.tags());
        if (multipolygons->new_relation(relation)) multipolygons->relation(relation);
        else if (!relation.tags().empty() && relation.visible()) count_unused(2, relation.id());
    }

    void count_unused(int type, int64_t id) {
        auto n = unused.count[type]++;
        if (n < 5) unused.first[type][n] = id;
    }

    // MARK: second pass

    void meet(const osmium::Node &node) {
        order.node(node);
        check(node.tags());
        if (!node.visible()) return;
        if (node.location().valid())
            (node.id() < 0 ? places_of_negative : places).set(node.positive_id(), node.location());
        if (node.tags().empty()) return;
        if (!keys.wanted(node.tags())) return count_unused(0, node.id());
        batch.points.push_back(point(node.location()));
        end_object(node, 'n', COSMIUM_NO_AREA, !node.location().valid());
    }

    void meet(osmium::Way &way) {
        order.way(way);
        check(way.tags());
        if (!places_sorted) {
            places.sort();
            places_of_negative.sort();
            places_sorted = true;
        }
        if (!way.visible()) return;
        uint32_t missing = 0;
        for (auto &node : way.nodes()) {
            // Some files carry the places in the ways.
            if (!node.location().valid())
                node.set_location(
                    (node.ref() < 0 ? places_of_negative : places).get_noexcept(node.positive_ref()));
            if (!node.location().valid()) ++missing;
        }
        multipolygons->handle_way(way);
        if (way.tags().empty()) return;
        if (!keys.wanted(way.tags())) return count_unused(1, way.id());
        for (const auto &node : way.nodes()) batch.points.push_back(point(node.location()));
        uint8_t area = COSMIUM_NO_AREA;
        bool closed = way.nodes().size() > 2 && way.is_closed();
        if (closed && missing) area = COSMIUM_INCOMPLETE;
        else if (closed) {
            area_buffer.clear();
            osmium::area::AssemblerConfig config;
            osmium::area::Assembler assembler{config};
            area = COSMIUM_BROKEN;
            if (assembler(way, area_buffer))
                for (const auto &built : area_buffer.select<osmium::Area>()) area = add_rings(built);
        }
        end_object(way, 'w', area, missing);
    }

    // MARK: the batch

    uint8_t add_rings(const osmium::Area &area) {
        auto add = [&](const osmium::NodeRefList &ring, int32_t outer) {
            for (const auto &node : ring) batch.ring_points.push_back(point(node.location()));
            batch.rings.push_back({uint32_t(batch.ring_points.size()), outer});
        };
        bool any = false;
        for (const auto &outer : area.outer_rings()) {
            any = true;
            add(outer, 1);
            for (const auto &inner : area.inner_rings(outer)) add(inner, 0);
        }
        return any ? COSMIUM_AREA : COSMIUM_BROKEN;
    }

    void end_object(const osmium::OSMObject &object, char type, uint8_t area, uint32_t missing, int64_t id = 0) {
        for (const auto &tag : object.tags()) {
            auto key = keys.find(tag.key());
            if (key < 0) continue;
            auto length = std::strlen(tag.value());
            batch.tags.push_back({key, uint32_t(batch.text.size()), uint32_t(length)});
            batch.text.insert(batch.text.end(), tag.value(), tag.value() + length);
        }
        batch.objects.push_back({id ? id : object.id(), uint32_t(batch.tags.size()), uint32_t(batch.points.size()),
                                 uint32_t(batch.rings.size()), missing, uint8_t(type), area});
    }

    void read_objects() {
        if (unsorted) {
            for (; next_sorted < sorted.size() && batch.objects.size() < batch_objects; ++next_sorted)
                meet_any(*sorted[next_sorted]);
            if (next_sorted < sorted.size()) return;
        } else if (osmium::memory::Buffer buffer = reader->read()) {
            for (auto &object : buffer.select<osmium::OSMObject>()) meet_any(object);
            return;
        } else {
            reader->close();
        }
        end_relations();
        stage = Stage::relations;
    }

    void meet_any(osmium::OSMObject &object) {
        if (object.type() == osmium::item_type::node) meet(static_cast<const osmium::Node &>(object));
        if (object.type() == osmium::item_type::way) meet(static_cast<osmium::Way &>(object));
    }

    /// Incomplete relations join the areas, and all are put in order.
    void end_relations() {
        std::vector<osmium::object_id_type> incomplete = std::move(multipolygons->without_nodes);
        multipolygons->for_each_incomplete_relation([&](const osmium::relations::RelationHandle &handle) {
            incomplete.push_back(handle->id());
            multipolygons->add_without_rings(*handle);
        });
        std::sort(incomplete.begin(), incomplete.end());
        multipolygons->without_nodes = std::move(incomplete);
        for (const auto &area : multipolygons->buffer().select<osmium::Area>()) relation_order.push_back(&area);
        std::sort(relation_order.begin(), relation_order.end(), [](const osmium::Area *a, const osmium::Area *b) {
            return osmium::id_order{}(a->orig_id(), b->orig_id());
        });
    }

    void read_relations() {
        const auto &incomplete = multipolygons->without_nodes;
        for (; next_relation < relation_order.size() && batch.objects.size() < batch_objects; ++next_relation) {
            const auto &area = *relation_order[next_relation];
            auto state = add_rings(area);
            if (std::binary_search(incomplete.begin(), incomplete.end(), area.orig_id())) state = COSMIUM_INCOMPLETE;
            end_object(area, 'r', state, 0, area.orig_id());
        }
        if (next_relation == relation_order.size()) stage = Stage::end;
    }

    cosmium_code next() {
        batch.clear();
        switch (stage) {
        case Stage::start:
            first_pass();
            stage = Stage::objects;
            [[fallthrough]];
        case Stage::objects: read_objects(); return COSMIUM_OK;
        case Stage::relations: read_relations(); return COSMIUM_OK;
        case Stage::end: return COSMIUM_END;
        }
        return COSMIUM_END;
    }
};
