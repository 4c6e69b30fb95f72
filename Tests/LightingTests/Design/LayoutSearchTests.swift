import City
import Geometry
import Testing

@testable import Lighting

/// The search among layouts, against trying them all and against the bare calculation.
@Suite struct LayoutSearchTests {
    private static func inputs() throws -> (LampInputs, RoadInputs, LayoutCost) {
        var inputs = Inputs([:])
        return (try LampInputs(&inputs), try RoadInputs(&inputs), try LayoutCost(&inputs))
    }

    private static func space(_ luminaires: ArraySlice<DesignLuminaire>, spacings: ClosedRange<Int>) -> LayoutSpace {
        LayoutSpace(
            arrangements: DesignArrangement.allCases, luminaires: Array(luminaires), heights: [7, 9],
            tilts: [.degrees(0), .degrees(10)], overhangs: [0, 1.5], spacings: spacings.map { Double($0) })
    }

    private static func profile(
        _ name: String, width: Double = 7, lanes: Int = 2, median: Double = 0
    ) throws -> RoadProfile {
        RoadProfile(
            width: width, lanes: lanes, oncoming: median > 0 ? 0 : lanes / 2, median: median,
            required: try #require(LightingRules.en13201.lightingClass(name)))
    }

    /// Would catch pruning that leaves out the cheapest: every layout is tried here.
    @Test(arguments: [
        ("M4", 7.0, 2, 0.0), ("M3", 10.5, 3, 0), ("C3", 7, 2, 0), ("P3", 6, 2, 0), ("M3", 7, 2, 3), ("SC5", 6, 2, 0),
    ])
    func prunedSearchFindsWhatTryingAllFinds(name: String, width: Double, lanes: Int, median: Double) throws {
        let (_, roads, cost) = try Self.inputs()
        let space = Self.space(DesignLuminaire.generated[2..<6] + DesignLuminaire.generated[11..<13], spacings: 20...50)
        let search = LayoutSearch(space, cost, roads, maintenanceFactor: 0.8)
        let profile = try Self.profile(name, width: width, lanes: lanes, median: median)
        var best: (cost: Double, layout: RoadLayout)?
        var calculation = search.calculation
        var lamps: [RoadLamp] = []
        for kind in space.layouts where median > 0 ? kind.arrangement != .singleSided : kind.arrangement != .median {
            for spacing in space.spacings {
                var layout = kind
                layout.spacing = spacing
                let luminaire = space.luminaires[kind.luminaire]
                let price = cost.perKilometre(layout, luminaire)
                // The first of equal ones counts, as in the search.
                guard price < best?.cost ?? .infinity else { continue }
                if calculation.shortfalls(profile, layout, luminaire, &lamps).isEmpty { best = (price, layout) }
            }
        }
        let brute = try #require(best)
        guard case .layout(let found, let price) = try search(profile) else {
            Issue.record("nothing was found")
            return
        }
        #expect(found == brute.layout && price == brute.cost)
        #expect(found.spacing > 20)
    }

    /// What is computed for a layout is what EN 13201-3 has for its lamps, written down here one by one.
    @Test func layoutsLampsStandWhereTheyShould() throws {
        let (_, roads, cost) = try Self.inputs()
        let search = LayoutSearch(
            Self.space(DesignLuminaire.generated[3..<4], spacings: 30...30), cost, roads, maintenanceFactor: 0.8)
        let profile = try Self.profile("M4")
        func lamp(_ x: Double, _ y: Double, _ azimuth: Double) -> RoadLamp {
            RoadLamp(
                position: Point3(x, y, 9), frame: LuminaireFrame(azimuth: .degrees(azimuth), tilt: .degrees(10)),
                scale: 6500 / 1000)
        }
        let expected: [DesignArrangement: [RoadLamp]] = [
            .singleSided: (-20...20).map { (k: Int) -> RoadLamp in lamp(30 * Double(k), -2.5, 0) },
            .opposite: (-20...20).flatMap { (k: Int) -> [RoadLamp] in
                let x = 30 * Double(k)
                return [lamp(x, -2.5, 0), lamp(x, 2.5, 180)]
            },
            .staggered: (-20...20).flatMap { (k: Int) -> [RoadLamp] in
                let x = 30 * Double(k)
                return [lamp(x, -2.5, 0), lamp(x + 15, 2.5, 180)]
            },
        ]
        for (arrangement, lamps) in expected {
            let layout = RoadLayout(
                arrangement: arrangement, luminaire: 0, height: 9, tilt: .degrees(10), overhang: 1, spacing: 30)
            var calculation = search.calculation
            let truth = calculation(profile.field(length: 30, height: 9), lamps)
            let found = search.lighting(profile, layout)
            #expect(abs(found.averageIlluminance / truth.averageIlluminance - 1) < 1e-5)
            #expect(abs(found.edgeRatio / truth.edgeRatio - 1) < 1e-5)
            let (a, b) = (try #require(found.luminance), try #require(truth.luminance))
            #expect(abs(a.average / b.average - 1) < 1e-5 && abs(a.uniformity / b.uniformity - 1) < 1e-5)
            #expect(abs(a.thresholdIncrement / b.thresholdIncrement - 1) < 0.01)
        }
    }

    /// A carriageway beside a median gets the light of both luminaires of a mast, and the two carriageways are alike.
    @Test func medianMastsLightBothCarriageways() throws {
        let (_, roads, cost) = try Self.inputs()
        let search = LayoutSearch(
            Self.space(DesignLuminaire.generated[3..<4], spacings: 30...30), cost, roads, maintenanceFactor: 0.8)
        let profile = try Self.profile("M4", median: 2)
        let layout = RoadLayout(
            arrangement: .median, luminaire: 0, height: 9, tilt: .degrees(0), overhang: 1, spacing: 30)
        var lamps: [RoadLamp] = []
        layout.lamps(profile, search.space.luminaires[0], photometry: 0, reach: 100, into: &lamps)
        // One over this carriageway's left edge that looks right, one over the other's that looks left.
        let here = lamps.filter { $0.position.x == 0 }.sorted { $0.position.y < $1.position.y }
        #expect(here.map(\.position.y) == [2.5, 6.5])
        #expect(here[0].frame.across.y < -0.99 && here[1].frame.across.y > 0.99)
        #expect(LayoutCost.perKilometre(layout).luminaires == 2 * LayoutCost.perKilometre(layout).masts)
    }

    /// 40 kWh a year a lamp for 10 years and so on: worked out by hand.
    @Test func costsAreThoseOfASum() throws {
        var inputs = Inputs([
            "mast_price": 100, "mast_price_per_m": 10, "cable_price": 5, "tariff": 2, "hours": 1000,
            "maintenance_price": 3, "horizon": 10, "luminaire_life": 4, "discount_rate": 0,
        ])
        let cost = try LayoutCost(&inputs)
        // 2 masts of 8 m, 2 luminaires of 50, 60 m of cable: 2 · 180 + 100 + 300.
        #expect(cost.investment(masts: 2, luminaires: 2, cable: 60, height: 8, price: 50) == 760)
        // Bought again after 4 and 8 years; 2 · 40 W · 1,000 h = 80 kWh a year.
        let whole = cost.lifeCycle(masts: 2, luminaires: 2, cable: 60, height: 8, price: 50, power: 40)
        let expected: Double = 760 + 200 + 1660
        #expect(whole == expected)
        var discounted = Inputs([
            "mast_price": 0, "mast_price_per_m": 0, "cable_price": 0, "tariff": 0, "maintenance_price": 1, "horizon": 2,
            "discount_rate": 25,
        ])
        let later = try LayoutCost(&discounted)
        let two = later.lifeCycle(masts: 0, luminaires: 1, cable: 0, height: 8, price: 0, power: 1)
        // 0.8 + 0.64.
        #expect(abs(two - 1.44) < 1e-12)
    }

    /// A class out of reach: the nearest layout and what it misses.
    @Test func impossibleClassSaysWhatPreventsIt() throws {
        let (_, roads, cost) = try Self.inputs()
        let search = LayoutSearch(
            Self.space(DesignLuminaire.generated[0..<1], spacings: 40...60), cost, roads, maintenanceFactor: 0.8)
        guard case .nothing(let nearest, let missed) = try search(try Self.profile("C0")) else {
            Issue.record("50 lx from 2,000 lm every 40 m")
            return
        }
        #expect(nearest.spacing == 40 && nearest.arrangement != .singleSided)
        #expect(missed.first?.criterion == .averageIlluminance && missed.first?.required == 50)
    }
}
