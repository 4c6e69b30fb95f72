import City
import Geometry

/// The intensities of an IES file in the C-γ system.
///
/// IES type C has H = 0° where the C-γ system of CIE 121 has C = 90°: LM-63 lays the plane 0°–180° along the length of
/// the luminaire, for a road luminaire along its arm, so that 0° is the street's side; CIE lays C90 there. Both count
/// counter-clockwise from above (LM-63-02, clause 3), so C = H + 90°.
///
/// Type A turns clockwise about the vertical axis and counts V from the horizontal: C = 90° - H, γ = V + 90°. Type B
/// has its poles on the horizontal (V = ±90°), and H turns about them; it is resampled every degree.
struct IESGrid {
    let web: PhotometricWeb
    let gamma: [Double]
    let candela: [Double]

    init(
        type: IESFile.Goniometry, vertical: [Double], horizontal: [Double], candela: [Double],
        of text: PhotometryText, _ diagnostics: inout Diagnostics
    ) throws {
        switch type {
        case .c:
            var web = try Self.typeC(horizontal, of: text, &diagnostics)
            web.turn(by: 90)
            self.web = web
            gamma = vertical
            self.candela = candela
        case .a, .b:
            let table = try SidewaysTable(vertical: vertical, horizontal: horizontal, candela: candela, of: text)
            if type == .a {
                // Where the table ends, the light ends: planes without light stand a thousandth of a degree beyond.
                let isWhole = table.horizontal.last == 180
                let edges =
                    isWhole ? [] : [table.horizontal[0] - 0.001, table.horizontal[table.horizontal.count - 1] + 0.001]
                web = PhotometricWeb((table.horizontal + edges).map { 90 - $0 })
                gamma = table.vertical.map { $0 + 90 }
                self.candela =
                    table.candela + [Double](repeating: 0, count: edges.count * table.vertical.count)
            } else {
                let angles = (0..<360).map { Double($0) }
                web = PhotometricWeb(angles)
                gamma = (0...180).map { Double($0) }
                var resampled: [Double] = []
                resampled.reserveCapacity(angles.count * gamma.count)
                for c in angles {
                    for height in gamma { resampled.append(table.intensityB(c: .degrees(c), gamma: .degrees(height))) }
                }
                self.candela = resampled
                diagnostics.note("type-b", "type B photometry, resampled to planes and angles of 1° in the C-γ system")
            }
        }
    }

    /// The planes of type C by the symmetry their range stands for.
    private static func typeC(
        _ angles: [Double], of text: PhotometryText, _ diagnostics: inout Diagnostics
    ) throws -> PhotometricWeb {
        let first = angles[0]
        let last = angles[angles.count - 1]
        if angles.count == 1 { return PhotometricWeb([0]) }
        var web = PhotometricWeb(angles)
        switch (first, last) {
        case (0, 90):
            web.mirror(at: 90)
            web.mirror(at: 0)
        case (0, 180): web.mirror(at: 0)
        case (90, 270): web.mirror(at: 90)
        case (0, 360): break
        case (0, let end) where end > 180 && 360 - end <= 2 * (end - angles[angles.count - 2]):
            // LM-63-95 allowed it, and many files leave 360° out.
            diagnostics.repaired(
                "plane-360-missing", "horizontal angles end at \(end)°; closed with the plane of 0°")
        default:
            throw DataError(
                file: text.file,
                problem:
                    "horizontal angles: expected 0°, 0...90, 0...180, 90...270 or 0...360°, found \(first)...\(last)°")
        }
        return web
    }
}

/// Intensities by angles H and V of goniometer type A or B, whole: a table given for one side is mirrored.
private struct SidewaysTable {
    /// Degrees, ascending.
    let horizontal: [Double]
    let vertical: [Double]
    let candela: [Double]

    init(vertical: [Double], horizontal: [Double], candela: [Double], of text: PhotometryText) throws {
        guard let low = vertical.first, let high = vertical.last, low >= -90, high <= 90 else {
            throw DataError(
                file: text.file,
                problem: "vertical angles: expected -90...90° in type A or B, "
                    + "found \(vertical.first ?? 0)...\(vertical.last ?? 0)°")
        }
        self.vertical = vertical
        let n = vertical.count
        guard horizontal[0] == 0 else {
            self.horizontal = horizontal
            self.candela = candela
            return
        }
        // From 0°: the other side is the same (LM-63-02, clause 5.12).
        self.horizontal = horizontal.dropFirst().reversed().map { -$0 } + horizontal
        var mirrored: [Double] = []
        for k in horizontal.indices.dropFirst().reversed() { mirrored += candela[k * n..<(k + 1) * n] }
        self.candela = mirrored + candela
    }

    /// Type B: tan H = cos C · tan γ, sin V = sin C · sin γ; cd, linear in H and V, 0 outside the table.
    func intensityB(c: Angle, gamma: Angle) -> Double {
        let h = atan2(c.cosine * gamma.sine, gamma.cosine) * (180 / .pi)
        let v = asin(min(1, max(-1, c.sine * gamma.sine))) * (180 / .pi)
        guard let (i, u) = place(h, horizontal), let (j, w) = place(v, vertical) else { return 0 }
        let n = vertical.count
        let next = min(i + 1, horizontal.count - 1)
        let above = min(j + 1, n - 1)
        let near = candela[i * n + j] * (1 - w) + candela[i * n + above] * w
        let far = candela[next * n + j] * (1 - w) + candela[next * n + above] * w
        return near * (1 - u) + far * u
    }

    /// The interval an angle lies in, and how far into it; nil outside. Angles on the edge belong to the table.
    private func place(_ angle: Double, _ angles: [Double]) -> (Int, Double)? {
        let slack = 1e-9
        guard let first = angles.first, let last = angles.last, angle >= first - slack, angle <= last + slack else {
            return nil
        }
        var (low, high) = (0, angles.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if angles[middle] <= angle { low = middle } else { high = middle }
        }
        guard high > low else { return (low, 0) }
        return (low, min(1, max(0, (angle - angles[low]) / (angles[high] - angles[low]))))
    }
}
