/// How a road surface reflects lamps' light into a driver's eye: reduced luminance coefficients r(β, tan γ) (CIE 144).
///
/// γ is the angle of incidence from the vertical, β the angle between the vertical planes of incidence and observation
/// (0° where the lamp is straight ahead beyond the point). The driver looks down by 1°.
public struct ReflectionTable: Sendable, Hashable {
    /// `R3`, or the file's name.
    public let name: String
    /// Average luminance coefficient Q0, 1/sr: how light the surface is.
    public let q0: Double
    /// β, degrees: ascending from 0 to 180.
    public let betas: [Double]
    /// tan γ: ascending from 0. No light is reflected beyond the last (EN 13201-3:2015, 7.1.2).
    public let tangents: [Double]
    /// r, 1/sr: row by row of `tangents`, within a row by `betas`.
    public let coefficients: [Double]

    /// β is looked up by cells of one degree, tan γ by cells of a quarter, as the standard tables are spaced.
    static let cellsPerTangent = 4.0
    let betaIntervals: [Int32]
    let tangentIntervals: [Int32]

    /// - Parameter coefficients: `tangents.count × betas.count`, none negative.
    public init(name: String, q0: Double, betas: [Double], tangents: [Double], coefficients: [Double]) {
        precondition(betas.count >= 2 && betas.first == 0 && betas.last == 180, "β goes from 0 to 180°")
        precondition(tangents.count >= 2 && tangents.first == 0, "tan γ begins with 0")
        precondition(coefficients.count == betas.count * tangents.count, "one coefficient for each pair of angles")
        self.name = name
        self.q0 = q0
        self.betas = betas
        self.tangents = tangents
        self.coefficients = coefficients
        betaIntervals = Self.intervals(betas, cells: 181, perUnit: 1)
        let last = min(tangents[tangents.count - 1], 1000)
        tangentIntervals = Self.intervals(
            tangents, cells: Int(last * Self.cellsPerTangent) + 2, perUnit: Self.cellsPerTangent)
    }

    private static func intervals(_ nodes: [Double], cells: Int, perUnit: Double) -> [Int32] {
        var i = 0
        return (0..<cells).map { cell in
            while i < nodes.count - 2, nodes[i + 1] <= Double(cell) / perUnit { i += 1 }
            return Int32(i)
        }
    }

    /// The same surface, lighter or darker: all coefficients scaled to another Q0 (CIE 144:2001, 6).
    public func scaled(toQ0 other: Double) -> ReflectionTable {
        ReflectionTable(
            name: name, q0: other, betas: betas, tangents: tangents,
            coefficients: coefficients.map { $0 * other / q0 })
    }

    /// r, 1/sr, linear between the angles given (EN 13201-3:2015, 5.3).
    /// - Parameters:
    ///   - beta: degrees, 0…180.
    ///   - tangent: tan γ; beyond the table nothing is reflected.
    public func coefficient(beta: Double, tangent: Double) -> Double {
        withLookup { $0.coefficient(beta: beta, tangent: tangent) }
    }

    /// The table as a hot loop reads it.
    struct Lookup {
        let betas: UnsafeBufferPointer<Double>
        let tangents: UnsafeBufferPointer<Double>
        let coefficients: UnsafeBufferPointer<Double>
        let betaIntervals: UnsafeBufferPointer<Int32>
        let tangentIntervals: UnsafeBufferPointer<Int32>

        @inline(__always)
        func coefficient(beta: Double, tangent: Double) -> Double {
            let n = betas.count
            guard tangent <= tangents[tangents.count - 1] else { return 0 }
            var i = Int(betaIntervals[min(betaIntervals.count - 1, max(0, Int(beta)))])
            while i < n - 2, betas[i + 1] <= beta { i += 1 }
            let cell = Int(tangent * ReflectionTable.cellsPerTangent)
            var j = Int(tangentIntervals[min(tangentIntervals.count - 1, cell)])
            while j < tangents.count - 2, tangents[j + 1] <= tangent { j += 1 }
            let u = (beta - betas[i]) / (betas[i + 1] - betas[i])
            let v = (tangent - tangents[j]) / (tangents[j + 1] - tangents[j])
            let low = coefficients[j * n + i] * (1 - u) + coefficients[j * n + i + 1] * u
            let high = coefficients[(j + 1) * n + i] * (1 - u) + coefficients[(j + 1) * n + i + 1] * u
            return low * (1 - v) + high * v
        }
    }

    /// Lends the table to a hot loop.
    func withLookup<R>(_ body: (Lookup) throws -> R) rethrows -> R {
        try betas.withUnsafeBufferPointer { betas in
            try tangents.withUnsafeBufferPointer { tangents in
                try coefficients.withUnsafeBufferPointer { r in
                    try betaIntervals.withUnsafeBufferPointer { betaIntervals in
                        try tangentIntervals.withUnsafeBufferPointer { tangentIntervals in
                            try body(
                                Lookup(
                                    betas: betas, tangents: tangents, coefficients: r, betaIntervals: betaIntervals,
                                    tangentIntervals: tangentIntervals))
                        }
                    }
                }
            }
        }
    }
}
