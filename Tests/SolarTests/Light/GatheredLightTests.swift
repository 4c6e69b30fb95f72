import Foundation
import Geometry
import Sky
import Testing

@testable import Solar

/// The light that the simulations gather by direction, on open planes, against pvlib's hourly Perez 1990
/// (Tests/Truth/sky/annual.csv): what shade is then taken from.
@Suite struct GatheredLightTests {
    private static let files = [
        "pvgis": "tmy_45.000_8.000_2005_2023.csv", "amsterdam": "NLD_Amsterdam062400_IWEC.epw",
    ]

    private static func weather(_ year: String) throws -> Weather {
        let file = try #require(files[year])
        let path = RadianceTests.root.appending(path: ".cache/pypi/pvlib/tests/data/\(file)")
        return try Weather(bytes: [UInt8](Data(contentsOf: path)), name: year)
    }

    /// The lines of the truth for a year and pvlib's Perez model, by the names of their columns.
    private static func rows(_ year: String) throws -> [[String: Double]] {
        let path = RadianceTests.root.appending(path: "Tests/Truth/sky/annual.csv")
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
        let names = try #require(lines.first).split(separator: ",").map(String.init)
        return lines.dropFirst().compactMap { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let row = Dictionary(uniqueKeysWithValues: zip(names, cells))
            guard row["weather"] == year, row["model"] == "perez" else { return nil }
            return row.compactMapValues(Double.init)
        }
    }

    /// A plane that sees everything before it, over level ground.
    private static func open(_ normal: Point3, _ directions: LightDirections) -> Access {
        Access(
            seen: [Float](repeating: 1, count: directions.count),
            ground: directions.coarseVectors.map { Float(max(0, $0.z) * (1 - normal.z) / 2) },
            built: [Float](repeating: 0, count: directions.coarse.count), exposed: 1, sensors: 1)
    }

    /// Roofs within 1.5 %, walls within 3.1 %, with either subdivision of the sky.
    ///
    /// The bounds are the two sky models': Perez 1993 puts more of a cloudy sky's light around the sun and less opposite
    /// to it than Perez 1990's planes; in the limit of ever finer patches they differ by -0.3...+1.2 % on roofs and
    /// -3.0...+2.7 % on walls. Direct light differs only where hours of one month on both sides of a plane's edge share
    /// the same nodes, and what the ground reflects by the weather's own gap between GHI and DHI + DNI cos z.
    @Test(arguments: ["pvgis", "amsterdam"], [false, true])
    func openPlanes(year: String, isFine: Bool) throws {
        let weather = try Self.weather(year)
        let patches = isFine ? SkyPatches.reinhart : .tregenza
        let directions = LightDirections(
            latitude: weather.location.latitude, convergence: .degrees(0), patches: patches)
        let light = MonthlyLight(SkyYear(weather, patches: patches), directions, albedo: 0.2)
        let ghi = light.ghi.reduce(0, +) / 1000
        let rows = try Self.rows(year)
        #expect(rows.count == 8)
        for row in rows {
            let (tilt, azimuth) = (try #require(row["surface_tilt"]), try #require(row["surface_azimuth"]))
            let normal = directions.normal(
                of: PlaneOrientation(surfaceTilt: .degrees(tilt), surfaceAzimuth: .degrees(azimuth)))
            let plane = light.light(on: normal, Self.open(normal, directions), buildingAlbedo: 0.3)
            let truth = try #require(row["poa_global"]) / 1000
            let direct = try #require(row["poa_direct"]) / 1000
            let bound = tilt < 45 ? 0.015 : 0.031
            #expect(abs(plane.total / truth - 1) < bound, "\(tilt)° \(azimuth)°: \(plane.total) \(truth)")
            #expect(abs(plane.beam.reduce(0, +) - direct) < 2e-4 * ghi, "\(tilt)° \(azimuth)°")
            let reflected = plane.reflected.reduce(0, +)
            #expect(abs(reflected - 0.2 * ghi * (1 - normal.z) / 2) < 1e-3 * max(1, reflected), "\(tilt)° \(azimuth)°")
            #expect(plane.loss == 0 || abs(plane.loss) < 1e-9)
        }
    }
}
