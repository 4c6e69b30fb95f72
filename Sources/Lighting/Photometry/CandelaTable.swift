import CSIMD
public import Geometry

/// Luminous intensities on an even grid of C and γ, for kernels that ask for many directions: eight at a time.
///
/// The grid's steps are the largest that hit every angle of the file (10°, 2.5° …), so that linear interpolation on it is
/// that of ``Photometry/intensity(c:gamma:)``; what remains is single precision and the angles' error of 1e-6 rad. Files
/// whose angles have no common step of 0.5° are resampled at 0.5° (``isExact`` is then false): off by no more than the
/// curve bends within one cell.
public struct CandelaTable: Sendable {
    /// Degrees between planes, and between angles within a plane.
    public let stepC: Double
    public let stepGamma: Double
    /// Whether the grid hits every angle of the file.
    public let isExact: Bool
    /// The brightest direction, cd.
    public let peak: Float
    /// The light ends here, degrees from straight down: no direction beyond it, or before the first angle, gets any.
    public let gammaRange: ClosedRange<Double>
    /// cd: plane by plane from 0 to 360°, within it by γ.
    private let values: [Float]
    /// γ angles a plane, and planes less one.
    private let rows: Int
    private let cells: Int

    /// Steps finer than this are resampled.
    private static let finest = 0.5

    public init(_ photometry: Photometry) {
        let c = Self.step(photometry.c, from: 0)
        let gamma = Self.step(photometry.gamma, from: photometry.gamma[0])
        isExact = c != nil && gamma != nil
        stepC = c ?? Self.finest
        let low = photometry.gamma[0]
        let high = photometry.gamma[photometry.gamma.count - 1]
        gammaRange = low...high
        cells = max(1, Int((360 / stepC).rounded()))
        rows = max(2, Int(((high - low) / (gamma ?? Self.finest)).rounded(.up)) + 1)
        // Where 0.5° does not divide the range, a little less than 0.5° does.
        stepGamma = (high - low) / Double(rows - 1)
        var values: [Float] = []
        values.reserveCapacity((cells + 1) * rows)
        for i in 0...cells {
            for j in 0..<rows {
                let height = j == rows - 1 ? high : low + stepGamma * Double(j)
                values.append(Float(photometry.intensity(c: min(360, stepC * Double(i)), gamma: height)))
            }
        }
        self.values = values
        peak = values.max() ?? 0
    }

    /// The largest step, at least ``finest`` and in whole hundredths of a degree, that hits every angle; nil for none.
    private static func step(_ angles: [Double], from start: Double) -> Double? {
        var common = 0
        for angle in angles {
            let hundredths = ((angle - start) * 100).rounded()
            guard abs(hundredths - (angle - start) * 100) < 1e-6 else { return nil }
            var (a, b) = (common, Int(hundredths))
            while b != 0 { (a, b) = (b, a % b) }
            common = a
        }
        return Double(common) / 100 >= finest ? Double(common) / 100 : nil
    }

    /// Bytes it takes.
    public var byteCount: Int { values.count * MemoryLayout<Float>.stride }

    /// Gives a kernel the table as it lies in memory; it must not be kept.
    @inline(always)
    func withReader<Result>(_ body: (Reader) throws -> Result) rethrows -> Result {
        try values.withUnsafeBufferPointer { buffer in
            // There are at least two planes of two intensities.
            guard let start = buffer.baseAddress else { preconditionFailure("an empty table of intensities") }
            return try body(Reader(table: self, values: start))
        }
    }

    /// Luminous intensity in a direction of any length given in the city's grid, cd.
    public func intensity(toward direction: Point3, of frame: LuminaireFrame) -> Double {
        let x = Lanes(repeating: Float(direction.dot(frame.along)))
        let y = Lanes(repeating: Float(direction.dot(frame.across)))
        let z = Lanes(repeating: Float(direction.dot(frame.down)))
        return withReader { Double($0.intensities(x, y, z)[0]) }
    }

    /// Luminous intensities in many directions given in the luminaire's own axes, cd.
    /// - Parameters:
    ///   - x: parts of the directions along C = 0°, γ = 90°; any length, the same unit in all three.
    ///   - y: along C = 90°, γ = 90°; as many.
    ///   - z: along γ = 0°; as many.
    public func intensities(_ x: [Float], _ y: [Float], _ z: [Float]) -> [Float] {
        let count = min(x.count, y.count, z.count)
        return withReader { reader in
            [Float](unsafeUninitializedCapacity: count) { result, written in
                x.withUnsafeBytes { x in
                    y.withUnsafeBytes { y in
                        z.withUnsafeBytes { z in
                            reader.fill(UnsafeMutableRawBufferPointer(result), count: count, x, y, z)
                        }
                    }
                }
                written = count
            }
        }
    }

    /// The table in the hands of a kernel.
    struct Reader {
        private let values: UnsafePointer<Float>
        private let rows: Int32
        private let lastCell: Float
        private let lastRow: Float
        private let perC: Float
        private let perGamma: Float
        private let origin: Float
        private let low: Float
        private let high: Float

        fileprivate init(table: CandelaTable, values: UnsafePointer<Float>) {
            self.values = values
            rows = Int32(table.rows)
            lastCell = Float(table.cells - 1)
            lastRow = Float(table.rows - 2)
            perC = Float(180 / .pi / table.stepC)
            perGamma = Float(180 / .pi / table.stepGamma)
            origin = Float(table.gammaRange.lowerBound * (.pi / 180))
            // Half a millionth of a radian to either side: a cut-off at 90° still lights a point level with the lamp.
            low = Float(table.gammaRange.lowerBound * (.pi / 180)) - 5e-7
            high = Float(table.gammaRange.upperBound * (.pi / 180)) + 5e-7
        }

        /// Luminous intensities in `count` directions, cd; all buffers hold as many Floats at least.
        fileprivate func fill(
            _ result: UnsafeMutableRawBufferPointer, count: Int, _ x: UnsafeRawBufferPointer,
            _ y: UnsafeRawBufferPointer, _ z: UnsafeRawBufferPointer
        ) {
            func load(_ buffer: UnsafeRawBufferPointer, _ at: Int) -> Lanes {
                buffer.loadUnaligned(fromByteOffset: 4 * at, as: Lanes.self)
            }
            var k = 0
            while k + 8 <= count {
                let eight = intensities(load(x, k), load(y, k), load(z, k))
                result.storeBytes(of: eight, toByteOffset: 4 * k, as: Lanes.self)
                k += 8
            }
            while k < count {
                let one = intensities(
                    Lanes(repeating: x.loadUnaligned(fromByteOffset: 4 * k, as: Float.self)),
                    Lanes(repeating: y.loadUnaligned(fromByteOffset: 4 * k, as: Float.self)),
                    Lanes(repeating: z.loadUnaligned(fromByteOffset: 4 * k, as: Float.self)))
                result.storeBytes(of: one[0], toByteOffset: 4 * k, as: Float.self)
                k += 1
            }
        }

        /// Luminous intensities in eight directions, cd.
        /// - Parameters:
        ///   - x: part of the direction along C = 0°, γ = 90°; any length, the same unit in all three.
        ///   - y: along C = 90°, γ = 90°.
        ///   - z: along γ = 0°.
        @inline(always)
        func intensities(_ x: Lanes, _ y: Lanes, _ z: Lanes) -> Lanes {
            let turn = csimd_arctangent8(y, x)
            let c = turn.replacing(with: turn + Float(2 * Double.pi), where: turn .< 0) * perC
            let gamma = csimd_arctangent8(csimd_sqrt8(x * x + y * y), z)
            let g = (gamma - origin) * perGamma
            let (i, u) = cell(c, upTo: lastCell)
            let (j, v) = cell(g, upTo: lastRow)
            let at = i &* SIMD8(repeating: rows) &+ j
            let near = Self.read(values, at) * (1 - v) + Self.read(values + 1, at) * v
            let far = Self.read(values + Int(rows), at) * (1 - v) + Self.read(values + Int(rows) + 1, at) * v
            let value = near * (1 - u) + far * u
            return value.replacing(with: 0, where: gamma .< low .| gamma .> high)
        }

        /// The cell a coordinate lies in, and how far into it (0…1).
        ///
        /// Adding 1.5 · 2^23 leaves the rounded number in the low bits of a Float: no conversion that could trap. What lies
        /// on the border of two cells may go to either; both give the same.
        @inline(always)
        private func cell(_ coordinate: Lanes, upTo last: Float) -> (SIMD8<Int32>, Lanes) {
            let shifted = csimd_clamp8(coordinate - 0.5, 0, last) + 12_582_912
            let index = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- 0x4B40_0000
            return (index, csimd_clamp8(coordinate - (shifted - 12_582_912), 0, 1))
        }

        @inline(always)
        private static func read(_ values: UnsafePointer<Float>, _ index: SIMD8<Int32>) -> Lanes {
            Lanes(
                values[Int(index[0])], values[Int(index[1])], values[Int(index[2])], values[Int(index[3])],
                values[Int(index[4])], values[Int(index[5])], values[Int(index[6])], values[Int(index[7])])
        }
    }
}

/// Eight single-precision numbers, one AVX register.
typealias Lanes = SIMD8<Float>
