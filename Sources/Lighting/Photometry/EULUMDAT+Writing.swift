import Geometry

extension Photometry {
    /// An EULUMDAT file of this photometry: absolute, all planes where it has no symmetry, intensities to 0.001 cd/klm.
    ///
    /// Angles outside the planes and heights that the photometry does not have are left out; lines end with CR LF as the
    /// format's programs expect.
    public func eulumdat() -> String {
        let symmetry = planeSymmetry
        let planes = Array(c.dropLast())
        let given: [Int]
        switch symmetry {
        case 1: given = [0]
        case 3: given = Array(3 * planes.count / 4..<planes.count) + Array(0...planes.count / 4)
        default: given = Array(planes.indices)
        }
        func step(_ angles: [Double]) -> Double {
            guard angles.count > 1 else { return 0 }
            let first = angles[1] - angles[0]
            return zip(angles, angles.dropFirst()).allSatisfy { abs($1 - $0 - first) < 1e-9 } ? first : 0
        }
        let flux = flux
        let millimetres = [opening.length, opening.shape == .circle ? 0 : opening.width] + opening.heights
        var lines = [
            manufacturer, symmetry == 1 ? "1" : "3", "\(symmetry)", "\(planes.count)", Self.decimal(step(planes), 3),
            "\(gamma.count)", Self.decimal(step(gamma), 3), "", name, catalogNumber, "", "",
        ]
        // The housing is taken as large as the opening; a photometry does not know it.
        lines += [opening.length, opening.shape == .circle ? 0 : opening.width, 0].map { Self.decimal($0 * 1_000, 1) }
        lines += millimetres.map { Self.decimal($0 * 1_000, 1) }
        lines += [
            Self.decimal((1 - upwardShare) * 100, 1), "100", "1", Self.decimal(tiltMeasured.degrees, 1), "1",
            "-\(lampCount)", lamp, Self.decimal(flux, 1), colorTemperature.map { Self.decimal($0, 0) } ?? "",
            colorRendering.map { Self.decimal($0, 0) } ?? "", Self.decimal(power ?? 0, 1),
        ]
        // Direct ratios of rooms: of no use outdoors.
        lines += Array(repeating: "0", count: 10)
        lines += planes.map { Self.decimal($0, 3) } + gamma.map { Self.decimal($0, 3) }
        for i in given {
            for j in gamma.indices {
                lines.append(Self.decimal(Double(intensities[i * gamma.count + j]) / flux * 1_000, 3))
            }
        }
        return lines.map { $0 + "\r\n" }.joined()
    }

    /// EULUMDAT's symmetry indicator: 1 about the axis, 3 in the plane C90–C270, 0 for all others.
    private var planeSymmetry: Int {
        let n = gamma.count
        let planes = c.count - 1
        func same(_ a: Int, _ b: Int) -> Bool {
            intensities[a * n..<(a + 1) * n].elementsEqual(intensities[b * n..<(b + 1) * n])
        }
        if (0..<planes).allSatisfy({ same(0, $0) }) { return 1 }
        guard planes % 4 == 0 else { return 0 }
        let isEven = c.indices.allSatisfy { abs(c[$0] - 360 * Double($0) / Double(planes)) < 1e-9 }
        return isEven && (0..<planes).allSatisfy { same($0, (3 * planes / 2 - $0) % planes) } ? 3 : 0
    }

    /// A number with up to so many decimals, without zeros at its end.
    private static func decimal(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let whole = Int(max(-1e15, min(1e15, (value * scale).rounded())))
        let digits = String(whole.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        var fraction = padded.suffix(places)
        while fraction.last == "0" { fraction.removeLast() }
        return (whole < 0 ? "-" : "") + padded.dropLast(places) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
