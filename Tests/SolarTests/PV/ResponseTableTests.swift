import Foundation
import Geometry
@testable import Solar
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
            // AC is looked up at uniform light that gives about as much DC: within the table's own accuracy.
            #expect(string.ac <= each.ac + 5e-4 && string.ac >= b.ac - 5e-4)
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

    /// A year's table costs a fraction of a second of one core, a look-up some nanoseconds.
    @Test func speed() throws {
        let hours = 8_760
        let air = (0..<hours).map { Double($0 * 37 % 50) - 15 }
        let wind = (0..<hours).map { Double($0 * 31 % 80) / 10 }
        for (name, system) in try SampleSystems.all()
        where name.hasPrefix("mono-perc-410") || name.hasPrefix("pvwatts-s") || name == "sandia" {
            var table: ResponseTable?
            let build = try seconds { table = try ResponseTable(system, tempAir: air, windSpeed: wind) }
            let filled = try #require(table)
            let places = 1_000
            let beam = (0..<places * 24).map { Float($0 * 7_919 % 701) }
            let diffuse = (0..<places * 24).map { Float(20 + $0 * 104_729 % 211) }
            let share = (0..<places * 24).map { Float($0 * 31 % 17) / 16 }
            var clipped = 0.0
            let mixed = try seconds {
                for _ in 0..<10 {
                    _ = filled.power(
                        hours: 0..<24, places: places, beam: beam, diffuse: diffuse, litShare: share, clipped: &clipped)
                }
            }
            let uniform = try seconds {
                for _ in 0..<10 {
                    _ = filled.power(hours: 0..<24, places: places, beam: beam, diffuse: diffuse, clipped: &clipped)
                }
            }
            let count = Double(240 * places)
            print(
                "response table \(name): built in \(build) s, look-up \(uniform / count * 1e9) ns, "
                    + "in shade \(mixed / count * 1e9) ns")
            // Several times what it takes: this is about orders of magnitude.
            #expect(build < (name.contains("fuentes") ? 3 : 1))
            #expect(uniform / count < 100e-9 && mixed / count < 200e-9)
        }
    }

    /// Processor time of this thread, so that other work on the machine does not count.
    private func seconds(_ work: () throws -> Void) throws -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        let start = now()
        try work()
        return now() - start
    }
}
