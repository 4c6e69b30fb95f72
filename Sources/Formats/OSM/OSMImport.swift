internal import City
internal import Geometry

/// Turns the objects of an OpenStreetMap file into layers.
struct OSMImport {
    /// Rows of one batch at most.
    static let batchRows = 65_536

    private let crs: CRS
    private let box: Box?
    private let wanted: Set<OSMLayer>
    /// What is wanted, and what is needed for it: parts and buildings refer to each other.
    private let needed: Set<OSMLayer>
    private var drafts: [OSMDraft]
    var diagnostics = Diagnostics()

    /// - Parameter wanted: the layers to make.
    init(crs: CRS, box: Box?, wanted: Set<OSMLayer>, extraKeys: [(column: String, key: String)]) {
        self.crs = crs
        self.box = box
        self.wanted = wanted
        let pair: Set<OSMLayer> = [.building, .buildingPart]
        needed = wanted.isDisjoint(with: pair) ? wanted : wanted.union(pair)
        drafts = OSMLayer.allCases.map { OSMDraft($0, extraKeys: extraKeys) }
    }

    /// Adds an object to all layers it belongs to.
    mutating func add(_ object: OSMObject, into sink: (Batch) throws -> Void) throws {
        let layers = OSMLayer.layers(of: object)
        if layers.isEmpty { noteUnused(object.id) }
        for (layer, shape) in layers where needed.contains(layer) {
            switch shape {
            case .point: addPoint(object, to: layer)
            case .line: addLine(object, to: layer)
            case .area: addArea(object, to: layer)
            }
            // Buildings wait for their parts, which may come as late as the last relation.
            let i = place(of: layer)
            if drafts[i].count >= OSMImport.batchRows, layer != .building, layer != .buildingPart {
                try sink(Batch(crs: crs, layers: [drafts[i].take(&diagnostics)]))
            }
        }
    }

    /// Columns asked for by another key that had a value.
    var met: Set<String> { drafts.reduce(into: []) { $0.formUnion($1.met) } }

    /// Counts objects that make no feature.
    mutating func noteUnused(_ id: String?, count: Int = 1) {
        guard count > 0 else { return }
        diagnostics.note("without-layer", "tagged objects of kinds that no layer holds", id, count: count)
    }

    /// Delivers what is left.
    mutating func finish(into sink: (Batch) throws -> Void) throws {
        var buildings = drafts[place(of: .building)].take(&diagnostics)
        var parts = drafts[place(of: .buildingPart)].take(&diagnostics)
        OSMTwins.note(buildings, &diagnostics)
        (buildings, parts) = OSMBuildingParts.join(buildings, parts, &diagnostics)
        var rest: [Layer] = []
        for layer in [buildings, parts] where layer.count > 0 && isWanted(layer) {
            if layer.count <= OSMImport.batchRows {
                rest.append(layer)
                continue
            }
            for start in stride(from: 0, to: layer.count, by: OSMImport.batchRows) {
                let rows = Array(start..<min(start + OSMImport.batchRows, layer.count))
                try sink(Batch(crs: crs, layers: [layer.selecting(rows)]))
            }
        }
        for i in drafts.indices where drafts[i].count > 0 { rest.append(drafts[i].take(&diagnostics)) }
        if !rest.isEmpty { try sink(Batch(crs: crs, layers: rest)) }
    }

    private func isWanted(_ layer: Layer) -> Bool { OSMLayer(rawValue: layer.name).map(wanted.contains) ?? false }

    private func place(of layer: OSMLayer) -> Int { drafts.firstIndex { $0.layer == layer } ?? 0 }

    // MARK: Geometry

    private func isOutside(_ points: some Sequence<Point3>) -> Bool {
        guard let box else { return false }
        var own = Box.empty
        for p in points { own.extend(p) }
        return !box.intersects(own)
    }

    private mutating func addPoint(_ object: OSMObject, to layer: OSMLayer) {
        guard let place = object.place else {
            diagnostics.skipped("no-place", "the node has no valid coordinates", object.id)
            return
        }
        if isOutside([place]) { return }
        drafts[self.place(of: layer)].add(object, &diagnostics) { $0.append(point: place) }
    }

    private mutating func addLine(_ object: OSMObject, to layer: OSMLayer) {
        var stretches = object.stretches
        if object.kind == .relation || stretches.isEmpty {
            diagnostics.skipped(
                "no-line", "no two neighbouring nodes of the line are in the file (\(layer.rawValue))", object.id)
            return
        }
        if isOutside(stretches.joined()) { return }
        if object.missing > 0 {
            diagnostics.repaired(
                "cut-line", "nodes of the line are not in the file: the rest of it is kept (\(layer.rawValue))",
                object.id)
        }
        if layer == .road, OSMRoad.oneway(object.tags).isReversed {
            stretches = stretches.reversed().map { $0.reversed() }
            diagnostics.repaired(
                "reversed-oneway", "one-way against the direction of its nodes: the line was turned round", object.id)
        }
        drafts[place(of: layer)].add(object, &diagnostics) { geometries in
            for stretch in stretches {
                for p in stretch { geometries.addVertex(p) }
                geometries.endRing()
                geometries.endPart()
            }
            geometries.endFeature(stretches.count == 1 ? .lineString : .multiLineString, hasZ: false)
        }
    }

    private mutating func addArea(_ object: OSMObject, to layer: OSMLayer) {
        let name = layer.rawValue
        switch object.area {
        case .none:
            diagnostics.skipped("open-area", "the outline is not closed (\(name))", object.id)
        case .broken:
            diagnostics.skipped("broken-area", "the outline crosses itself, or rings do not close (\(name))", object.id)
        case .incomplete:
            diagnostics.skipped(
                "incomplete-area", "nodes or member ways of the area are not in the file (\(name))", object.id)
        case .built:
            let polygons = object.polygons
            if isOutside(polygons.lazy.flatMap(\.vertices)) { return }
            drafts[place(of: layer)].add(object, &diagnostics) { geometries in
                geometries.append(polygons.count == 1 ? .polygon : .multiPolygon, polygons: polygons, hasZ: false)
            }
        }
    }
}
