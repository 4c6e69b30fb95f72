import Geometry

extension Weather {
    /// Says so when the file's irradiance fits a sun some whole hours away: the sign of a wrong time zone.
    ///
    /// In consistent data GHI = DHI + DNI cos z; the shift that closes best must be 0.
    mutating func checkClosure() {
        let cosZenith = sunPositions().map { max(0, cos($0.apparentZenith.radians)) }
        func squares(shift: Int) -> Double {
            var sum = 0.0
            for hour in 0..<count where dni[hour] > 50 {
                let sun = cosZenith[(hour + shift + count) % count]
                let rest = ghi[hour] - dhi[hour] - dni[hour] * sun
                sum += rest * rest
            }
            return sum
        }
        let bright = dni.count { $0 > 50 }
        guard bright > 100 else { return }
        let best = (-12...12).map { (shift: $0, squares: squares(shift: $0)) }.min { $0.squares < $1.squares }
        let here = squares(shift: 0)
        if let best, best.shift != 0, best.squares < 0.25 * here {
            diagnostics.append(
                WeatherDiagnostic(
                    message: "hours of direct light fit a sun \(best.shift) h later better than the file's times: "
                        + "check the time zone", count: bright))
        } else if (here / Double(bright)).squareRoot() > 50 {
            diagnostics.append(
                WeatherDiagnostic(
                    message: "hours of direct light where global differs from diffuse plus direct by "
                        + "\(Int((here / Double(bright)).squareRoot())) W/m2 (root mean square)", count: bright))
        }
    }
}
