public import Geometry

/// The building masses of a city in space: what stands in the way of sun, light and views, and the roofs on top.
///
/// Faces in space are taken as they are; a footprint becomes a LoD1 solid by its height rule, standing on the terrain.
/// A building whose parts are in `building_part` is not raised a second time from its outline; parts that are only
/// outlines are not raised over a building that has its shape itself.
public struct Massing: Sendable {
    /// One building or building part.
    public struct Building: Sendable {
        public var layer: String
        public var row: Int
        public var id: String
        public var height: BuildingHeight
        /// Which of `roofs` are its.
        public var roofs: Range<Int>
        /// Which of `facades` are its.
        public var facades: Range<Int>
        /// Height of the ground it stands on, m.
        public var ground: Double
    }

    /// One plane of a roof.
    public struct Roof: Sendable {
        /// Index into `buildings`.
        public var building: Int
        /// Counter-clockwise seen from above.
        public var face: Polygon
        public var plane: RoofPlane
    }

    /// One plane of the outside walls.
    public struct Facade: Sendable {
        /// Index into `buildings`.
        public var building: Int
        /// Counter-clockwise seen from outside.
        public var face: Polygon
        /// Outward, length 1.
        public var normal: Point3
        /// m².
        public var area: Double
    }

    /// Layers that hold building masses.
    public static let layers = ["building", "building_part", "building_installation"]

    /// Triangles; `owners` are indices into `buildings`, −1 for terrain.
    public private(set) var mesh = Mesh()
    public private(set) var buildings: [Building] = []
    public private(set) var roofs: [Roof] = []
    public private(set) var facades: [Facade] = []
    public private(set) var diagnostics = Diagnostics()

    /// The diagnostic of a building whose height nobody knows, counted over the whole city.
    public static let heightAssumed = "height-assumed"
    public static let heightAssumedMessage =
        "neither height nor levels are known; a usual height for the use was taken"

    public init(_ city: City) {
        var twins = Twins()
        // Buildings that are the sum of their parts.
        let parents = city.layer("building_part")?.column("parent")
        var hasParts = Set<String>()
        if let parents, let parts = city.layer("building_part") {
            for row in 0..<parts.count where parts.geometries.kinds[row] != .none {
                if let parent = parents[row].text { hasParts.insert(parent) }
            }
        }
        var solids = Set<String>()
        if let buildings = city.layer("building") {
            for row in 0..<buildings.count where buildings.geometries.kinds[row] == .surface {
                solids.insert(buildings.ids[row])
            }
        }
        for name in Massing.layers {
            guard let layer = city.layer(name) else { continue }
            let columns = layer.heightColumns
            let parent = name == "building" ? nil : layer.column("parent")
            for row in 0..<layer.count {
                let kind = layer.geometries.kinds[row]
                if kind == .surface {
                    if let first = twins.first(layer.geometries, row, id: layer.ids[row]) {
                        noteTwin(layer.ids[row], of: first)
                        continue
                    }
                    addSurface(layer, row)
                } else if kind.isArea {
                    if name == "building", hasParts.contains(layer.ids[row]) { continue }
                    if let id = parent?[row].text, solids.contains(id) { continue }
                    let height = layer.buildingHeight(row, columns)
                    if let first = twins.first(layer.geometries, row, height, id: layer.ids[row]) {
                        noteTwin(layer.ids[row], of: first)
                        continue
                    }
                    addFootprint(layer, row, columns, city.terrain)
                } else if kind != .none {
                    diagnostics.note(
                        "building-without-area", "a building is a point or a line and has no mass", layer.ids[row])
                }
            }
        }
        let overlapping = overlaps(in: city)
        for id in overlapping {
            diagnostics.caution(
                "buildings-overlap",
                "a building covers more than a third of another of the same height: the roof they share counts twice",
                id)
        }
    }

    private mutating func noteTwin(_ id: String, of first: String) {
        diagnostics.skipped(
            "building-twice",
            "a building has the outline and height of another: it is computed once, under the first's id",
            "\(id) (as \(first))")
    }

    private mutating func addSurface(_ layer: Layer, _ row: Int) {
        let types = layer.geometries.surfaceTypes(of: row)
        let faces = zip(layer.geometries.polygons(of: row), types).map { Surface($0, $1) }
        let owner = Int32(buildings.count)
        var low = Double.infinity
        var high = -Double.infinity
        for face in faces {
            mesh.append(face.polygon, owner: owner)
            for v in face.polygon.vertices { (low, high) = (min(low, v.z), max(high, v.z)) }
        }
        let found = roofPlanes(of: faces)
        let first = roofs.count
        let inverted = Set(found.inverted)
        for plane in found.planes {
            let face = faces[plane.face].polygon
            roofs.append(
                Roof(building: Int(owner), face: inverted.contains(plane.face) ? face.reversed() : face, plane: plane))
        }
        let firstFacade = facades.count
        for (i, type) in found.types.enumerated() where type == .wall {
            addFacade(inverted.contains(i) ? faces[i].polygon.reversed() : faces[i].polygon, of: Int(owner))
        }
        if !found.inverted.isEmpty {
            diagnostics.repaired(
                "inverted-normal", "faces run the wrong way round; they were turned over", layer.ids[row])
        }
        if found.planes.isEmpty {
            diagnostics.note("no-roof", "no face of a building looks up: it has no roof", layer.ids[row])
        }
        let height = BuildingHeight(top: max(0, high - low), base: 0, rule: .geometry)
        buildings.append(
            Building(
                layer: layer.name, row: row, id: layer.ids[row], height: height, roofs: first..<roofs.count,
                facades: firstFacade..<facades.count, ground: low.isFinite ? low : 0))
    }

    private mutating func addFacade(_ face: Polygon, of building: Int) {
        let normal = face.newellNormal
        let area = face.area3D
        guard normal.isFinite, area > 1e-6 else { return }
        facades.append(Facade(building: building, face: face, normal: normal, area: area))
    }

    private mutating func addFootprint(
        _ layer: Layer, _ row: Int, _ columns: Layer.HeightColumns, _ terrain: Terrain?
    ) {
        let height = layer.buildingHeight(row, columns)
        if let given = columns.height?[row], !given.isNull, height.rule != .height {
            diagnostics.repaired(
                "height-not-usable", "the attribute height is no positive number; the next rule gave a height",
                "\(layer.ids[row]) (\(given.plain))")
        }
        let owner = Int32(buildings.count)
        let first = roofs.count
        let firstFacade = facades.count
        var lowest = Double.infinity
        for polygon in layer.geometries.polygons(of: row) {
            let ground =
                layer.geometries.hasZ[row]
                ? polygon.vertices.map(\.z).min() ?? 0
                : polygon.centroid.flatMap { terrain?.height(at: $0) } ?? 0
            let (low, high) = (ground + height.base, ground + height.top)
            mesh.appendExtrusion(of: polygon, from: low, to: high, owner: owner)
            lowest = min(lowest, ground)
            let roof = polygon.normalised().raised(to: high)
            for r in 0..<roof.ringCount {
                guard var a = roof.ring(r).last else { continue }
                for b in roof.ring(r) {
                    let wall = [Point3(a.x, a.y, low), Point3(b.x, b.y, low), b, a]
                    a = b
                    addFacade(Polygon(exterior: wall), of: Int(owner))
                }
            }
            for plane in roofPlanes(of: [Surface(roof, .roof)]).planes {
                roofs.append(Roof(building: Int(owner), face: roof, plane: plane))
            }
        }
        if height.rule.isAssumed {
            diagnostics.caution(Massing.heightAssumed, Massing.heightAssumedMessage, layer.ids[row])
        }
        buildings.append(
            Building(
                layer: layer.name, row: row, id: layer.ids[row], height: height, roofs: first..<roofs.count,
                facades: firstFacade..<facades.count, ground: lowest.isFinite ? lowest : 0))
    }

    /// The terrain as triangles, owned by −1: hills shade too.
    public mutating func addTerrain(_ terrain: Terrain) {
        let base = UInt32(mesh.vertices.count)
        for j in 0..<terrain.rows {
            for i in 0..<terrain.columns {
                let h = Double(terrain.heights[j * terrain.columns + i])
                mesh.vertices.append(
                    Point3(
                        terrain.origin.x + Double(i) * terrain.cellX, terrain.origin.y + Double(j) * terrain.cellY,
                        h.isFinite ? h : 0))
            }
        }
        let n = UInt32(terrain.columns)
        for j in 0..<max(terrain.rows - 1, 0) {
            for i in 0..<max(terrain.columns - 1, 0) {
                let corners = [j * terrain.columns + i, j * terrain.columns + i + 1, (j + 1) * terrain.columns + i]
                guard corners.allSatisfy({ terrain.heights[$0].isFinite }),
                    terrain.heights[(j + 1) * terrain.columns + i + 1].isFinite
                else { continue }
                let a = base + UInt32(j) * n + UInt32(i)
                mesh.indices += [a, a + 1, a + n + 1, a, a + n + 1, a + n]
                mesh.owners += [-1, -1]
            }
        }
    }
}
