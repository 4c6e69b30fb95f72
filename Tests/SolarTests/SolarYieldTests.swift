import City
import Foundation
import Geometry
import JSON
import Sky
import Solar
import Testing

private let plane = CRS(
    identifier: "EPSG:32642", name: "UTM 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1, wkt: "")

/// A city of box buildings; each a square of `side` at (x, y).
private func city(_ buildings: [(x: Double, y: Double, side: Double, height: Double)], convergence: Double = 0) -> City
{
    var draft = LayerDraft(name: "building")
    for (i, b) in buildings.enumerated() {
        let ring = [
            Point3(b.x, b.y), Point3(b.x + b.side, b.y), Point3(b.x + b.side, b.y + b.side), Point3(b.x, b.y + b.side),
        ]
        draft.geometries.append(.polygon, polygons: [Polygon(exterior: ring)], hasZ: false)
        draft.set("height", .real(b.height), unit: "m")
        draft.set("use", .text(i == 0 ? "school" : "house"))
        draft.endFeature(id: "b\(i)")
    }
    var diagnostics = Diagnostics()
    var city = City(name: "test", crs: plane, origin: .zero, layers: [draft.finish(&diagnostics)])
    city.place = City.Place(
        latitude: .degrees(43.3), longitude: .degrees(68.27), convergence: .degrees(convergence))
    return city
}

private func run(_ city: City, _ inputs: [String: Double] = [:], filter: String? = nil) throws -> Outcome {
    var given = Inputs(
        .init(
            inputs.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: .number($0.value)) }
                + (filter.map { [.init(key: "where", value: .string($0))] } ?? [])))
    let simulation = try SolarYield(&given)
    try given.finish()
    return try simulation.run(on: city)
}

private func number(_ outcome: Outcome, _ column: String, _ row: Int = 0) throws -> Double {
    try #require(outcome.layer("roof")?.column(column)).number(row)
}

private let clearYear = Weather(
    clearSkyAt: Location(latitude: .degrees(43.3), longitude: .degrees(68.27), elevation: 200), year: 2025,
    utcOffset: 5,
    linkeTurbidity: .turkistan, name: "clear sky")

@Suite struct SolarYieldTests {
    /// An open flat roof receives the sky's whole horizontal irradiation: DHI + DNI·cos z of the weather itself.
    @Test func openFlatRoof() throws {
        let outcome = try run(city([(0, 0, 20, 6)]))
        let suns = clearYear.sunPositions()
        let expected =
            (0..<clearYear.count).reduce(0) {
                $0 + clearYear.dhi[$1]
                    + (suns[$1].apparentZenith.degrees < 90 ? clearYear.dni[$1] * suns[$1].direction.z : 0)
            } / 1000
        #expect(abs(try number(outcome, "irradiation") - expected) < 0.02)
        #expect(try number(outcome, "shading_loss") == 0)
        #expect(try number(outcome, "area") == 400)
        #expect(abs((outcome.indicator("solar.irradiation") ?? 0) * 1e6 - expected * 400) < 10)
    }

    /// With what earlier questions left, prices, racks and back again give what they give alone.
    @Test func keptFieldsAreTheSame() throws {
        let town = city([(0, 0, 20, 6), (30, 0, 12, 16), (0, 40, 15, 9)])
        let questions: [[String: Double]] = [
            ["tariff": 30], ["tariff": 60], ["tilt": 45], ["tilt": 45, "tariff": 60, "albedo": 0.5], ["tariff": 30],
        ]
        let alone = try questions.map { try run(town, $0) }
        let kept = try Kept.$current.withValue(Kept()) { try questions.map { try run(town, $0) } }
        for (a, b) in zip(alone, kept) {
            #expect(a.indicators.map(\.value) == b.indicators.map(\.value))
            for column in ["energy", "npv", "irradiation", "modules", "panel_tilt"] {
                for row in 0..<3 { #expect(try number(a, column, row) == number(b, column, row), "\(column)") }
            }
        }
        #expect(Set(alone.map { $0.indicator("solar.npv") ?? 0 }).count == 4)
    }

    /// One row of racks on an open flat roof agrees with the hourly Perez 1990 model of the Sky target (itself held
    /// against pvlib), and its energy with the chain evaluated hour by hour, within what the gathered sky is good for.
    @Test(arguments: [(30.0, 180.0), (30, 90), (15, 225)])
    func panelsAgreeWithHourlyPerez(tilt: Double, azimuth: Double) throws {
        let outcome = try run(
            city([(0, 0, 20, 6)]),
            ["tilt": tilt, "azimuth": azimuth, "albedo": 0.2, "building_albedo": 0.2, "gcr": 0.05])
        let plane = PlaneOrientation(surfaceTilt: .degrees(tilt), surfaceAzimuth: .degrees(azimuth))
        let sky = HourlySky(clearYear)
        let hourly = sky.irradiance(of: plane, model: .perez, albedo: 0.2)
        let expected = hourly.reduce(0) { $0 + $1.global } / 1000
        #expect(abs(try number(outcome, "poa_global") / expected - 1) < 0.015)

        let module = try TypicalModule.named("mono-perc-410").module
        let system = try PVSystem(
            module: module, diffuseIncidence: .marion, temperature: .sapm(.openRackGlassPolymer),
            losses: SystemLosses(shading: 0),
            inverter: .pvwatts(PVWattsInverter(nameplate: module.power, dcACRatio: 1.2)))
        let diffuse = try system.diffuseIncidence.modifiers(system.incidence, surfaceTilt: plane.surfaceTilt)
        var energy = 0.0
        for (hour, light) in hourly.enumerated() {
            let sun = sky.suns[hour]
            energy += try system.output(
                .init(
                    direct: light.direct, skyDiffuse: light.skyDiffuse.total, groundDiffuse: light.groundReflected,
                    cosIncidence: aoiProjection(plane, solarZenith: sun.apparentZenith, solarAzimuth: sun.azimuth)),
                diffuse: diffuse, tempAir: clearYear.tempAir[hour], windSpeed: clearYear.windSpeed[hour]
            ).ac
        }
        let specific = try number(outcome, "specific_yield")
        #expect(abs(specific / (energy / module.power) - 1) < 0.015, "\(specific) \(energy / module.power)")
        // The capacity is rounded to a watt, the yield to 10 Wh/kWp.
        let capacity = try number(outcome, "capacity")
        #expect(abs(capacity * specific - (try number(outcome, "energy"))) < 0.001 * specific + 0.01 * capacity)
    }

    /// A tall neighbour to the south takes light, one to the north takes only sky; far away neither matters.
    @Test func neighboursShade() throws {
        let open = try number(try run(city([(0, 0, 20, 6)])), "irradiation")
        let south = try run(city([(0, 0, 20, 6), (0, -25, 20, 40)]), filter: "use = 'school'")
        // A sunlit wall gives some light back; without that, the neighbour takes only sky.
        let north = try run(
            city([(0, 0, 20, 6), (0, 25, 20, 40)]), ["building_albedo": 0], filter: "use = 'school'")
        let far = try run(city([(0, 0, 20, 6), (0, -4000, 20, 40)]), filter: "use = 'school'")
        #expect(south.layer("roof")?.count == 1)
        #expect(try number(south, "irradiation") < 0.85 * open)
        #expect(try number(south, "irradiation_beam") < number(north, "irradiation_beam"))
        #expect(try number(north, "irradiation") < open && number(north, "irradiation") > 0.9 * open)
        #expect(abs(try number(far, "irradiation") - open) < 0.01 * open)
    }

    /// A courtyard-like pit: four walls of height h around a wide roof at distance 0 leave the sky view of a square
    /// shaft; beam and sky both fall, nothing turns negative.
    @Test func deepShaft() throws {
        var buildings: [(x: Double, y: Double, side: Double, height: Double)] = [(0, 0, 10, 3)]
        for i in -1...1 {
            for j in -1...1 where (i, j) != (0, 0) { buildings.append((Double(i) * 10, Double(j) * 10, 10, 33)) }
        }
        let outcome = try run(city(buildings), ["spacing": 0.5], filter: "use = 'school'")
        let sky = try number(outcome, "irradiation_sky")
        let open = try number(try run(city([(0, 0, 10, 3)])), "irradiation_sky")
        // View factor of the opening of a square shaft (side 10, depth 30) from its floor: two parallel unit squares at
        // distance 3 sides see each other by 0.0345 (Howell, A Catalog of Radiation Heat Transfer Configuration
        // Factors, C-11); the sky overhead is brighter than the mean, so the share of light is a little above it.
        #expect(sky / open > 0.02 && sky / open < 0.06)
        #expect(try number(outcome, "irradiation") > 0 && number(outcome, "shading_loss") > 85)
    }

    /// Turning the grid turns the sun the other way: a neighbour due south by the grid is not due south on the globe.
    @Test func convergenceTurnsTheSun() throws {
        let pair = [(x: 0.0, y: 0.0, side: 20.0, height: 6.0), (x: -40.0, y: -25.0, side: 20.0, height: 40.0)]
        let straight = try run(city(pair), filter: "use = 'school'")
        let turned = try run(city(pair, convergence: 30), filter: "use = 'school'")
        #expect(try number(straight, "irradiation") != number(turned, "irradiation"))
        // The open roof does not care.
        let open = try number(run(city([(0, 0, 20, 6)])), "irradiation")
        let turnedOpen = try number(run(city([(0, 0, 20, 6)], convergence: 30)), "irradiation")
        #expect(abs(open - turnedOpen) < 0.02)
    }

    /// Same inputs, same numbers, whichever thread does what.
    @Test func deterministic() throws {
        var buildings: [(x: Double, y: Double, side: Double, height: Double)] = []
        for i in 0..<40 {
            buildings.append((x: Double(i % 8) * 30, y: Double(i / 8) * 30, side: 12, height: Double(4 + i % 5 * 6)))
        }
        let many = city(buildings)
        let a = try run(many)
        let b = try run(many)
        #expect(a.indicators == b.indicators)
        #expect((0..<40).allSatisfy { a.layer("roof")?.columns[1][$0] == b.layer("roof")?.columns[1][$0] })
    }

    @Test func kindErrors() throws {
        let empty = City(name: "empty", crs: plane, origin: .zero, layers: [])
        #expect(throws: InputError.self) { try run(empty) }
        #expect(throws: InputError.self) { try run(city([(0, 0, 9, 3)]), filter: "colour = 'red'") }
        var placeless = city([(0, 0, 9, 3)])
        placeless.place = nil
        #expect { _ = try run(placeless) } throws: { ($0 as? InputError)?.path == "inputs.weather" }
        // No roof is chosen: an answer of nothing, not an error and not NaN.
        let none = try run(city([(0, 0, 9, 3)]), filter: "use = 'bazaar'")
        #expect(none.layer("roof")?.count == 0 && none.indicator("solar.mean_irradiation") == nil)
    }
}
