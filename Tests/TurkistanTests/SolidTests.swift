import Geometry
import Testing

@testable import TurkistanCity

@Suite struct SolidTests {
    /// Every edge is walked once in each direction: the shell is closed and its faces agree on what is outside.
    private func isClosed(_ solid: Solid) -> Bool {
        var edges: [[Point3]: Int] = [:]
        for face in solid.faces {
            for r in 0..<face.ringCount {
                let ring = Array(face.ring(r))
                for k in ring.indices { edges[[ring[k], ring[(k + 1) % ring.count]], default: 0] += 1 }
            }
        }
        return edges.allSatisfy { $0.value == 1 && edges[$0.key.reversed()] == 1 }
    }

    /// Volume by the divergence theorem, from fans over rings; holes count negative by their sense.
    private func volume(_ solid: Solid) -> Double {
        var six = 0.0
        for face in solid.faces {
            for r in 0..<face.ringCount {
                let ring = Array(face.ring(r))
                for k in 1..<(ring.count - 1) { six += ring[0].dot(ring[k].cross(ring[k + 1])) }
            }
        }
        return six / 6
    }

    /// Greatest distance of a face's corners from the plane through its middle (Newell's normal).
    private func unevenness(_ solid: Solid) -> Double {
        var worst = 0.0
        for face in solid.faces {
            let ring = Array(face.ring(0))
            var n = Point3.zero
            for k in ring.indices {
                let (a, b) = (ring[k], ring[(k + 1) % ring.count])
                n = n + Point3((a.y - b.y) * (a.z + b.z), (a.z - b.z) * (a.x + b.x), (a.x - b.x) * (a.y + b.y))
            }
            let middle = ring.reduce(.zero, +) * (1 / Double(ring.count))
            for p in ring { worst = max(worst, abs((p - middle).dot(n.normalised))) }
        }
        return worst
    }

    @Test func everySolidIsClosedOutwardAndFlatFaced() {
        var shapes = Set<String>()
        for building in Cities.demo.buildings {
            guard let solid = building.solid else { continue }
            shapes.insert("\(building.roofShape)-\(building.footprint.count)")
            #expect(isClosed(solid), "\(building.id ?? building.use) \(building.roofShape)")
            #expect(volume(solid) > 20)
            #expect(unevenness(solid) < 0.003)
            #expect(abs(solid.top - building.height) < 0.011, "\(building.id ?? building.use)")
            #expect(solid.types.contains(.roof) && solid.types.contains(.wall) && solid.types.contains(.ground))
        }
        #expect(shapes.isSuperset(of: ["gabled-4", "gabled-6", "hipped-4", "flat-4"]))
    }

    @Test func mausoleumStandsWhereItStands() {
        let city = Cities.demoCity
        guard let layer = city.layer("building"), let row = layer.row(id: Yasawi.id) else {
            Issue.record("no mausoleum")
            return
        }
        let box = layer.geometries.box(of: row)
        let centre = box.centre + city.origin
        // 43.29778 N, 68.27083 E in UTM 42N.
        #expect(abs(centre.x - 440_854.3) < 0.1 && abs(centre.y - 4_794_141.7) < 0.1)
        let heights = layer.geometries.vertexRange(of: row).map { layer.geometries.vertices[$0].z }
        let (low, high) = (heights.min() ?? 0, heights.max() ?? 0)
        #expect(abs(high - low - 39) < 0.01)
        #expect(abs(low - 219) < 1.5)
        // 65.5 × 46.5 m turned by 45°: the box is (65.5 + 46.5) / √2 wide.
        #expect(abs(box.width - 112 / 2.0.squareRoot()) < 0.01 && abs(box.height - box.width) < 0.01)
        // The portal is on the south-eastern half, both domes to its north-west, the tomb's the farther one.
        let top = layer.geometries.vertexRange(of: row).map { layer.geometries.vertices[$0] }.filter {
            $0.z > high - 0.01
        }
        #expect(top.allSatisfy { $0.x - $0.y > 20 })
        let tomb = Yasawi.frame.at(0, Yasawi.tombDome)
        #expect(tomb.x < -10 && tomb.y > 10)
    }

    /// Divergence check of the mausoleum's volume against its parts: blocks, drums, domes, less the niche.
    @Test func mausoleumHasThePlainVolume() {
        let v = volume(Yasawi.solid(ground: 0))
        let blocks = 46.5 * (15.5 * 39 + 50 * 17)
        let niche = 18.2 * 11 * 17.5
        let drum = Double.pi * 9.1 * 9.1 * 9.5
        #expect(v > blocks - niche - 2500 && v < blocks - niche + 2.2 * drum)
    }
}
