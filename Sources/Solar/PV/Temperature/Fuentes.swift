/// A module's heat balance after Fuentes: sky, ground, convection on both sides, and its own thermal mass.
///
/// M. K. Fuentes, "A Simplified Thermal Model for Flat-Plate Photovoltaic Arrays", SAND85-0330 (1987): pvlib's
/// `temperature.fuentes`, PVWatts' cell temperature. The model remembers the hour before; ``steady(poaGlobal:tempAir:windSpeed:)``
/// leaves that out.
public struct FuentesModel: Sendable, Hashable {
    /// Installed nominal operating cell temperature, degrees Celsius: 45 open rack, 49 close to a roof.
    public let installedNOCT: Double
    /// Sine of the tilt that free convection is reckoned with; Fuentes sets 0.5 (30 degrees).
    private let sinTilt = 0.5
    private let windFactor: Double
    /// Hydraulic diameter of a module, m.
    private let length: Double
    private let emissivity = 0.84
    private let absorption = 0.83
    private let boltzmann = 5.669e-8
    /// Ground's rise over the air per module's rise.
    private let groundRatio: Double
    /// Convection on both sides over that on the front.
    private let convectionRatio: Double
    /// J/(m2 K).
    private let capacity: Double

    /// - Parameters:
    ///   - installedNOCT: 25...100 degrees Celsius.
    ///   - moduleHeight: metres above the ground (5 in PVWatts).
    ///   - windHeight: metres at which wind was measured (9.144, or 30 ft, in PVWatts).
    ///   - hydraulicDiameter: 0.5 m: four times a module's area over its perimeter.
    public init(
        installedNOCT: Double, moduleHeight: Double = 5, windHeight: Double = 9.144, hydraulicDiameter: Double = 0.5
    ) {
        self.installedNOCT = installedNOCT
        length = hydraulicDiameter
        windFactor = pow(moduleHeight / windHeight, 0.2)
        // At NOCT: 800 W/m2, 20 degrees (293.15 K), 1 m/s; sky at 282.21 K.
        let t = installedNOCT + 273.15
        let rise = t - 293.15
        let front = Self.convection(
            mean: (t + 293.15) / 2, wind: 1, rise: rise, length: length, sinTilt: sinTilt, isTurbulenceKnown: false)
        func fourth(_ x: Double) -> Double { x * x * x * x }
        let ground = emissivity * boltzmann * (t * t + 293.15 * 293.15) * (t + 293.15)
        let backRatio =
            (absorption * 800 - emissivity * boltzmann * (fourth(t) - fourth(282.21)) - front * rise)
            / ((ground + front) * rise)
        let groundFourth = fourth(t) - backRatio * (fourth(t) - fourth(293.15))
        let groundTemperature = min(max(pow(max(groundFourth, 0), 0.25), 293.15), t)
        groundRatio = (groundTemperature - 293.15) / rise
        convectionRatio =
            (absorption * 800 - emissivity * boltzmann * (2 * fourth(t) - fourth(282.21) - fourth(groundTemperature)))
            / (front * rise)
        // A high NOCT means that the roof behind warms up as well (equations 26 and 27).
        capacity = t > 321.15 ? 11_000 * (1 + (t - 321.15) / 12) : 11_000
    }

    /// What the next hour needs to know of this one.
    public struct State: Sendable, Hashable {
        /// Module temperature, K.
        public var temperature = 293.15
        /// Absorbed light, W/m2.
        public var absorbed = 0.0

        /// Before the first hour: 20 degrees, dark.
        public init() {}
    }

    /// Module temperature at the end of an hour (or another step), degrees Celsius; `state` moves on.
    /// - Parameters:
    ///   - poaGlobal: irradiance in the plane, W/m2.
    ///   - tempAir: degrees Celsius.
    ///   - windSpeed: m/s at the height given to the model.
    ///   - hours: length of the step.
    public func temperature(
        poaGlobal: Double, tempAir: Double, windSpeed: Double, hours: Double = 1, state: inout State
    ) -> Double {
        let light = poaGlobal * absorption
        var t = state.temperature
        // Ten rounds, as published; losses depend on the temperature they lead to.
        for _ in 0..<10 {
            let loss = losses(t, tempAir, windSpeed)
            let eigen = -loss.total / capacity * hours * 3_600
            let rest = eigen > -10 ? exp(eigen) : 0
            t =
                state.temperature * rest
                + ((1 - rest) * (loss.gain + state.absorbed + (light - state.absorbed) / eigen) + light
                    - state.absorbed) / loss.total
        }
        state.temperature = t
        state.absorbed = light
        return t - 273.15
    }

    /// Module temperature in balance with steady light and wind, degrees Celsius.
    ///
    /// A module follows light and wind within some ten minutes, so that this serves for hourly means; it needs no memory.
    public func steady(poaGlobal: Double, tempAir: Double, windSpeed: Double) -> Double {
        var t = tempAir + 273.15 + poaGlobal * 0.03
        for _ in 0..<10 {
            let loss = losses(t, tempAir, windSpeed)
            let next = (loss.gain + poaGlobal * absorption) / loss.total
            if abs(next - t) < 1e-6 { return next - 273.15 }
            t = next
        }
        return t - 273.15
    }

    /// Heat loss coefficients at a module temperature (K): their sum, W/(m2 K), and the sum weighted with the
    /// temperatures of air, sky and ground, W/m2.
    private func losses(_ t: Double, _ tempAir: Double, _ windSpeed: Double) -> (total: Double, gain: Double) {
        let air = tempAir + 273.15
        let wind = windSpeed * windFactor + 1e-4
        let sky = 0.68 * (0.0552 * pow(air, 1.5)) + 0.32 * air
        let convection =
            convectionRatio
            * Self.convection(
                mean: (t + air) / 2, wind: wind, rise: abs(t - air), length: length, sinTilt: sinTilt,
                isTurbulenceKnown: true)
        let toSky = emissivity * boltzmann * (t * t + sky * sky) * (t + sky)
        let ground = air + groundRatio * (t - air)
        let toGround = emissivity * boltzmann * (t * t + ground * ground) * (t + ground)
        return (convection + toSky + toGround, convection * air + toSky * sky + toGround * ground)
    }

    /// Convection from the front, W/(m2 K): free and forced, laminar or turbulent (equations 9 to 16).
    private static func convection(
        mean: Double, wind: Double, rise: Double, length: Double, sinTilt: Double, isTurbulenceKnown: Bool
    ) -> Double {
        let density = 0.003484 * 101_325 / mean
        let viscosity = 0.24237e-6 * pow(mean, 0.76) / density
        let conductivity = 2.1695e-4 * pow(mean, 0.84)
        let reynolds = wind * length / viscosity
        let forced =
            isTurbulenceKnown && reynolds > 1.2e5
            ? 0.0282 / pow(reynolds, 0.2) * density * wind * 1_007 / pow(0.71, 0.4)
            : 0.86 / reynolds.squareRoot() * density * wind * 1_007 / pow(0.71, 0.67)
        let grashof = 9.8 / mean * rise * length * length * length / (viscosity * viscosity) * sinTilt
        let free = 0.21 * pow(grashof * 0.71, 0.32) * conductivity / length
        return pow(free * free * free + forced * forced * forced, 1.0 / 3)
    }
}
