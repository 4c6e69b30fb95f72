/// Spectral factors: photocurrent under the sun's spectrum of the hour over that under the reference spectrum, at the
/// same broadband irradiance.
public enum SpectralModel: String, Sendable, Hashable, CaseIterable {
    /// As under the reference spectrum (pvlib's "no_loss").
    case none = "no_loss"
    /// De Soto's polynomial in air mass for silicon, as SAM's PVWatts uses it.
    case desoto
    /// First Solar's function of air mass and water, crystalline silicon.
    case firstSolarMonoSi = "first_solar_monosi"
    /// The same, multicrystalline silicon.
    case firstSolarMultiSi = "first_solar_multisi"
    /// The same, cadmium telluride.
    case firstSolarCdTe = "first_solar_cdte"
    /// The same, copper indium gallium selenide.
    case firstSolarCIGS = "first_solar_cigs"
    /// The same, amorphous silicon.
    case firstSolarASi = "first_solar_asi"

    /// The factor of an hour; 1 without an air mass (sun below the horizon) or water.
    ///
    /// First Solar: M. Lee and A. Panchula, "Spectral correction for photovoltaic module performance based on air mass
    /// and precipitable water", 43rd IEEE PVSC (2016): pvlib's `spectrum.spectral_factor_firstsolar`, with water kept
    /// within 0.1...8 cm (pvlib gives NaN above) and air mass within 0.58...10.
    /// De Soto: De Soto, Klein and Beckman 2006, equation 9 (King's polynomial), as SAM: not below 0.
    /// - Parameters:
    ///   - airMassAbsolute: at the site's pressure; nil below the horizon.
    ///   - precipitableWater: cm; only First Solar's function asks for it.
    public func factor(airMassAbsolute: Double?, precipitableWater: Double = 1.42) -> Double {
        guard let airMassAbsolute, airMassAbsolute.isFinite, precipitableWater.isFinite else { return 1 }
        let c: (Double, Double, Double, Double, Double, Double)
        switch self {
        case .none: return 1
        case .desoto:
            // SAM takes no sun lower than 4 degrees, an air mass of 12.29.
            let m = min(max(0, airMassAbsolute), 12.29)
            return max(0, 0.918093 + m * (0.086257 + m * (-0.024459 + m * (0.002816 - m * 0.000126))))
        case .firstSolarMonoSi: c = (0.85914, -0.020880, -0.0058853, 0.12029, 0.026814, -0.0017810)
        case .firstSolarMultiSi: c = (0.84090, -0.027539, -0.0079224, 0.13570, 0.038024, -0.0021218)
        case .firstSolarCdTe: c = (0.86273, -0.038948, -0.012506, 0.098871, 0.084658, -0.0042948)
        case .firstSolarCIGS: c = (0.85252, -0.022314, -0.0047216, 0.13666, 0.013342, -0.0008945)
        case .firstSolarASi: c = (1.12094, -0.047620, -0.0083627, -0.10443, 0.098382, -0.0033818)
        }
        let m = min(max(airMassAbsolute, 0.58), 10)
        let w = min(max(precipitableWater, 0.1), 8)
        let linear = c.0 + c.1 * m + c.2 * w
        return linear + c.3 * m.squareRoot() + c.4 * w.squareRoot() + c.5 * m / w.squareRoot()
    }
}
