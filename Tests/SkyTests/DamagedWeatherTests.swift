import Foundation
import Geometry
import Sky
import Testing

@Suite struct DamagedWeather {
    /// Any prefix and any changed, doubled or dropped bytes of any format are read or refused; what is read is whole.
    @Test(arguments: RealFile.allCases) func seeded(file: RealFile) throws {
        #expect(damage(try fetched(file.rawValue), seed: 7, times: 40) > 0)
    }

    @Test func madeFormats() {
        let made = MadeFile(longitude: 8, offset: 0)
        var read = 0
        for (seed, text) in [
            made.sam(minutes: true), made.pvgisHourly(years: [2023], components: true),
            made.pvgisHourlyJSON(components: false),
        ].enumerated() {
            read += damage(Array(text.utf8), seed: UInt64(seed), times: 40)
        }
        #expect(read > 0, "some damage can be lived with")
    }

    /// - Returns: how often the damage could be lived with.
    private func damage(_ bytes: [UInt8], seed: UInt64, times: Int) -> Int {
        var random = SeededGenerator(state: seed)
        let words = [
            "nan", "inf", "-", "1e308", "-1e308", "99999999999999999999", "\"", ",", ",,,,", "\n", "{", "}", "0x1p3",
            "\u{0}",
        ]
        .map { Array($0.utf8) }
        var read = 0
        for round in 0..<times {
            var damaged = bytes
            // Half of the damage in the header, where the structure is.
            func place() -> Int {
                let reach = Bool.random(using: &random) ? min(2_500, damaged.count) : damaged.count
                return .random(in: 0..<max(1, reach), using: &random)
            }
            switch round % 4 {
            case 0: damaged = Array(bytes.prefix(.random(in: 0..<bytes.count, using: &random)))
            case 1: for _ in 0..<4 { damaged[place()] = .random(in: 0...255, using: &random) }
            case 2:
                for _ in 0..<3 {
                    let word = words[.random(in: 0..<words.count, using: &random)]
                    let at = place()
                    damaged.replaceSubrange(
                        at..<min(damaged.count, at + .random(in: 0...6, using: &random)), with: word)
                }
            default: for _ in 0..<3 { damaged[place()] = UInt8.random(in: 0x2C...0x39, using: &random) }
            }
            for model in [DecompositionModel.erbs, .dirint] {
                guard let weather = try? Weather(bytes: damaged, name: "damaged", decomposition: model) else {
                    continue
                }
                read += 1
                for column in [weather.ghi, weather.dni, weather.dhi] {
                    #expect(column.count == weather.count && column.allSatisfy { $0.isFinite && $0 >= 0 })
                }
                for column in [weather.tempAir, weather.windSpeed, weather.pressure] {
                    #expect(column.count == weather.count && column.allSatisfy(\.isFinite))
                }
                #expect(weather.times.allSatisfy { $0.unixSeconds.isFinite })
            }
        }
        return read
    }
}
