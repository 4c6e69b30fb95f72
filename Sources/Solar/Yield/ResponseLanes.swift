import CSIMD
import Sky

/// The response tables of flush and of racked modules, laid out for looking up eight arrays at a time.
///
/// The two differ in cell temperature alone, so that nodes, limit and losses are the same. The numbers of a node stand
/// together (DC power, its change per W/m² of reflected light, AC power before clipping): one vector is read and
/// interpolated for each array. The answers are those of ``ResponseTable/power(hour:lit:shaded:litShare:hasModuleElectronics:)``
/// to the last bit.
struct ResponseLanes: Sendable {
    typealias Lanes = SIMD8<Float>

    /// Power per watt of nameplate.
    struct Power {
        var dc: Lanes
        var ac: Lanes
        var clipped: Lanes
    }

    /// Light at the cells, and the light that is reflected but warms the module, W/m².
    struct CellLight {
        var effective: Lanes
        var reflected: Lanes

        /// What dirt leaves; what it takes still warms the module.
        @inline(__always)
        func dimmed(_ passing: Lanes) -> CellLight {
            CellLight(effective: effective * passing, reflected: reflected + effective * (1 - passing))
        }
    }

    let system: PVSystem
    private let hasModuleElectronics: Bool
    /// Hour by hour: the nodes of flush modules, then those of racked ones.
    private let values: [SIMD4<Float>]
    private let nodes: Int
    private let scale: Float
    private let limit: Float
    private let bypassLoss: Float
    private let openCircuitGain: Float

    /// - Throws: `InputError` for air and wind that are not numbers or out of range.
    init(
        flush: PVSystem, racked: PVSystem, hasModuleElectronics: Bool, tempAir: [Double], windSpeed: [Double]
    ) throws {
        let tables = [
            try ResponseTable(flush, tempAir: tempAir, windSpeed: windSpeed),
            try ResponseTable(racked, tempAir: tempAir, windSpeed: windSpeed),
        ]
        let nodes = tables[0].nodes
        var values: [SIMD4<Float>] = []
        values.reserveCapacity(tempAir.count * 2 * nodes)
        for hour in tempAir.indices {
            for table in tables {
                for i in hour * nodes..<(hour + 1) * nodes {
                    values.append(SIMD4(table.values[3 * i], table.values[3 * i + 1], table.values[3 * i + 2], 0))
                }
            }
        }
        self.values = values
        self.nodes = nodes
        self.hasModuleElectronics = hasModuleElectronics
        system = flush
        scale = tables[0].scale
        limit = tables[0].limit
        bypassLoss = tables[0].bypassLoss
        openCircuitGain = tables[0].openCircuitGain
    }

    /// Where an array's nodes begin within an hour's.
    func offset(isRacked: Bool) -> UInt32 { isRacked ? UInt32(nodes) : 0 }

    /// Power of eight arrays in an hour, some of whose substrings may lie in shade.
    /// - Parameters:
    ///   - hour: 0 ..< the hours of the table.
    ///   - offsets: ``offset(isRacked:)`` of each array.
    ///   - lit: light where the sun reaches.
    ///   - shaded: light where it does not.
    ///   - litShare: share of substrings that the sun reaches.
    ///   - left: share of DC power that snow leaves; nil for all.
    @inline(__always)
    func power(
        hour: Int, offsets: SIMD8<UInt32>, lit: CellLight, shaded: @autoclosure () -> CellLight, litShare: Lanes,
        left: Lanes? = nil
    ) -> Power {
        values.withUnsafeBufferPointer { values in
            let row = UnsafeBufferPointer(rebasing: values[2 * nodes * hour..<2 * nodes * (hour + 1)])
            let full = find(row, offsets, lit)
            let f = Lanes.zero.replacing(with: least(litShare, Lanes(repeating: 1)), where: litShare .> 0)
            guard any(f .< 1) || left != nil else {
                // All in the sun, or no sun.
                return clip(dc: full.dc, at: full.there)
            }
            let dim = find(row, offsets, shaded())
            let each = f * full.dc + (1 - f) * dim.dc
            let brighter = greatest(full.dc, Lanes(repeating: 1e-12))
            var dc = each
            if !hasModuleElectronics {
                let bypassed = full.dc * (f - (1 - f) * bypassLoss)
                let carried = dim.dc * (1 + f * openCircuitGain * greatest(1 - dim.dc / brighter, Lanes.zero))
                dc = least(greatest(bypassed, carried), each)
            }
            if let left { dc *= left }
            // Power goes with light, and the nodes with its root.
            return clip(dc: dc, at: read(row, offsets, full.x * csimd_sqrt8(dc / brighter)))
        }
    }

    /// A node's numbers, interpolated: DC, its change with reflected light, AC.
    private typealias Entry = (dc: Lanes, slope: Lanes, ac: Lanes)

    @inline(__always)
    private func find(
        _ row: UnsafeBufferPointer<SIMD4<Float>>, _ offsets: SIMD8<UInt32>, _ light: CellLight
    ) -> (dc: Lanes, x: Lanes, there: Entry) {
        // A comparison with NaN is false, so that it too counts as none.
        let g = Lanes.zero.replacing(
            with: least(light.effective, Lanes(repeating: 10_000)), where: light.effective .> 0)
        let x = csimd_sqrt8(g) * scale
        let entry = read(row, offsets, x)
        let reflected = Lanes.zero.replacing(
            with: least(light.reflected, Lanes(repeating: 10_000)), where: light.reflected .> 0)
        return (greatest(entry.dc + reflected * entry.slope, .zero), x, entry)
    }

    /// Linear in irradiance, not in its root: power is. Beyond the last node the last piece goes on.
    @inline(__always)
    private func read(
        _ row: UnsafeBufferPointer<SIMD4<Float>>, _ offsets: SIMD8<UInt32>, _ x: Lanes
    ) -> Entry {
        let (low, numbers) = wholePart(x, atMost: Float(nodes - 2))
        let share = (x * x - low * low) / (2 * low + 1)
        let places = numbers &+ offsets
        var entry = (dc: Lanes.zero, slope: Lanes.zero, ac: Lanes.zero)
        for lane in 0..<8 {
            let i = Int(places[lane])
            let value = row[i] + share[lane] * (row[i + 1] - row[i])
            entry.dc[lane] = value.x
            entry.slope[lane] = value.y
            entry.ac[lane] = value.z
        }
        return entry
    }

    /// AC power: the inverter is as efficient as in uniform light at a place that gives about as much.
    @inline(__always)
    private func clip(dc: Lanes, at there: Entry) -> Power {
        let isPower = there.dc .> 1e-6
        let ac = there.ac.replacing(
            with: there.ac * (dc / there.dc.replacing(with: 1, where: .!isPower)), where: isPower)
        let passed = least(ac, Lanes(repeating: limit))
        return Power(dc: dc, ac: passed, clipped: ac - passed)
    }
}

// Concrete, so that each compiles to an instruction or two.

/// Lane-wise minimum; `b` where either is NaN.
@inline(__always)
func least(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> { b.replacing(with: a, where: a .< b) }

/// Lane-wise maximum; `b` where either is NaN.
@inline(__always)
func greatest(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> { b.replacing(with: a, where: a .> b) }

/// The whole part of numbers from 0 to 2²² that are not NaN, as float and as integer; at most `limit`.
@inline(__always)
func wholePart(_ x: SIMD8<Float>, atMost limit: Float) -> (SIMD8<Float>, SIMD8<UInt32>) {
    let low = least(x.rounded(.down), SIMD8(repeating: limit))
    // In 2²³ … 2²⁴ the last bit of a float counts ones.
    let bits = unsafeBitCast(low + 8_388_608, to: SIMD8<UInt32>.self)
    return (low, bits & 0x7F_FFFF)
}
