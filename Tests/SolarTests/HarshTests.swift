import City
import Geometry
import JSON
import Sky
import Testing

@testable import Solar

/// Cities and inputs at the edge of what makes sense: an answer, a diagnostic or an error, never a trap or nonsense.
@Suite struct HarshTests {
    private static func city(latitude: Double, heights: [Double], reversed: Bool = false) -> City {
        var draft = LayerDraft(name: "building")
        for (i, height) in heights.enumerated() {
            let x = Double(i) * 30
            var ring = [Point3(x, 0), Point3(x + 14, 0), Point3(x + 14, 14), Point3(x, 14)]
            if reversed { ring.reverse() }
            draft.geometries.append(.polygon, polygons: [Polygon(exterior: ring)], hasZ: false)
            draft.set("height", .real(height), unit: "m")
            draft.endFeature(id: "b\(i)")
        }
        var diagnostics = Diagnostics()
        let plane = CRS(
            identifier: "EPSG:32642", name: "UTM 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1, wkt: "")
        var city = City(name: "harsh", crs: plane, origin: .zero, layers: [draft.finish(&diagnostics)])
        city.place = City.Place(
            latitude: .degrees(latitude), longitude: .degrees(68), convergence: .degrees(0))
        return city
    }

    private func run(_ city: City, _ given: [String: JSONValue] = [:]) throws -> Outcome {
        var inputs = Inputs(.init(given.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) }))
        let simulation = try SolarYield(&inputs)
        try inputs.finish()
        return try simulation.run(on: city)
    }

    /// Everywhere on Earth: no more than the sun can give, no less than nothing, and panels yield by day.
    @Test(arguments: [-89.9, -66.6, -33.9, -10, 0, 10, 43.3, 66.6, 80, 89.9])
    func everyLatitude(latitude: Double) throws {
        let outcome = try run(
            Self.city(latitude: latitude, heights: [6, 20]),
            ["gcr": 0.4, "azimuth": .number(latitude < 0 ? 0 : 180), "linke_turbidity": 3])
        let yield = try #require(outcome.indicator("solar.specific_yield"))
        #expect(yield > 300 && yield < 2600, "\(yield)")
        let ratio = try #require(outcome.indicator("solar.performance_ratio"))
        #expect(ratio > 0.6 && ratio < 0.95, "\(ratio)")
        let layer = try #require(outcome.layer("roof"))
        for column in layer.columns where column.unit == "kWh/m²a" || column.unit == "kWh" {
            for row in 0..<layer.count { #expect(column.number(row) >= 0, "\(column.name)") }
        }
    }

    /// Rows that cannot stay free of shade because there is no winter sun stand at a bound, and the outcome says so.
    @Test func noWinterSun() throws {
        let outcome = try run(Self.city(latitude: 80, heights: [6]))
        #expect(outcome.diagnostics.all.contains { $0.code == "row-spacing-bounded" })
        #expect(outcome.layer("roof")?.column("gcr")?.number(0) ?? 0 > 0.25)
        let usual = try run(Self.city(latitude: 43.3, heights: [6]))
        #expect(!usual.diagnostics.all.contains { $0.code == "row-spacing-bounded" })
    }

    /// North by 360° is north by 0°, whichever way the grid is turned.
    @Test func wholeTurn() throws {
        var city = Self.city(latitude: -33, heights: [6])
        city.place?.convergence = .degrees(-0.5)
        let (a, b) = (try run(city, ["azimuth": 0]), try run(city, ["azimuth": 360]))
        #expect(a.indicator("solar.energy") == b.indicator("solar.energy") && a.indicator("solar.energy") ?? 0 > 0)
    }

    /// A loan changes who pays, not what it costs.
    @Test func loanLeavesTheCost() throws {
        let city = Self.city(latitude: 43, heights: [6])
        let (a, b) = (try run(city), try run(city, ["loan_share": 1]))
        #expect(a.indicator("solar.capex") == b.indicator("solar.capex") && a.indicator("solar.capex") ?? 0 > 0)
    }

    /// A ring that runs the wrong way round is the same building.
    @Test func invertedRoof() throws {
        let (a, b) = (
            try run(Self.city(latitude: 43, heights: [6, 20])),
            try run(Self.city(latitude: 43, heights: [6, 20], reversed: true))
        )
        for code in ["solar.irradiation", "solar.energy", "solar.modules"] {
            let (x, y) = (try #require(a.indicator(code)), try #require(b.indicator(code)))
            #expect(abs(x / y - 1) < 1e-4, "\(code)")
        }
    }

    /// A tower a hundred times taller than the rest shades its neighbours, and no more than that.
    @Test func towerAHundredTimesTaller() throws {
        let open = try run(Self.city(latitude: 43, heights: [6]))
        let shaded = try run(Self.city(latitude: 43, heights: [6, 600]))
        let number = { (o: Outcome) in o.layer("roof")?.column("irradiation")?.number(0) ?? -1 }
        #expect(number(shaded) > 0 && number(shaded) < number(open))
    }

    /// Nothing is earned, nothing is paid: no payback, a worth below nothing, and no number that is none.
    @Test func zeroTariffAndZeroCost() throws {
        let free = try run(Self.city(latitude: 43, heights: [6]), ["tariff": 0])
        let layer = try #require(free.layer("roof"))
        #expect(layer.column("payback")?[0].isNull == true)
        #expect(layer.column("payback_band")?[0].text == "never")
        #expect(layer.column("npv")?.number(0) ?? 0 < 0)
        let gift = try run(
            Self.city(latitude: 43, heights: [6]),
            ["capex": 1e-9, "opex": 0, "inverter_cost": 0, "inverter_life": 0])
        #expect(gift.layer("roof")?.column("payback")?.number(0) ?? 9 < 0.1)
        #expect(gift.layer("roof")?.column("payback_band")?[0].text == "faster")
    }

    /// No room for a module: planes without panels, sums of nothing.
    @Test func noRoom() throws {
        let outcome = try run(Self.city(latitude: 43, heights: [6]), ["setback": 20])
        #expect(outcome.indicator("solar.modules") == 0 && outcome.indicator("solar.energy") == 0)
        #expect(outcome.indicator("solar.specific_yield") == nil && outcome.indicator("solar.lcoe") == nil)
        #expect(outcome.layer("roof")?.column("energy")?[0].isNull == true)
        let dark = try run(Self.city(latitude: 43, heights: [6]), ["min_irradiation": 3000])
        #expect(dark.indicator("solar.modules") == 0)
    }

    /// Shade costs a string more than it costs modules with electronics of their own.
    @Test func stringsSufferMore() throws {
        let city = Self.city(latitude: 43, heights: [6, 30])
        let string = try #require(try run(city, ["where": "id = 'b0'"]).indicator("solar.energy"))
        let module = try #require(
            try run(city, ["where": "id = 'b0'", "electronics": "module"]).indicator("solar.energy"))
        #expect(string < module && string > 0.8 * module)
    }
}
