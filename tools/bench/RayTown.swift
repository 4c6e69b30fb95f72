import Foundation
import Geometry

/// Points with what they belong to.
struct Sensors {
    var points: [Point3] = []
    var owners: [Int32] = []
}

/// Sun positions over a year at 50° north and the 145 patches of Tregenza's sky, 445 in all, sorted by azimuth.
func skyDirections() -> [Point3] {
    var suns: [Point3] = []
    let latitude = 50 * Double.pi / 180
    for month in 0..<21 {
        let declination = (-23.44 + 46.88 * Double(month) / 20) * .pi / 180
        for angle in stride(from: -180.0, to: 180, by: 12.5) {
            let hour = angle * .pi / 180
            let up = sin(latitude) * sin(declination) + cos(latitude) * cos(declination) * cos(hour)
            if up <= 0.01 { continue }
            let north = cos(latitude) * sin(declination) - sin(latitude) * cos(declination) * cos(hour)
            suns.append(Point3(-cos(declination) * sin(hour), north, up))
        }
    }
    suns.sort { atan2($0.x, $0.y) < atan2($1.x, $1.y) }
    for (row, count) in [30, 30, 24, 24, 18, 12, 6, 1].enumerated() {
        let altitude = row == 7 ? Double.pi / 2 : (6 + 12 * Double(row)) * .pi / 180
        for k in 0..<count {
            let azimuth = 2 * Double.pi * Double(k) / Double(count)
            suns.append(
                Point3(cos(altitude) * sin(azimuth), cos(altitude) * cos(azimuth), sin(altitude)))
        }
    }
    return suns
}

/// Box buildings on a jittered grid of 5 × 5 km, some of them towers, over two ground triangles.
struct BoxTown {
    private struct Building {
        var centre: Point3
        var halfX: Double
        var halfY: Double
        var cosine: Double
        var sine: Double
        var height: Double

        func place(_ u: Double, _ v: Double, _ z: Double) -> Point3 {
            centre + Point3(u * cosine - v * sine, u * sine + v * cosine, z)
        }

        func isUnder(_ x: Double, _ y: Double) -> Bool {
            let (dx, dy) = (x - centre.x, y - centre.y)
            return abs(dx * cosine + dy * sine) <= halfX && abs(dy * cosine - dx * sine) <= halfY
        }
    }

    private let side = 5_000.0
    private let cells = 142
    private var buildings: [Building] = []
    private var buildingInCell: [Int: Int] = [:]
    private(set) var mesh = Mesh()

    init(buildings count: Int, seed: UInt64) {
        var random = Seeded(seed)
        let cell = side / Double(cells)
        for (i, place) in (0..<cells * cells).shuffled(using: &random).prefix(count).enumerated() {
            let turn = random.unit() * .pi
            var height = 6 + 18 * random.unit() * random.unit()
            if random.unit() < 0.05 { height += 60 * random.unit() }
            let b = Building(
                centre: Point3((Double(place % cells) + 0.5) * cell, (Double(place / cells) + 0.5) * cell),
                halfX: 5 + 7 * random.unit(), halfY: 5 + 7 * random.unit(), cosine: cos(turn), sine: sin(turn),
                height: height)
            buildings.append(b)
            buildingInCell[place] = i
            let base = UInt32(mesh.vertices.count)
            for z in [0, b.height] {
                for (u, v) in [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)] {
                    mesh.vertices.append(b.place(u * b.halfX, v * b.halfY, z))
                }
            }
            let faces: [UInt32] = [
                0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4, 1, 2, 6, 1, 6, 5, 2, 3, 7, 2, 7, 6, 3, 0, 4, 3, 4,
                7,
            ]
            mesh.indices += faces.map { base + $0 }
            mesh.owners += Array(repeating: Int32(i), count: 12)
        }
        mesh.append(Point3(0, 0), Point3(side, 0), Point3(side, side), owner: -1)
        mesh.append(Point3(0, 0), Point3(side, side), Point3(0, side), owner: -1)
    }

    /// Squares of 8 × 8 points 1 m apart, anywhere, 1 cm above whatever is there.
    func patches(_ count: Int) -> Sensors {
        var random = Seeded(99)
        var sensors = Sensors()
        let cell = side / Double(cells)
        for patch in 0..<count {
            let (x0, y0) = ((random.unit() * 4_980).rounded(), (random.unit() * 4_980).rounded())
            for i in 0..<64 {
                let (x, y) = (x0 + Double(i % 8) + 0.5, y0 + Double(i / 8) + 0.5)
                let below = buildingInCell[Int(y / cell) * cells + Int(x / cell)].map { buildings[$0] }
                let height = below.map { $0.isUnder(x, y) ? $0.height : 0 } ?? 0
                sensors.points.append(Point3(x, y, height + 0.01))
                sensors.owners.append(Int32(patch))
            }
        }
        return sensors
    }

    /// Even grids over all roofs, about `count` points, 1 cm above.
    func roofPoints(_ count: Int) -> Sensors {
        var sensors = Sensors()
        let area = buildings.reduce(0) { $0 + 4 * $1.halfX * $1.halfY }
        let step = (area / Double(count)).squareRoot()
        for (i, b) in buildings.enumerated() {
            for u in stride(from: -b.halfX + step / 2, to: b.halfX, by: step) {
                for v in stride(from: -b.halfY + step / 2, to: b.halfY, by: step) {
                    sensors.points.append(b.place(u, v, b.height + 0.01))
                    sensors.owners.append(Int32(i))
                }
            }
        }
        return sensors
    }

    /// Points 2 m apart on the façades of the first buildings, at least `count`, 1 cm in front.
    func facadePoints(_ count: Int) -> Sensors {
        var sensors = Sensors()
        for (i, b) in buildings.enumerated() where sensors.points.count < count {
            for z in stride(from: 1, to: b.height, by: 2) {
                for u in stride(from: -b.halfX + 1, to: b.halfX, by: 2) {
                    sensors.points += [b.place(u, -b.halfY - 0.01, z), b.place(u, b.halfY + 0.01, z)]
                    sensors.owners += [Int32(4 * i), Int32(4 * i + 1)]
                }
                for v in stride(from: -b.halfY + 1, to: b.halfY, by: 2) {
                    sensors.points += [b.place(-b.halfX - 0.01, v, z), b.place(b.halfX + 0.01, v, z)]
                    sensors.owners += [Int32(4 * i + 2), Int32(4 * i + 3)]
                }
            }
        }
        return sensors
    }
}

/// Hills as a grid of `side` × `side` squares of 10 m in two triangles each, and points 1 cm above them.
func hillyTerrain(side: Int) -> (mesh: Mesh, points: Sensors) {
    func height(_ x: Double, _ y: Double) -> Double {
        120 * sin(x / 310) * cos(y / 270) + 30 * sin(x / 71 + y / 93) + 4 * sin(x / 17) * sin(y / 13)
    }
    var mesh = Mesh()
    for i in 0...side {
        for j in 0...side {
            let (x, y) = (Double(j) * 10, Double(i) * 10)
            mesh.vertices.append(Point3(x, y, height(x, y)))
        }
    }
    for i in 0..<side {
        for j in 0..<side {
            let a = UInt32(i * (side + 1) + j)
            let b = a + UInt32(side + 1)
            mesh.indices += [a, a + 1, b + 1, a, b + 1, b]
            mesh.owners += [0, 0]
        }
    }
    var sensors = Sensors()
    for i in 0..<300 {
        for j in 0..<300 {
            // At corners of the grid, where the height is known.
            let (x, y) = (1_000 + Double(j) * 10, 1_000 + Double(i) * 10)
            sensors.points.append(Point3(x, y, height(x, y) + 0.01))
            sensors.owners.append(0)
        }
    }
    return (mesh, sensors)
}
