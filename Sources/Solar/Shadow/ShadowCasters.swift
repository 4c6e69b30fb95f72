import City
import Geometry

/// What casts shadows: buildings, and trees where asked for, as convex parts in space.
///
/// The shadow of a convex part is the hull of its corners' shadows, and the shadow of a solid is the union of those of
/// its parts: a footprint that is not convex is cut into prisms, a solid that is not convex into its faces. So open
/// surfaces and faces that run the wrong way round cast what they should.
struct ShadowCasters: Sendable {
    /// Corners of all parts.
    private(set) var points: [Point3] = []
    /// Where each part ends in `points`.
    private(set) var ends: [Int] = []
    /// The casters' triangles, for rays: owners below `buildingCount` are buildings, the rest trees.
    private(set) var mesh = Mesh()
    private(set) var buildingCount = 0
    private(set) var treeCount = 0
    private(set) var diagnostics = Diagnostics()
    let ground: ShadowGround
    private let massing: Massing

    /// - Parameters:
    ///   - filter: which buildings cast; a part without the attribute goes with its building.
    ///   - trees: whether tree crowns cast.
    init(_ city: City, filter: Filter?, trees: Bool) throws {
        massing = Massing(city)
        diagnostics = massing.diagnostics
        let feet = city.terrain == nil ? Self.feet(massing, city) : []
        ground = city.terrain.map { ShadowGround($0) } ?? ShadowGround(through: feet)
        if city.terrain == nil, !ground.isLevel {
            diagnostics.note(
                "ground-from-feet", "there is no terrain: the ground was laid through the feet of the buildings",
                count: feet.count)
        }
        if ground.holes > 0 {
            diagnostics.note(
                "terrain-holes", "cells of the terrain have no height; the ground there is at its median height",
                count: ground.holes)
        }
        let isWanted = try Self.wanted(filter, city)
        for building in massing.buildings where isWanted(building) {
            add(building, city)
            buildingCount += 1
        }
        if trees { add(trees: city) }
    }

    var partCount: Int { ends.count }

    func part(_ i: Int) -> Range<Int> { (i == 0 ? 0 : ends[i - 1])..<ends[i] }

    private mutating func endPart() { if points.count > (ends.last ?? 0) { ends.append(points.count) } }

    // MARK: Buildings

    private static func wanted(_ filter: Filter?, _ city: City) throws -> (Massing.Building) -> Bool {
        guard let filter else { return { _ in true } }
        var tests: [String: (Int) -> Bool] = [:]
        var problem: InputError?
        for name in Massing.layers {
            guard let layer = city.layer(name) else { continue }
            do {
                tests[name] = try filter.bound(to: layer, path: "inputs.casters")
            } catch let error as InputError {
                problem = problem ?? error
            }
        }
        if tests.isEmpty, let problem { throw problem }
        let owners = city.layer("building")
        return { building in
            if let test = tests[building.layer] { return test(building.row) }
            guard let owners, let test = tests["building"],
                let parent = city.layer(building.layer)?.column("parent")?[building.row].text,
                let row = owners.row(id: parent)
            else { return false }
            return test(row)
        }
    }

    /// Where buildings stand, for a city without terrain: places with heights.
    private static func feet(_ massing: Massing, _ city: City) -> [Point3] {
        massing.buildings.compactMap { building in
            guard building.layer != "building_installation", building.height.base == 0,
                let g = city.layer(building.layer)?.geometries
            else { return nil }
            if let roof = building.height.rule == .geometry ? nil : building.roofs.first.map({ massing.roofs[$0] }) {
                let middle = roof.face.box.centre
                return Point3(middle.x, middle.y, (roof.face.vertices.first?.z ?? 0) - building.height.top)
            }
            let heights = g.vertexRange(of: building.row).lazy.map { g.vertices[$0].z }
            let middle = g.box(of: building.row).centre
            return heights.min().map { Point3(middle.x, middle.y, $0) }
        }
    }

    private mutating func add(_ building: Massing.Building, _ city: City) {
        let owner = Int32(buildingCount)
        guard building.height.rule == .geometry else {
            for roof in massing.roofs[building.roofs] { addPrism(roof.face, building.height, owner) }
            return
        }
        guard let layer = city.layer(building.layer) else { return }
        let faces = layer.geometries.polygons(of: building.row)
        for face in faces { mesh.append(face, owner: owner) }
        if areConvexSolid(faces) {
            points += distinct(faces.flatMap(\.vertices))
            endPart()
            return
        }
        for face in faces {
            for part in face.convexParts() {
                points += part.map { face.vertices[$0] }
                endPart()
            }
        }
    }

    /// Underside and top of what is raised from a footprint; the roof lies at the top.
    private func range(of roof: Polygon, _ height: BuildingHeight) -> (low: Double, high: Double)? {
        guard let high = roof.vertices.first?.z else { return nil }
        var low = high - (height.top - height.base)
        // A building stands on the ground with all its corners, though its height counts from the middle.
        if height.base == 0 { for v in roof.vertices { low = min(low, ground.height(x: v.x, y: v.y)) } }
        return (low, high)
    }

    /// The faces of every building of a layer by its row, looking outward.
    func bodies(of layer: Layer) -> [Int: [Surface]] {
        var bodies: [Int: [Surface]] = [:]
        for building in massing.buildings where building.layer == layer.name {
            guard building.height.rule == .geometry else {
                bodies[building.row] = massing.roofs[building.roofs].flatMap { roof in
                    range(of: roof.face, building.height).map { roof.face.extruded(from: $0.low, to: $0.high) } ?? []
                }
                continue
            }
            let g = layer.geometries
            let faces = zip(g.polygons(of: building.row), g.surfaceTypes(of: building.row)).map { Surface($0, $1) }
            var mesh = Mesh()
            for face in faces { mesh.append(face.polygon, owner: 0) }
            let isInsideOut = mesh.volume < 0 && mesh.closedness(tolerance: 1e-3).isClosed
            bodies[building.row] = isInsideOut ? faces.map { Surface($0.polygon.reversed(), $0.type) } : faces
        }
        return bodies
    }

    private mutating func addPrism(_ roof: Polygon, _ height: BuildingHeight, _ owner: Int32) {
        guard let (low, high) = range(of: roof, height) else { return }
        mesh.appendExtrusion(of: roof, from: low, to: high, owner: owner)
        for part in roof.convexParts() {
            for i in part { points.append(roof.vertices[i]) }
            for i in part { points.append(Point3(roof.vertices[i].x, roof.vertices[i].y, low)) }
            endPart()
        }
    }

    // MARK: Trees

    /// Share of a tree's height below its crown, where the data does not say.
    private static let trunk = 0.25

    /// Crowns as ellipsoids that no light gets through; trunks are left out.
    private mutating func add(trees city: City) {
        guard let layer = city.layer("tree") else {
            diagnostics.note("no-trees", "the city has no layer 'tree': no tree casts a shadow", city.name)
            return
        }
        let (heights, crowns) = (layer.column("height"), layer.column("crown_diameter"))
        for row in 0..<layer.count where layer.geometries.kinds[row].isPoint {
            let (height, crown) = (heights?.number(row) ?? .nan, crowns?.number(row) ?? .nan)
            guard height > 0, height < 150, crown > 0, crown < 60 else {
                diagnostics.skipped(
                    "tree-without-size", "a tree without usable height and crown_diameter casts no shadow",
                    layer.ids[row])
                continue
            }
            for i in layer.geometries.vertexRange(of: row) {
                let p = layer.geometries.vertices[i]
                let foot = layer.geometries.hasZ[row] ? p.z : ground.height(x: p.x, y: p.y)
                addCrown(
                    Point3(p.x, p.y, foot + height * (1 + Self.trunk) / 2), radius: crown / 2,
                    halfHeight: height * (1 - Self.trunk) / 2, owner: Int32(buildingCount + treeCount))
                treeCount += 1
            }
        }
    }

    /// Directions of a crown's corners, seen from above; wider than the circle by what gives the same area.
    private static let octagon: [Point3] = (0..<8).map { i in
        let angle = Angle.degrees(45 * Double(i))
        // √(π / (4 sin 45°)): the circle's area over the inscribed octagon's.
        return Point3(angle.cosine, angle.sine) * 1.053_901
    }

    private mutating func addCrown(_ centre: Point3, radius: Double, halfHeight: Double, owner: Int32) {
        let base = UInt32(mesh.vertices.count)
        let rings = [-60.0, -30, 0, 30, 60].map { Angle.degrees($0) }
        var corners = [centre + Point3(0, 0, -halfHeight)]
        for ring in rings {
            for d in Self.octagon {
                corners.append(
                    centre + Point3(d.x * radius * ring.cosine, d.y * radius * ring.cosine, halfHeight * ring.sine))
            }
        }
        corners.append(centre + Point3(0, 0, halfHeight))
        mesh.vertices += corners
        func triangle(_ a: Int, _ b: Int, _ c: Int) {
            mesh.indices += [base + UInt32(a), base + UInt32(b), base + UInt32(c)]
            mesh.owners.append(owner)
        }
        let top = corners.count - 1
        for k in 0..<8 {
            let n = (k + 1) % 8
            triangle(0, 1 + n, 1 + k)
            for ring in 0..<rings.count - 1 {
                let (a, b) = (1 + 8 * ring, 9 + 8 * ring)
                triangle(a + k, a + n, b + n)
                triangle(a + k, b + n, b + k)
            }
            triangle(top, 1 + 8 * (rings.count - 1) + k, 1 + 8 * (rings.count - 1) + n)
        }
        points += corners
        endPart()
    }
}
