import Foundation
import Geometry
import Solar
import Testing

@Suite struct ResponseTableTests {
    /// Every lookup within 0.1 % of nameplate of the full chain: all models, weather from -60 to 50 degrees.
    @Test func accuracy() throws {
        var random = PVRandom(state: 7)
        let hours = 40
        var worstOfAll = (error: 0.0, name: "")
        for (name, system) in try SampleSystems.all() {
            let air = (0..<hours).map { _ in Double.random(in: -60...50, using: &random) }
            let wind = (0..<hours).map { _ in Double.random(in: 0...15, using: &random) }
            let table = try ResponseTable(system, tempAir: air, windSpeed: wind)
            var worst = (error: 0.0, place: "")
            for hour in 0..<hours {
                for _ in 0..<60 {
                    // Half of all hours are dim.
                    let root = Double.random(in: 0...1, using: &random)
                    let effective = 1_250 * root * root
                    let reflected = effective * Double.random(in: 0...0.08, using: &random)
                    let exact = system.steady(
                        poaGlobal: effective + reflected, effectiveIrradiance: effective, tempAir: air[hour],
                        windSpeed: wind[hour])
                    let ours = table.power(
                        hour: hour, .init(effective: Float(effective), reflected: Float(reflected)))
                    for (a, b) in [(ours.dc, exact.dc), (ours.ac, exact.ac), (ours.clipped, exact.clipped)] {
                        let error = abs(Double(a) - b / system.nameplate)
                        if !(error <= worst.error) {
                            worst = (error, "\(effective) \(reflected) \(air[hour]) \(wind[hour]) \(ours) \(exact)")
                        }
                    }
                }
            }
            #expect(worst.error < 0.001, "\(name): \(worst)")
            if worst.error > worstOfAll.error { worstOfAll = (worst.error, name) }
        }
        print("response table: worst \(100 * worstOfAll.error) % of nameplate (\(worstOfAll.name))")
    }

    /// Shade: the table's rule is the one of ``PartialShade``, and electronics sum up.
    @Test func shade() throws {
        let system = try SampleSystems.sandia()
        let table = try ResponseTable(system, tempAir: [20], windSpeed: [2])
        var random = PVRandom(state: 9)
        for _ in 0..<500 {
            let diffuse = Float.random(in: 10...300, using: &random)
            let beam = Float.random(in: 0...700, using: &random)
            let f = Float.random(in: 0...1, using: &random)
            let lit = ResponseTable.CellLight(effective: diffuse + beam)
            let dim = ResponseTable.CellLight(effective: diffuse)
            let (a, b) = (table.power(hour: 0, lit), table.power(hour: 0, dim))
            let string = table.power(hour: 0, lit: lit, shaded: dim, litShare: f)
            let each = table.power(hour: 0, lit: lit, shaded: dim, litShare: f, hasModuleElectronics: true)
            let rule = system.partialShade.stringPower(lit: Double(a.dc), shaded: Double(b.dc), litShare: Double(f))
            #expect(abs(Double(string.dc) - rule) < 1e-5)
            #expect(abs(each.dc - (f * a.dc + (1 - f) * b.dc)) < 1e-5)
            #expect(string.ac <= each.ac + 1e-5 && string.ac >= b.ac - 1e-5)
        }
        let lit = ResponseTable.CellLight(effective: 800)
        let dim = ResponseTable.CellLight(effective: 100)
        #expect(table.power(hour: 0, lit: lit, shaded: dim, litShare: 1) == table.power(hour: 0, lit))
        #expect(table.power(hour: 0, lit: lit, shaded: dim, litShare: 0).dc == table.power(hour: 0, dim).dc)
    }

    /// Blocks are single lookups side by side; what is missing or no number counts as darkness, never as NaN.
    @Test func blocks() throws {
        let system = try SampleSystems.adr()
        let table = try ResponseTable(
            system, tempAir: [0, 10, 20], windSpeed: [1, 2, 3], isLit: [false, true, true])
        let beam: [Float] = [500, 0, -3, .nan, 800, .infinity]
        let diffuse: [Float] = [100, 50, 0, 100, .nan, 100]
        let share: [Float] = [1, 1, 1, 0.5, 0.5, 0.2]
        var clipped = 0.0
        let block = table.power(
            hours: 1..<3, places: 3, beam: beam, diffuse: diffuse, litShare: share, clipped: &clipped)
        #expect(block.count == 6)
        #expect(!block.contains { !$0.isFinite })
        #expect(block[0] == table.power(hour: 1, .init(effective: 600)).ac)
        #expect(block[1] == table.power(hour: 1, .init(effective: 50)).ac)
        #expect(block[2] == -table.nightTare)
        // Dark hours and hours that are not there.
        #expect(table.power(hour: 0, .init(effective: 900)).dc == 0)
        #expect(table.power(hour: 99, .init(effective: 900)).ac == -table.nightTare)
        #expect(table.power(hour: -1, .init(effective: 900)).ac == -table.nightTare)
        let short = table.power(hours: 0..<3, places: 2, beam: [1], diffuse: [900, 900], clipped: &clipped)
        #expect(short.count == 6)
        #expect(throws: InputError.self) { try ResponseTable(system, tempAir: [.nan], windSpeed: [0]) }
        #expect(throws: InputError.self) { try ResponseTable(system, tempAir: [1, 2], windSpeed: [0]) }
        #expect(throws: InputError.self) { try ResponseTable(system, tempAir: [1], windSpeed: [0], nodes: 1) }
        #expect(try ResponseTable(system, tempAir: [], windSpeed: []).hours == 0)
    }

    /// A year's table costs a fraction of a second.
    @Test func speed() throws {
        let hours = 8_760
        let air = (0..<hours).map { 10 + 15 * sin(Double($0) / 1_394) }
        let wind = (0..<hours).map { 3 + 2 * cos(Double($0) / 77) }
        for (name, system) in try SampleSystems.all()
        where name.hasPrefix("mono-perc-410") || name.hasPrefix("pvwatts-s") {
            let clock = ContinuousClock()
            var table: ResponseTable?
            let build = try clock.measure { table = try ResponseTable(system, tempAir: air, windSpeed: wind) }
            let filled = try #require(table)
            let places = 1_000
            let beam = (0..<places * 24).map { Float($0 % 701) }
            let diffuse = (0..<places * 24).map { Float(20 + $0 % 211) }
            let share = (0..<places * 24).map { Float($0 % 3) / 2 }
            var clipped = 0.0
            let look = clock.measure {
                _ = filled.power(
                    hours: 0..<24, places: places, beam: beam, diffuse: diffuse, litShare: share, clipped: &clipped)
            }
            print("response table \(name): built in \(build), looked up in \(look / (24 * places)) a place and hour")
            // Ten times the goal, for busy machines: this test is about orders of magnitude.
            #expect(build < .seconds(3))
        }
    }
}
