import Geometry

/// One what-if edit of a city.
public enum Change: Sendable {
    /// Adds features; their coordinates are already city coordinates. The layer is made if there is none.
    case add(Layer)
    /// Sets attributes of the features that meet the condition; all of them without one.
    case set(layer: String, where: Filter?, values: [(name: String, value: Value)])
    /// Removes the features that meet the condition.
    case remove(layer: String, where: Filter)
}

extension Change {
    /// Why a name that stands for the feature itself, here or in a store's tables, is no attribute that can be set.
    fileprivate static func reasonNotToSet(_ name: String, of layer: Layer) -> (problem: String, instead: String)? {
        if name != "id", layer.column(name) != nil { return nil }
        switch name.lowercased() {
        case "id": return ("the id of a feature cannot be set: features are told apart by it", "set another attribute")
        case "geom", "geometry":
            return ("the geometry of a feature cannot be set", "remove the feature and add it with its new geometry")
        case "fid": return ("'fid' is the number of a row in a file, not an attribute", "set another attribute")
        default: return nil
        }
    }
}

extension City {
    /// A new city with the changes made, in order; layers no change touches are shared with this one.
    ///
    /// - Returns: the city and what was noticed: a condition that no feature met is a note, because it is more often
    ///   a slip than an intention.
    /// - Throws: `InputError` for a layer that does not exist, or an attribute that cannot be set.
    public func applying(_ changes: [Change]) throws -> (city: City, diagnostics: Diagnostics) {
        var layers = layers
        var diagnostics = Diagnostics()
        for (number, change) in changes.enumerated() {
            let path = "changes[\(number)]"
            switch change {
            case .add(let added):
                noteIfOutside(added, path, &diagnostics)
                if let i = layers.firstIndex(where: { $0.name == added.name }) {
                    layers[i] = layers[i].appending(added, &diagnostics)
                } else {
                    layers.append(added)
                }
            case .set(let name, let filter, let values):
                let layer = try with(layers: layers).requiredLayer(name)
                try check(values, layer, path, &diagnostics)
                let rows = try filter?.rows(of: layer, path: "\(path).where") ?? Array(0..<layer.count)
                noteIfNone(rows, path, filter, &diagnostics)
                for i in layers.indices where layers[i].name == name {
                    layers[i] = layer.setting(values, on: rows)
                }
            case .remove(let name, let filter):
                let layer = try with(layers: layers).requiredLayer(name)
                let rows = try filter.rows(of: layer, path: "\(path).where")
                noteIfNone(rows, path, filter, &diagnostics)
                let gone = Set(rows)
                for i in layers.indices where layers[i].name == name {
                    layers[i] = layer.selecting((0..<layer.count).filter { !gone.contains($0) })
                }
            }
        }
        return (with(layers: layers), diagnostics)
    }

    private func noteIfNone(_ rows: [Int], _ path: String, _ filter: Filter?, _ diagnostics: inout Diagnostics) {
        guard rows.isEmpty else { return }
        diagnostics.caution(
            "change-without-effect", "no feature meets the condition of a change", "\(path): \(filter?.text ?? "")")
    }

    /// A number must stay a number; a new attribute is more often a slip than a wish.
    private func check(
        _ values: [(name: String, value: Value)], _ layer: Layer, _ path: String, _ diagnostics: inout Diagnostics
    ) throws {
        for (name, value) in values {
            if let reason = Change.reasonNotToSet(name, of: layer) {
                throw InputError(path: "\(path).values.\(name)", problem: reason.problem, suggestion: reason.instead)
            }
            guard let column = layer.column(name) else {
                let hint = nearest(to: name, among: layer.columns.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
                diagnostics.caution(
                    "new-attribute", "a change sets an attribute the layer did not have\(hint)",
                    "\(path): \(layer.name).\(name)")
                continue
            }
            if column.isNumeric, case .text(let text) = value {
                throw InputError(
                    path: "\(path).values.\(name)", problem: "'\(name)' is a number, not the text '\(text)'",
                    suggestion: column.unit.map { "write it as a number in \($0)" })
            }
        }
    }

    private func noteIfOutside(_ added: Layer, _ path: String, _ diagnostics: inout Diagnostics) {
        let reach = extent.grown(by: 1000)
        guard !extent.isEmpty else { return }
        for row in 0..<added.count {
            let box = added.geometries.box(of: row)
            guard !box.isEmpty, !reach.intersects(box) else { continue }
            diagnostics.caution(
                "added-outside",
                "an added feature lies more than 1 km outside the city; longitude comes first in GeoJSON",
                "\(path): \(added.ids[row])")
        }
    }
}

extension Layer {
    /// This layer with the features of another behind its own; columns are matched by name and widened.
    /// Ids that are taken already get `#2`, `#3`, … behind them and are counted.
    public func appending(_ other: Layer, _ diagnostics: inout Diagnostics) -> Layer {
        var draft = LayerDraft(copying: self)
        draft.append(other)
        return draft.finish(&diagnostics)
    }

    /// This layer with attributes set on some rows; unknown attributes become new columns.
    func setting(_ values: [(name: String, value: Value)], on rows: [Int]) -> Layer {
        let touched = Set(rows)
        var columns = columns
        for (name, value) in values {
            let old = columns.firstIndex { $0.name == name }
            var draft = ColumnDraft(name)
            for row in 0..<count {
                draft.append(touched.contains(row) ? value : old.map { columns[$0][row] } ?? .null)
            }
            let fresh = Column(
                name, unit: old.flatMap { columns[$0].unit }, definition: old.flatMap { columns[$0].definition },
                values: draft.values)
            if let old { columns[old] = fresh } else { columns.append(fresh) }
        }
        return with(columns: columns)
    }
}
