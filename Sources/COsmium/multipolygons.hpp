// Areas out of relations.
#pragma once
#include "batch.hpp"

#include <algorithm>
#include <cstring>
#include <osmium/area/assembler.hpp>
#include <osmium/relations/relations_manager.hpp>
#include <vector>

/// Relations that stand for an area, waiting for their ways. Writes areas into the output buffer.
class Multipolygons : public osmium::relations::RelationsManager<Multipolygons, false, true, false, false> {
  public:
    const Keys *keys = nullptr;
    /// Relations whose ways were all found but whose nodes were not.
    std::vector<osmium::object_id_type> without_nodes;

    static bool is_area(const osmium::Relation &relation) {
        const char *type = relation.tags().get_value_by_key("type", "");
        return !std::strcmp(type, "multipolygon") || !std::strcmp(type, "boundary");
    }

    bool new_relation(const osmium::Relation &relation) const {
        return relation.visible() && is_area(relation) && keys->wanted(relation.tags())
            && std::any_of(relation.members().cbegin(), relation.members().cend(),
                           [](const auto &m) { return m.type() == osmium::item_type::way && m.ref() != 0; });
    }

    void complete_relation(const osmium::Relation &relation) {
        std::vector<const osmium::Way *> ways;
        for (const auto &member : relation.members())
            if (member.ref() != 0) ways.push_back(get_member_way(member.ref()));
        // The assembler alone would not tell missing nodes from crossing lines.
        bool known = std::all_of(ways.begin(), ways.end(), [](const osmium::Way *way) {
            return way && std::all_of(way->nodes().begin(), way->nodes().end(),
                                      [](const osmium::NodeRef &n) { return n.location().valid(); });
        });
        if (known) {
            osmium::area::AssemblerConfig config;
            osmium::area::Assembler assembler{config};
            if (assembler(relation, ways, buffer())) return;
        } else {
            without_nodes.push_back(relation.id());
        }
        add_without_rings(relation);
    }

    void add_without_rings(const osmium::Relation &relation) {
        {
            osmium::builder::AreaBuilder builder{buffer()};
            builder.initialize_from_object(relation);
            builder.add_item(relation.tags());
        }
        buffer().commit();
    }
};
