import City
import Engine
import Geometry
import JSON
import Money
import Testing

@testable import Lighting

extension Street {
    /// The answer of another simulation, on a city at Turkistan's place.
    func answer(
        _ type: any Simulation.Type, _ inputs: JSONObject = [:], files: [String: String] = [:]
    ) throws -> Outcome {
        let made = try makeSimulation(type, inputs) { path in
            guard let text = files[path] else { throw InputError(path: path, problem: "no such file") }
            return Array(text.utf8)
        }
        return try made.simulation.run(on: placed)
    }

    var placed: City {
        var made = city
        made.place = City.Place(
            latitude: .degrees(43.3), longitude: .degrees(68.25), convergence: .degrees(0))
        return made
    }

    /// 600 m of street, 20 lamps every 30 m on the right.
    static func oneSided(_ more: [String: Value] = [:], road: [String: Value] = [:]) -> Street {
        var street = Street()
        let values: [String: Value] = ["highway": .text("tertiary"), "width": .real(7), "lanes": .integer(2)]
        street.road([Point3(0, 0), Point3(600, 0)], values.merging(road) { $1 })
        for k in 0..<20 { street.lamp(15 + 30 * Double(k), -3.5, more) }
        return street
    }
}

@Suite struct LifeCycleTests {
    /// 200 seeded contracts by numpy-financial: worth to the investor and the city, and the rate.
    @Test func contractsAreNumpyFinancials() throws {
        var rates = 0
        for row in try truthRows("contract") {
            let n = row.map { Double($0) ?? .nan }
            let cycle = LifeCycle(
                horizon: Int(n[0]), rate: (1 + n[6]) * (1 + n[7]) - 1, tariffGrowth: n[8], inflation: n[7])
            let service = EnergyService(
                capital: n[2], energySaving: n[3], upkeepSaving: n[4], share: n[5], contract: Int(n[1]), cycle)
            let worth = try #require(netPresentValue(rate: cycle.rate, flows: service.investor))
            let city = try #require(netPresentValue(rate: cycle.rate, flows: service.city))
            // Nine digits are stored.
            #expect(abs(worth - n[9]) <= 1e-8 * max(n[2], abs(n[9])), "\(row)")
            #expect(abs(city - n[11]) <= 1e-8 * max(n[2], abs(n[11])), "\(row)")
            if n[10].isFinite {
                rates += 1
                let rate = try #require(internalRateOfReturn(service.investor).value, "\(row)")
                #expect(abs(rate - n[10]) < 1e-8 * max(1, abs(n[10])), "\(row): \(rate)")
            } else {
                #expect(internalRateOfReturn(service.investor) == .none)
            }
        }
        #expect(rates > 120)
    }

    /// Annuities by hand: 10 years at 10 % without growth are worth 6.1446; two lamps in 10 years of life 5.
    @Test func worthByHand() {
        let cycle = LifeCycle(horizon: 10, rate: 0.1, tariffGrowth: 0, inflation: 0)
        #expect(abs(cycle.worth(growth: 0) - 6.144567106) < 1e-8)
        #expect(abs(cycle.purchases(life: 5) - (1 + 1 / 1.61051)) < 1e-9)
        #expect(cycle.purchases(life: 10) == 1)
        #expect(abs(cycle.worth(growth: 0.1) - 10 / 1.1) < 1e-9)
    }

    /// What the investor gets and the city keeps add up to what is saved, whatever the share, and nothing is made up.
    @Test func savingsAreShared() {
        let cycle = LifeCycle(horizon: 12, rate: 0.13, tariffGrowth: 0.05, inflation: 0.04)
        let service = EnergyService(
            capital: 1000, energySaving: 300, upkeepSaving: 20, replacements: [6: 100, 9: 50], share: 0.8, contract: 7,
            cycle)
        for (t, year) in service.years.enumerated() {
            let bought = t == 0 ? 1000 : t == 6 ? 100 * pow(1.04, 6) : t == 9 ? 50 * pow(1.04, 9) : 0
            #expect(abs(year.investor + year.city + bought - year.saving) < 1e-9)
        }
        #expect(service.years[8].investor == 0 && service.years[6].investor < service.years[5].investor)
    }
}

@Suite struct LightingRetrofitTests {
    static let list = """
        name,photometry,flux_lm,power_w,price,install_cost,life_years,maintenance,control,standby_w
        weak,road-narrow,1000,10,1000,0,15,0,yes,0
        right,road-narrow,8000,60,30000,5000,15,0,yes,0
        dear,road-narrow,8000,60,90000,5000,15,0,yes,0
        strong,road-narrow,30000,220,31000,5000,15,0,no,0
        """

    /// Of four lamps the cheapest that meets the class is taken, and by itself it does meet it.
    @Test func cheapestThatMeets() throws {
        let street = Street.oneSided(
            ["power_w": .real(150), "lamp_type": .text("HPS")], road: ["lighting_class": .text("P4")])
        let outcome = try street.answer(
            LightingRetrofit.self, ["candidates": "list.csv"], files: ["list.csv": Self.list])
        #expect(outcome.value("road_retrofit", 0, "candidate").text == "right")
        #expect(outcome.value("road_retrofit", 0, "status").text == "meets")
        #expect(outcome.indicator("lighting.lamps_replaced") == 20)
        #expect(outcome.indicator("lighting.capex") == 700_000.0)
        let level = try outcome.number("road_retrofit", 0, "level")
        #expect(level >= 30 && level < 100)
        // The new lamps in another scenario: as the retrofit said.
        let layer = try #require(outcome.layer("street_light"))
        var city = street.placed
        city = city.with(layers: city.layers.map { $0.name == "street_light" ? layer : $0 })
        let made = try makeSimulation(LightingRoad.self, [:]) { _ in [] }
        let judged = try made.simulation.run(on: city)
        let (after, before) = (
            try outcome.number("road_retrofit", 0, "E_av"), try judged.number("road_lighting", 0, "E_av")
        )
        #expect(abs(after - before) < 0.02)
        #expect(try judged.number("road_lighting", 0, "met_share") > 90)
        #expect(layer.column("status")?[0].text == "ok" && layer.column("lamp_type")?[3].text == "right")
    }

    /// A step less light than chosen misses the class.
    @Test func dimmedNoFurtherThanItMust() throws {
        let street = Street.oneSided(road: ["lighting_class": .text("P4")])
        let outcome = try street.answer(
            LightingRetrofit.self, ["candidates": "list.csv", "least_level": 5], files: ["list.csv": Self.list])
        #expect(outcome.value("road_retrofit", 0, "status").text == "meets")
        let layer = try #require(outcome.layer("street_light"))
        let flux = try #require(layer.column("flux_lm")?[0].double)
        let level = try #require(layer.column("dim_level")?[0].double)
        func isMet(_ flux: Double) throws -> Bool {
            var dimmed = street
            for i in dimmed.lamps.indices { dimmed.lamps[i].values["flux_lm"] = .real(flux) }
            let judged = try dimmed.judged(["photometry_by": "none"])
            let fields = try #require(judged.layer("lighting_field"))
            return (0..<fields.count).allSatisfy {
                fields.column("kind")?[$0].text != "field" || fields.column("verdict")?[$0].text == "meets"
            }
        }
        #expect(try isMet(flux))
        #expect(try !isMet(flux * (level - 0.05) / level * 0.999))
    }

    @Test func noneMeets() throws {
        let street = Street.oneSided(road: ["lighting_class": .text("M1")])
        let kept = try street.answer(LightingRetrofit.self, ["candidates": "list.csv"], files: ["list.csv": Self.list])
        #expect(kept.indicator("lighting.streets_none_meets") == 1 && kept.indicator("lighting.lamps_replaced") == 0)
        #expect(kept.value("road_retrofit", 0, "status").text == "none_meets")
        #expect(kept.value("street_light", 0, "power_w").double == 70)
        #expect(kept.indicator("lighting.energy_saved") == 0)
        let anyway = try street.answer(
            LightingRetrofit.self, ["candidates": "list.csv", "replace_anyway": true], files: ["list.csv": Self.list])
        #expect(anyway.indicator("lighting.lamps_replaced") == 20)
        #expect(
            try anyway.number("road_retrofit", 0, "E_av") >= anyway.number("road_retrofit", 0, "E_av_before") * 0.99)
    }

    /// Only some lamps are replaced; the others light on.
    @Test func onlyThoseChosen() throws {
        var street = Street.oneSided(road: ["lighting_class": .text("P4")])
        for i in street.lamps.indices { street.lamps[i].values["lamp_type"] = .text(i < 10 ? "HPS" : "LED") }
        let outcome = try street.answer(
            LightingRetrofit.self, ["candidates": "list.csv", "replace": "lamp_type = 'HPS'"],
            files: ["list.csv": Self.list])
        #expect(outcome.indicator("lighting.lamps_replaced") == 10)
        #expect(outcome.value("street_light", 15, "lamp_type").text == "LED")
    }

    @Test(arguments: [
        ("", "is empty"), ("name,photometry\n", "holds no rows"), ("1,2,3\n4,5,6", "header"),
        ("name,photometry,flux_lm,power_w,price\nA,road-narrow,100,-5,1", "line 2"),
        ("name,photometry,flux_lm,power_w,price\nA,road-narrow,100,abc,1", "must be a number"),
        ("name,photometry,flux_lm,power_w\nA,road-narrow,100,5", "no 'price'"),
        ("name,photometry,power_w,price\nA,road-narrow,5,1", "flux_lm"),
        ("name,photometry,flux_lm,power_w,price,control\nA,road-narrow,100,5,1,perhaps", "control"),
        ("name,photometry,flux_lm,power_w,price\nA,road-narrow,100,5,1\nA,road-wide,100,5,1", "already"),
        ("name,photometry,flux_lm,power_w,price\n\"A,road-narrow", "quoted"), ("{\"a\": 1}", "list"), ("[1]", "object"),
        ("[{]", "line 1"),
    ]) func brokenListsAreRefused(text: String, says: String) throws {
        do {
            _ = try Street.oneSided().answer(LightingRetrofit.self, ["candidates": "x"], files: ["x": text])
            Issue.record("accepted \(text)")
        } catch let error as DataError {
            #expect(error.description.contains(says), "\(error.description)")
        }
    }

    /// The same list as JSON.
    @Test func listsAsJSON() throws {
        let json = """
            [{"name": "right", "photometry": "road-narrow", "flux_lm": 8000, "power_w": 60, "price": 30000, "control": true}]
            """
        let outcome = try Street.oneSided(road: ["lighting_class": .text("P4")])
            .answer(LightingRetrofit.self, ["candidates": "x"], files: ["x": json])
        #expect(outcome.value("road_retrofit", 0, "candidate").text == "right")
    }
}
