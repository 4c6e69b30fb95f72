import CSIMD

/// A ``ReflectionTable`` on an even grid of β and tan γ, for kernels that ask for many pairs: eight at a time.
///
/// The steps are the largest that hit every angle of the table (1° and 0.25 for the CIE's), so that linear interpolation
/// on the grid is that of the table, but for single precision; a table whose angles have no common step of 0.5° or 0.05
/// is resampled at that.
struct ReflectionGrid: Sendable {
    /// r, 1/sr: row by row of tan γ, within it by β from 0 to 180°.
    private let values: [Float]
    private let columns: Int
    private let rows: Int
    private let perBeta: Float
    private let perTangent: Float
    private let lastTangent: Float

    init(_ table: ReflectionTable) {
        let stepBeta = Self.step(table.betas, atLeast: 0.5)
        let last = table.tangents[table.tangents.count - 1]
        let wanted = Self.step(table.tangents, atLeast: 0.05)
        columns = Int((180 / stepBeta).rounded()) + 1
        rows = max(2, Int((last / wanted - 1e-9).rounded(.up)) + 1)
        let stepTangent = last / Double(rows - 1)
        var values: [Float] = []
        values.reserveCapacity(rows * columns)
        for j in 0..<rows {
            let tangent = j == rows - 1 ? last : stepTangent * Double(j)
            for i in 0..<columns {
                values.append(Float(table.coefficient(beta: min(180, stepBeta * Double(i)), tangent: tangent)))
            }
        }
        self.values = values
        perBeta = Float(180 / .pi / stepBeta)
        perTangent = Float(1 / stepTangent)
        // A lamp at the very end of the table still counts.
        lastTangent = Float(last) * (1 + 1e-6)
    }

    /// The largest step, in hundredths and no less than `finest`, that hits every angle; `finest` where there is none.
    private static func step(_ angles: [Double], atLeast finest: Double) -> Double {
        var common = 0
        for angle in angles {
            let hundredths = (angle * 100).rounded()
            guard abs(hundredths - angle * 100) < 1e-6 else { return finest }
            var (a, b) = (common, Int(hundredths))
            while b != 0 { (a, b) = (b, a % b) }
            common = a
        }
        return max(finest, Double(common) / 100)
    }

    /// Gives a kernel the grid as it lies in memory; it must not be kept.
    @inline(always)
    func withReader<Result>(_ body: (Reader) throws -> Result) rethrows -> Result {
        try values.withUnsafeBufferPointer { buffer in
            // There are at least two rows of two values.
            guard let start = buffer.baseAddress else { preconditionFailure("an empty reflection table") }
            return try body(
                Reader(
                    values: start, columns: Int32(columns), lastColumn: Float(columns - 2), lastRow: Float(rows - 2),
                    perBeta: perBeta, perTangent: perTangent, lastTangent: lastTangent))
        }
    }

    /// The grid in the hands of a kernel.
    struct Reader {
        fileprivate let values: UnsafePointer<Float>
        fileprivate let columns: Int32
        fileprivate let lastColumn: Float
        fileprivate let lastRow: Float
        fileprivate let perBeta: Float
        fileprivate let perTangent: Float
        fileprivate let lastTangent: Float

        /// r of eight pairs, 1/sr.
        /// - Parameters:
        ///   - beta: rad, 0…π.
        ///   - tangent: tan γ, not negative; nothing beyond the table's last.
        @inline(always)
        func coefficients(_ beta: Lanes, _ tangent: Lanes) -> Lanes {
            let (i, u) = cell(beta * perBeta, upTo: lastColumn)
            let (j, v) = cell(tangent * perTangent, upTo: lastRow)
            let at = j &* SIMD8(repeating: columns) &+ i
            let next = at &+ SIMD8(repeating: columns)
            let low = read(at) * (1 - u) + read(at &+ 1) * u
            let high = read(next) * (1 - u) + read(next &+ 1) * u
            return (low * (1 - v) + high * v).replacing(with: 0, where: tangent .> lastTangent)
        }

        /// The cell a coordinate lies in, and how far into it: as in ``CandelaTable``, without a conversion that could trap.
        @inline(always)
        private func cell(_ coordinate: Lanes, upTo last: Float) -> (SIMD8<Int32>, Lanes) {
            let shifted = csimd_clamp8(coordinate - 0.5, 0, last) + 12_582_912
            let index = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- 0x4B40_0000
            return (index, csimd_clamp8(coordinate - (shifted - 12_582_912), 0, 1))
        }

        @inline(always)
        private func read(_ index: SIMD8<Int32>) -> Lanes {
            Lanes(
                values[Int(index[0])], values[Int(index[1])], values[Int(index[2])], values[Int(index[3])],
                values[Int(index[4])], values[Int(index[5])], values[Int(index[6])], values[Int(index[7])])
        }
    }
}
