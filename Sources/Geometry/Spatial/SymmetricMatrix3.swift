/// A symmetric 3 × 3 matrix: a sum of outer products.
struct SymmetricMatrix3 {
    private var m = [[0.0, 0, 0], [0, 0, 0], [0, 0, 0]]

    mutating func add(_ v: Point3) {
        let c = [v.x, v.y, v.z]
        for i in 0..<3 { for j in 0..<3 { m[i][j] += c[i] * c[j] } }
    }

    /// Eigenvalues ascending with their unit vectors; nil for non-finite entries.
    ///
    /// Cyclic Jacobi rotations: Golub and Van Loan, "Matrix Computations", 4th ed., §8.5.
    func eigen() -> (values: [Double], vectors: [Point3])? {
        guard m.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
        var a = m
        var v = [[1.0, 0, 0], [0, 1, 0], [0, 0, 1]]
        // Convergence is quadratic: six sweeps are usual, thirty never needed.
        for _ in 0..<30 {
            let off = a[0][1] * a[0][1] + a[0][2] * a[0][2] + a[1][2] * a[1][2]
            if off == 0 { break }
            for (p, q) in [(0, 1), (0, 2), (1, 2)] where a[p][q] != 0 {
                let tau = (a[q][q] - a[p][p]) / (2 * a[p][q])
                let t = (tau >= 0 ? 1 : -1) / (abs(tau) + (1 + tau * tau).squareRoot())
                let c = 1 / (1 + t * t).squareRoot()
                let s = t * c
                for k in 0..<3 {
                    let (kp, kq) = (a[k][p], a[k][q])
                    a[k][p] = c * kp - s * kq
                    a[k][q] = s * kp + c * kq
                }
                for k in 0..<3 {
                    let (pk, qk) = (a[p][k], a[q][k])
                    a[p][k] = c * pk - s * qk
                    a[q][k] = s * pk + c * qk
                    let (vp, vq) = (v[k][p], v[k][q])
                    v[k][p] = c * vp - s * vq
                    v[k][q] = s * vp + c * vq
                }
            }
        }
        let order = [0, 1, 2].sorted { a[$0][$0] < a[$1][$1] }
        return (order.map { a[$0][$0] }, order.map { Point3(v[0][$0], v[1][$0], v[2][$0]) })
    }
}
