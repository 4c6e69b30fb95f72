import Geometry
import Testing

@testable import TurkistanCity

@Suite struct LightingAndSignalTests {
    @Test(arguments: [Size.demo, .city]) func lampsStandBesideTheStreet(size: Size) {
        let city = size == .demo ? Cities.demo : Cities.whole
        let spots = city.lamps.map { box(around: [$0.place]) }
        let lanes = city.roadNumbers.map { carriageway(city.roads.roads[$0]) }
        let onStreet = meetingPairs(spots, lanes.map { box(around: $0) })
            .filter { inside(city.lamps[$0.0].place, lanes[$0.1]) }
        #expect(onStreet.isEmpty)
        let indoors = meetingPairs(spots, city.buildings.map { box(around: $0.footprint) })
            .filter { inside(city.lamps[$0.0].place, city.buildings[$0.1].footprint) }
        #expect(indoors.isEmpty)
        for lamp in city.lamps {
            let road = city.roads.roads[lamp.road]
            #expect(road.isLit)
            #expect(distance(lamp.place, segment: road.from, road.to) < road.roadClass.width / 2 + 1.01)
            // The arm points over the carriageway.
            let arm = Point3(sine(lamp.azimuth * .pi / 180), cosine(lamp.azimuth * .pi / 180))
            #expect(distance(lamp.place + arm, segment: road.from, road.to) < road.roadClass.width / 2 + 0.02)
        }
    }

    @Test func treesStandFree() {
        let trees = Cities.demo.trees
        let spots = trees.map { box(around: [$0.place]) }
        let bad = meetingPairs(spots, Cities.demo.buildings.map { box(around: $0.footprint) })
            .filter { inside(trees[$0.0].place, Cities.demo.buildings[$0.1].footprint) }
        #expect(bad.isEmpty)
        #expect(trees.count > 1000)
    }

    @Test func phasesFillTheCycle() {
        #expect(Cities.demo.junctions.count >= 4)
        for junction in Cities.whole.junctions {
            #expect((60...120).contains(junction.cycle))
            #expect(junction.phases.map(\.order) == Array(1...junction.phases.count))
            #expect(junction.phases.allSatisfy { $0.green >= 8 && $0.amber == 3 && $0.allRed >= 1 })
            // Every approach gets its through movement once and its left turn once.
            for k in junction.approaches.indices {
                let through = junction.phases.filter { $0.movements.contains("through") && $0.approaches.contains(k) }
                let left = junction.phases.filter { $0.movements.contains("left") && $0.approaches.contains(k) }
                #expect(through.map(\.order) == [junction.approaches[k].phase])
                #expect(left.map(\.order) == [junction.approaches[k].leftPhase])
            }
            // Opposite approaches share a phase, crossing ones do not.
            for phase in junction.phases {
                for a in phase.approaches {
                    for b in phase.approaches where a < b {
                        let turn = abs(junction.approaches[a].azimuth - junction.approaches[b].azimuth)
                        #expect(abs(turn - 180) < 45)
                    }
                }
            }
        }
    }

    @Test func layersAgreeOnSignals() {
        let city = Cities.demoCity
        guard let groups = city.layer("signal_group"), let crossings = city.layer("intersection") else {
            Issue.record("no signals")
            return
        }
        for row in 0..<crossings.count {
            var sum = 0.0
            for g in 0..<groups.count where groups.column("intersection_id")?[g].text == crossings.ids[row] {
                for name in ["green_s", "amber_s", "all_red_s"] { sum += groups.column(name)?.number(g) ?? 0 }
            }
            #expect(sum == crossings.column("cycle_s")?.number(row))
        }
    }
}
