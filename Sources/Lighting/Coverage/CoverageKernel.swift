import CSIMD
import City
import Geometry

/// Illuminance on a grid from every lamp in reach, with and without what stands between.
///
/// Block by block, eight points at a time against one lamp after the other in an order that depends on the lamps alone:
/// the same block gets the same number whichever others are computed, on however many cores.
struct CoverageKernel: Sendable {
    /// A lamp as the kernel needs it.
    struct Source: Sendable {
        var position: Point3
        var frame: LuminaireFrame
        /// What the table's intensities are multiplied by, maintenance included.
        var scale: Float
        var table: Int
        /// No point further than this in the plane gets ``cutOff``, m.
        var reach: Double
        /// Stands for all of the above.
        var print: Fingerprint
    }

    /// A lamp is left out where it gives less than this, lx: a two-hundredth of what the lowest class asks for (P6: 0.4 lx).
    static let cutOff = 0.002

    let sources: [Source]
    private let tables: [CandelaTable]
    private let index: SpatialIndex
    private let farthest: Double
    let kind: ReceiverKind
    let height: Double

    init(_ lamps: Lamps, maintenanceFactor: Double, kind: ReceiverKind, height: Double) {
        self.kind = kind
        self.height = height
        tables = lamps.photometries.map { CandelaTable($0) }
        let profiles = lamps.photometries.map { IntensityProfile($0) }
        let prints = lamps.photometries.map { photometry -> Fingerprint in
            var print = Fingerprint()
            for c in photometry.c { print.add(c) }
            for gamma in photometry.gamma { print.add(gamma) }
            for value in photometry.intensities { print.add(UInt64(value.bitPattern)) }
            return print
        }
        var sources: [Source] = []
        for i in 0..<lamps.count where lamps.isOn[i] && lamps.scales[i] > 0 {
            let table = Int(lamps.photometry[i])
            let scale = lamps.scales[i] * maintenanceFactor
            var print = prints[table]
            for p in [lamps.positions[i], lamps.frames[i].along, lamps.frames[i].across] { print.add(p) }
            print.add(scale)
            print.add(lamps.heights[i])
            sources.append(
                Source(
                    position: lamps.positions[i], frame: lamps.frames[i], scale: Float(scale), table: table,
                    reach: profiles[table].reach(
                        of: scale, height: lamps.heights[i] - height, tilt: lamps.frames[i].slant, kind: kind),
                    print: print))
        }
        sources.sort { $0.print < $1.print }
        self.sources = sources
        index = SpatialIndex(boxes: sources.map { Box(around: $0.position, radius: 0) })
        farthest = sources.reduce(0) { max($0, $1.reach) }
    }

    /// How many directions a standing receiver looks in; the least of them counts.
    static func directions(_ kind: ReceiverKind, isStrip: Bool) -> Int { kind.isStanding ? (isStrip ? 2 : 4) : 1 }

    /// Computes blocks of a grid on all cores.
    /// - Parameters:
    ///   - blocks: which.
    ///   - open: receives illuminance with nothing in the way, lx, point by point as in the grid.
    ///   - lit: the same with what there is; the same as `open` without shade.
    func run(
        _ grid: LightGrid, blocks: [Int32], _ shade: NightShade?, open: inout [Float], lit: inout [Float]
    ) throws {
        try open.withUnsafeMutableBufferPointer { open in
            try lit.withUnsafeMutableBufferPointer { lit in
                nonisolated(unsafe) let (open, lit) = (open, lit)
                try forEachChunk(of: blocks.count, by: 256, "pieces of streets lit") { _, range in
                    var near: [Int32] = []
                    var between = NightShade.Between()
                    for k in range { self.run(Int(blocks[k]), of: grid, shade, &near, &between, open, lit) }
                }
            }
        }
    }

    /// Lamps that reach a block, in the sources' order.
    private func find(near box: Box, _ near: inout [Int32]) {
        near.removeAll(keepingCapacity: true)
        index.search(window: box.grown(by: farthest), into: &near)
        near.removeAll { i in
            let source = sources[Int(i)]
            let dx = max(box.minX - source.position.x, source.position.x - box.maxX, 0)
            let dy = max(box.minY - source.position.y, source.position.y - box.maxY, 0)
            return dx * dx + dy * dy > source.reach * source.reach
        }
        near.sort()
    }

    private func run(
        _ number: Int, of grid: LightGrid, _ shade: NightShade?, _ near: inout [Int32],
        _ between: inout NightShade.Between, _ open: UnsafeMutableBufferPointer<Float>,
        _ lit: UnsafeMutableBufferPointer<Float>
    ) {
        let block = grid.blocks[number]
        let (start, count) = (Int(block.start), Int(block.count))
        find(near: block.box, &near)
        let directions = Self.directions(kind, isStrip: block.isStrip)
        let eights = (count + 7) / 8
        withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 2 * directions * eights) { sums in
            sums.initialize(repeating: .zero)
            for i in near {
                let source = sources[Int(i)]
                if let shade {
                    shade.find(between: source.position, and: block.box, into: &between)
                }
                tables[source.table].withReader { reader in
                    for eight in 0..<eights {
                        add(source, reader, grid, start + 8 * eight, shade, between, directions, sums, eight)
                    }
                }
            }
            for eight in 0..<eights {
                var (least, leastLit) = (sums[2 * directions * eight], sums[2 * directions * eight + 1])
                for k in stride(from: 1, to: directions, by: 1) {
                    let (a, b) = (sums[2 * (directions * eight + k)], sums[2 * (directions * eight + k) + 1])
                    least = a.replacing(with: least, where: least .< a)
                    leastLit = b.replacing(with: leastLit, where: leastLit .< b)
                }
                for lane in 0..<8 {
                    open[start + 8 * eight + lane] = least[lane]
                    lit[start + 8 * eight + lane] = leastLit[lane]
                }
            }
        }
    }

    /// Adds a lamp to eight points.
    @inline(__always)
    private func add(
        _ source: Source, _ reader: CandelaTable.Reader, _ grid: LightGrid, _ first: Int, _ shade: NightShade?,
        _ between: NightShade.Between, _ directions: Int, _ sums: UnsafeMutableBufferPointer<Lanes>, _ eight: Int
    ) {
        // From the lamp to the points.
        let dx = load(grid.x, first) - Float(source.position.x)
        let dy = load(grid.y, first) - Float(source.position.y)
        let dz = load(grid.z, first) + Float(height) - Float(source.position.z)
        let (a, b, c) = (source.frame.along, source.frame.across, source.frame.down)
        let intensity = reader.intensities(
            dx * Float(a.x) + dy * Float(a.y) + dz * Float(a.z),
            dx * Float(b.x) + dy * Float(b.y) + dz * Float(b.z),
            dx * Float(c.x) + dy * Float(c.y) + dz * Float(c.z))
        let planar = dx * dx + dy * dy
        let squared = planar + dz * dz
        let distance = csimd_sqrt8(squared)
        // cd/m².
        let base = intensity * source.scale / squared
        var share = Lanes(repeating: 1)
        if let shade, !between.isEmpty {
            for lane in 0..<8 where base[lane] > 0 {
                var p = grid.point(first + lane)
                p.z += height
                share[lane] = shade.share(from: source.position, to: p, past: between)
            }
        }
        func put(_ value: Lanes, _ direction: Int) {
            let place = 2 * (directions * eight + direction)
            sums[place] += value
            sums[place + 1] += value * share
        }
        let zero = Lanes.zero
        switch kind {
        case .horizontal: put(base * (zero - dz).replacing(with: 0, where: dz .> 0) / distance, 0)
        case .hemispherical: put(base * (1 - dz / distance) * 0.25, 0)
        case .vertical, .semicylindrical:
            let (hx, hy) = (load(grid.headingX, first), load(grid.headingY, first))
            let along = dx * hx + dy * hy
            let left = dy * hx - dx * hy
            let across = csimd_sqrt8(planar)
            for k in 0..<directions {
                let toward = k == 0 ? along : k == 1 ? zero - along : k == 2 ? left : zero - left
                if kind == .vertical {
                    // A lamp before the receiver sends light against the way it looks.
                    put(base * (zero - toward).replacing(with: 0, where: toward .> 0) / distance, k)
                } else {
                    put(base * (across - toward) / (distance * Float.pi), k)
                }
            }
        }
    }

    @inline(__always)
    private func load(_ values: [Float], _ at: Int) -> Lanes {
        values.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 4 * at, as: Lanes.self) }
    }
}

/// The brightest of all planes by γ: how far a lamp reaches whichever way it is turned.
private struct IntensityProfile {
    /// cd, degree by degree from 0 to 180.
    private let brightest: [Double]

    /// Half degrees from 45° to 89.5°, with cosine and tangent.
    private static let angles: [(degree: Int, cosine: Double, tangent: Double)] = (90..<180).map { half in
        let gamma = Angle.degrees(Double(half) / 2)
        return (half / 2, gamma.cosine, gamma.sine / gamma.cosine)
    }

    init(_ photometry: Photometry) {
        brightest = (0...180).map { degree in
            photometry.c.reduce(0) {
                max(
                    $0, photometry.intensity(c: .degrees($1), gamma: .degrees(Double(degree))),
                    photometry.intensity(c: .degrees($1), gamma: .degrees(min(180, Double(degree) + 0.5))))
            }
        }
    }

    /// Distance in the plane beyond which no point gets ``CoverageKernel/cutOff``.
    /// - Parameters:
    ///   - height: of the light over the receivers, m.
    ///   - tilt: by which the luminaire is off the vertical.
    func reach(of scale: Double, height: Double, tilt: Angle, kind: ReceiverKind) -> Double {
        let height = max(0.5, abs(height))
        let slack = Int(tilt.degrees.rounded(.up)) + 1
        // From far to near: the first that gets enough.
        for angle in Self.angles.reversed() {
            var intensity = 0.0
            for degree in max(0, angle.degree - slack)...min(180, angle.degree + 1 + slack) {
                intensity = max(intensity, brightest[degree])
            }
            let share = kind.isStanding ? 1 : kind == .horizontal ? angle.cosine : 0.5
            let squared = height * height / (angle.cosine * angle.cosine)
            if intensity * scale / squared * share >= CoverageKernel.cutOff {
                return min(height * angle.tangent + height / 2, 500)
            }
        }
        return height * 1.5
    }
}

extension LuminaireFrame {
    /// How far the luminaire is off hanging straight down.
    fileprivate var slant: Angle { .radians(acos(min(1, max(-1, -down.z)))) }
}
