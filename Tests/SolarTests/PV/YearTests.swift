import Foundation
import Geometry
import Sky
import Solar
import Testing

/// A year of hours on fourteen planes in four climates against pvlib's ModelChain and PySAM's PVWatts v8, our sky and
/// our chain from the weather file on.
@Suite struct YearAgainstPvlibAndPySAM {
    struct Climate {
        let name: String
        let sky: HourlySky
    }

    static func climates() throws -> [Climate] {
        let files = [
            ("pvgis", "pvlib/tests/data/tmy_45.000_8.000_2005_2023.csv"),
            ("greensboro", "pvlib/pvlib/data/723170TYA.CSV"), ("sandpoint", "pvlib/pvlib/data/703165TY.csv"),
            ("amsterdam", "pvlib/tests/data/NLD_Amsterdam062400_IWEC.epw"),
        ]
        return try files.map { name, path in
            Climate(name: name, sky: HourlySky(try Weather(bytes: try PVTable.fetched(path), name: name)))
        }
    }

    /// The references' chains, as options of ours.
    enum Chain: String, CaseIterable {
        case pvwatts, cec, huld, pysam

        var model: SkyModel { self == .cec ? .hayDavies : .perez }

        func system() throws -> PVSystem {
            switch self {
            case .pvwatts:
                try PVSystem(
                    module: try TypicalModule.named("pvwatts-standard").module,
                    temperature: .sapm(.closeMountGlassGlass),
                    inverter: .pvwatts(PVWattsInverter(nameplate: 300, dcACRatio: 1.2)))
            case .cec:
                try PVSystem(
                    module: try TypicalModule.named("mono-perc-410").module, modulesPerString: 15, strings: 2,
                    temperature: .sapm(.openRackGlassPolymer), losses: .none,
                    inverter: .sandia(try TypicalInverter.named("string-10k").inverter))
            case .huld:
                try PVSystem(
                    module: try TypicalModule.named("pvgis-crystsi").module, incidence: .init(.martinRuiz),
                    diffuseIncidence: .martinRuiz, temperature: .init(.faiman), losses: .pvgis, inverter: nil)
            case .pysam:
                try .pvwatts8(module: try TypicalModule.named("pvwatts8-standard").module)
            }
        }

        /// AC power of every hour, W per kWp.
        func power(_ sky: HourlySky, _ plane: PlaneOrientation) throws -> [Double] {
            let system = try system()
            let light = zip(sky.irradiance(of: plane, model: model, albedo: 0.2), sky.suns).map { light, sun in
                PVSystem.Light(
                    direct: light.direct, skyDiffuse: light.skyDiffuse.total, groundDiffuse: light.groundReflected,
                    cosIncidence: aoiProjection(plane, solarZenith: sun.apparentZenith, solarAzimuth: sun.azimuth))
            }
            let factors =
                self == .pysam
                ? sky.suns.map { sun in
                    SpectralModel.desoto.factor(
                        airMassAbsolute: relativeAirMass(apparentZenith: sun.apparentZenith).map {
                            absoluteAirMass(
                                relative: $0, pressure: standardPressure(elevation: sky.weather.location.elevation))
                        })
                } : nil
            let outputs = try system.outputs(
                light, diffuse: try system.diffuseIncidence.modifiers(system.incidence, surfaceTilt: plane.surfaceTilt),
                factors: factors, tempAir: sky.weather.tempAir, windSpeed: sky.weather.windSpeed)
            return outputs.map { $0.ac / system.nameplate * 1_000 }
        }
    }

    @Test func years() throws {
        let truth = try PVTable("year").rows
        #expect(truth.count == 4 * 4 * 14)
        var report: [String] = []
        for climate in try Self.climates() {
            let hourly = try PVTable("year_\(climate.name)")
            for chain in Chain.allCases {
                var (worstYear, worstMonth, worstRMSE) = (0.0, 0.0, 0.0)
                for row in truth where row.text("climate") == climate.name && row.text("chain") == chain.rawValue {
                    let plane = PlaneOrientation(
                        surfaceTilt: row.angle("surface_tilt"), surfaceAzimuth: row.angle("surface_azimuth"))
                    let power = try chain.power(climate.sky, plane)
                    let year = power.reduce(0, +) / 1_000 / row["year"] - 1
                    if abs(year) > abs(worstYear) { worstYear = year }
                    var start = 0
                    for month in 1...12 {
                        let count = 24 * CivilDate.daysInMonth(month, of: 2015)
                        let sum = power[start..<start + count].reduce(0, +) / 1_000
                        start += count
                        // Of the mean month: winter in the north gives next to nothing.
                        let error = (sum - row["m\(month)"]) / (row["year"] / 12)
                        if abs(error) > abs(worstMonth) { worstMonth = error }
                    }
                    let column = "\(chain.rawValue)_\(row.text("surface_tilt"))_\(row.text("surface_azimuth"))"
                    let theirs = hourly[column]
                    guard !theirs[0].isNaN else { continue }
                    let squares = zip(power, theirs).reduce(0) { $0 + ($1.0 - $1.1 / 10) * ($1.0 - $1.1 / 10) }
                    worstRMSE = max(worstRMSE, (squares / Double(power.count)).squareRoot() / 1_000)
                }
                func percent(_ x: Double) -> String { "\((100_000 * x).rounded() / 1_000) %" }
                report.append(
                    "\(climate.name) \(chain): year \(percent(worstYear)), month \(percent(worstMonth)), hour \(percent(worstRMSE))"
                )
                #expect(abs(worstYear) < 0.005, "\(report.last ?? "")")
                #expect(worstRMSE < 0.02, "\(report.last ?? "")")
            }
        }
        print(report.joined(separator: "\n"))
    }
}
