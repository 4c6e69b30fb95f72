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
        guard beta >= 0, beta <= 180, tangent >= 0, let last = tangents.last, tangent <= last else { return 0 }
        let n = betas.count
        let i = (betas.dropFirst().firstIndex { $0 >= beta } ?? n - 1) - 1
        let j = (tangents.dropFirst().firstIndex { $0 >= tangent } ?? tangents.count - 1) - 1
        let u = (beta - betas[i]) / (betas[i + 1] - betas[i])
        let v = (tangent - tangents[j]) / (tangents[j + 1] - tangents[j])
        let low = coefficients[j * n + i] * (1 - u) + coefficients[j * n + i + 1] * u
        let high = coefficients[(j + 1) * n + i] * (1 - u) + coefficients[(j + 1) * n + i + 1] * u
        return low * (1 - v) + high * v
    }
}
