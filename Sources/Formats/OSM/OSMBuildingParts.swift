internal import City
internal import Geometry

/// Finds the building each part belongs to: OSM says so by place only.
enum OSMBuildingParts {
    /// Adds `has_parts` to the buildings and `parent` to the parts.
    static func join(
        _ buildings: Layer, _ parts: Layer, _ diagnostics: inout Diagnostics
    ) -> (buildings: Layer, parts: Layer) {
        let outlines = Outlines(buildings)
        var hasParts = [UInt8](repeating: 0, count: buildings.count)
        let parents: [String?] = (0..<parts.count).map { part in
            // The largest polygon speaks for a part in several pieces.
            let largest = parts.geometries.polygons(of: part).max { $0.area < $1.area }
            guard let inside = largest?.interiorPoint, let building = outlines.building(around: inside) else {
                diagnostics.note("part-without-building", "the part lies in no building", parts.ids[part])
                return nil
            }
            hasParts[building] = 1
            return buildings.ids[building]
        }
        let has = Column(
            "has_parts", definition: "Whether parts describe the building's shape better than its outline",
            values: .bool(hasParts))
        let parent = Column("parent", definition: "Id of the building the part belongs to", text: parents)
        return (buildings.with(columns: buildings.columns + [has]), parts.with(columns: parts.columns + [parent]))
    }

    /// The buildings' outlines, in the cells of a coarse grid.
    private struct Outlines {
        let buildings: Layer
        private var cells: [Cell: [Int]] = [:]
        /// Outlines over so many cells that they are looked at every time: there are none in a real city.
        private var huge: [Int] = []

        private struct Cell: Hashable {
            let x: Int
            let y: Int
        }

        /// Cells per degree: some 200 m, a few blocks.
        private static let resolution = 500.0

        private static func cell(_ x: Double, _ y: Double) -> Cell {
            Cell(x: Int((x * resolution).rounded(.down)), y: Int((y * resolution).rounded(.down)))
        }

        init(_ buildings: Layer) {
            self.buildings = buildings
            for (row, box) in buildings.geometries.boxes().enumerated() where !box.isEmpty {
                let first = Outlines.cell(box.minX, box.minY)
                let last = Outlines.cell(box.maxX, box.maxY)
                guard (last.x - first.x + 1) * (last.y - first.y + 1) <= 64 else {
                    huge.append(row)
                    continue
                }
                for y in first.y...last.y {
                    for x in first.x...last.x { cells[Cell(x: x, y: y), default: []].append(row) }
                }
            }
        }

        /// The building around a point; the smallest where outlines lie in each other.
        func building(around p: Point3) -> Int? {
            let around = ((cells[Outlines.cell(p.x, p.y)] ?? []) + huge).filter { row in
                buildings.geometries.polygons(of: row).contains { $0.contains(p) }
            }
            return around.min { area(of: $0) < area(of: $1) }
        }

        private func area(of row: Int) -> Double {
            buildings.geometries.polygons(of: row).reduce(0) { $0 + $1.area }
        }
    }
}
