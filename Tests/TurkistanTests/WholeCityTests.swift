import City
import Geometry
import Testing

@testable import TurkistanCity

@Suite struct WholeCityTests {
    /// Totals within 2 % of the published figures.
    @Test func totalsMeetTheTargets() {
        for line in Cities.whole.calibration() {
            #expect(abs(line.deviation) < 0.02, "\(line.name) \(line.unit): \(line.generated) of \(line.target)")
        }
    }

    /// Another seed gives another city that is calibrated as well.
    @Test func anotherSeedIsCalibratedToo() {
        for line in Turkistan(size: .city, seed: 7).calibration() {
            #expect(abs(line.deviation) < 0.08, "\(line.name) \(line.unit): \(line.generated) of \(line.target)")
        }
    }

    /// FNV-1a over every coordinate and every attribute.
    private func fingerprint(_ city: City) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func eat(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        for layer in city.layers {
            eat(layer.name.utf8)
            for v in layer.geometries.vertices { eat("\(v.x) \(v.y) \(v.z);".utf8) }
            for id in layer.ids { eat(id.utf8) }
            for column in layer.columns {
                for row in 0..<layer.count { eat(column[row].plain.utf8) }
            }
        }
        for height in city.terrain?.heights ?? [] { eat("\(height)".utf8) }
        return hash
    }

    @Test func sameSeedSameCity() {
        let first = fingerprint(Cities.demoCity)
        #expect(fingerprint(Turkistan(size: .demo, seed: 1).city()) == first)
        #expect(fingerprint(Turkistan(size: .demo, seed: 2).city()) != first)
    }

    /// The small city is a piece of the large one: same houses, same ids.
    @Test func demoIsAPieceOfTheCity() {
        let n = Cities.demo.buildings.count
        #expect(n > 1300 && n < 1900)
        for (a, b) in zip(Cities.demo.buildings, Cities.whole.buildings) {
            #expect(a.footprint == b.footprint && a.use == b.use && a.id == b.id)
        }
    }

    @Test func everythingStandsOnTheTerrain() {
        let city = Cities.demoCity
        guard let terrain = city.terrain else {
            Issue.record("no terrain")
            return
        }
        #expect(terrain.cellX == 10)
        for layer in city.layers where !["zone", "boundary"].contains(layer.name) {
            for p in layer.geometries.vertices { #expect(terrain.height(at: p) != nil) }
        }
        #expect(terrain.heights.allSatisfy { $0 > 195 && $0 < 235 })
    }

    /// The own sine must agree with the textbook.
    @Test func seriesAreExact() {
        for k in -40...40 {
            let x = Double(k) * 0.37
            #expect(abs(sine(x) * sine(x) + cosine(x) * cosine(x) - 1) < 1e-12)
            let degrees = Double(k + 40) * 4.4
            #expect(abs(azimuth(heading(degrees)) - degrees) < 1e-9)
        }
        #expect(abs(sine(.pi / 6) - 0.5) < 1e-13 && abs(cosine(.pi / 3) - 0.5) < 1e-13)
    }
}
