/// A day's clearness hour by hour.
///
/// R. Aguiar and M. Collares-Pereira, "TAG: a time-dependent, autoregressive, Gaussian model for generating synthetic
/// hourly radiation", Solar Energy 49, 167-174 (1992): a mean course that follows the sun's height, and around it noise
/// that remembers the hour before. Then scaled to the day's sum, no hour clearer than a cloudless one.
struct HourlyClearness {
    private let lambda: Double
    private let epsilon: Double
    private let eta: Double
    private let memory: Double
    private let a: Double
    private let b: Double

    /// - Parameter day: the day's clearness index.
    init(day k: Double) {
        lambda = -0.19 + 1.12 * k + 0.24 * exp(-8 * k)
        epsilon = 0.32 - 1.6 * (k - 0.5) * (k - 0.5)
        eta = 0.19 + 2.27 * k * k - 2.51 * k * k * k
        memory = 0.38 + 0.06 * cos(7.4 * k - 2.5)
        a = 0.14 * exp(-20 * (k - 0.35) * (k - 0.35))
        b = 3 * (k - 0.45) * (k - 0.45) + 16 * pow(k, 5)
    }

    /// Global irradiance of a day's hours, W/m2, their sum exactly `sum`.
    /// - Parameters:
    ///   - sum: what the day receives; less than what it does outside the atmosphere.
    ///   - extra: extraterrestrial horizontal irradiance of each hour, W/m2; 0 by night.
    ///   - clear: global irradiance of each hour under a cloudless sky, W/m2.
    ///   - sines: of the sun's height.
    func irradiance(
        sum: Double, extra: ArraySlice<Double>, clear: ArraySlice<Double>, sines: ArraySlice<Double>,
        _ noise: inout NormalDeviates
    ) -> [Double] {
        var state = 0.0
        let wanted = zip(extra, sines).map { extra, sine in
            guard extra > 0 else { return 0.0 }
            state = memory * state + (1 - memory * memory).squareRoot() * noise.next()
            // Below one degree the course has no meaning.
            let height = max(sine, 0.02)
            let kt = lambda + epsilon * exp(-eta / height) + a * exp(b * (1 - height)) * state
            return max(kt, 0.02) * extra
        }
        // A day clearer than the turbidity allows lifts the limit as far as it must.
        let limit = max(1, 1.02 * sum / max(clear.reduce(0, +), 1e-9))
        let most = zip(clear, extra).map { min($0 * limit, $1) }
        func scaled(_ factor: Double) -> [Double] { zip(wanted, most).map { min($0 * factor, $1) } }
        func total(_ factor: Double) -> Double { scaled(factor).reduce(0, +) }
        var high = 1.0
        while high < 1e6, total(high) < sum { high *= 2 }
        guard total(high) >= sum else {
            // Hardly any sun: the same clearness all day.
            let all = extra.reduce(0, +)
            return extra.map { $0 * sum / all }
        }
        var low = 0.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if total(middle) < sum { low = middle } else { high = middle }
        }
        let hours = scaled(high)
        let rest = sum / hours.reduce(0, +)
        return hours.map { $0 * rest }
    }
}
