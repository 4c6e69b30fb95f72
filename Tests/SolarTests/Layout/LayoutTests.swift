import Foundation
import Geometry
import Testing

@testable import Solar

private func options(_ row: SolarTable.Row) throws -> LayoutOptions {
    let setbacks = try Setbacks(
        eave: row["eave"], ridge: row["ridge"], side: row["side"], obstacle: row["obstacle"])
    let mounting: Mounting =
        row.text("mounting") == "flush"
        ? .flush
        : .racks(
            tilt: row.angle("rack_tilt"), azimuth: row.angle("rack_azimuth"), spacing: .groundCoverage(row["gcr"]))
    return try LayoutOptions(setbacks: setbacks, mounting: mounting, standoff: 0)
}

private func face(_ row: SolarTable.Row) throws -> Polygon {
    let rings = row.rings("rings")
    return Polygon(exterior: try #require(rings.first), holes: Array(rings.dropFirst()))
}

/// A level rectangle.
private func rectangle(_ width: Double, _ depth: Double, tilt: Double = 0) -> Polygon {
    let t = Angle.degrees(tilt)
    return Polygon(exterior: [
        Point3(0, 0), Point3(width, 0), Point3(width, depth * t.cosine, depth * t.sine),
        Point3(0, depth * t.cosine, depth * t.sine),
    ])
}

@Suite struct LayoutTests {
    /// Usable area and number of modules on 180 faces (rectangles, hips, triangles, L-shapes, notched and random ones,
    /// with holes and obstacles; flush and racked) against shapely and a brute-force search over regular grids.
    @Test func agreesWithShapely() throws {
        let rows = try SolarTable("layout").rows
        #expect(rows.count == 180)
        var dump = ""
        var more = 0
        var total = 0
        var grid = 0
        for (number, row) in rows.enumerated() {
            let obstacles = row.rings("obstacles").map { Obstacle.polygon(Polygon(exterior: $0)) }
            let layout = try layOutModules(on: face(row), obstacles: obstacles, options: options(row))
            #expect(layout.problem == nil)
            #expect(
                abs(layout.usableArea - row["usable_area"]) < 2e-3 + 1e-5 * row["usable_area"],
                "\(number) \(row.text("kind")): \(layout.usableArea), shapely \(row["usable_area"])")
            #expect(
                Double(layout.count) >= row["best_grid"],
                "\(number) \(row.text("kind")) \(row.text("mounting")): \(layout.count), grid \(row["best_grid"])")
            if Double(layout.count) > row["best_grid"] { more += 1 }
            total += layout.count
            grid += Int(row["best_grid"])
            for i in 0..<layout.count {
                let corners = layout.polygon(of: i).vertices.map { "\($0.x),\($0.y),\($0.z)" }
                dump += "\(number),\(corners.joined(separator: ","))\n"
            }
        }
        print("layout: \(total) modules, brute-force grids \(grid); more on \(more) of \(rows.count) faces")
        if let path = ProcessInfo.processInfo.environment["QALA_LAYOUT_DUMP"] {
            try dump.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    /// Random faces with holes and obstacles in random planes: every module lies on the face with its setbacks kept,
    /// none overlaps another, and the columns fit together. Judged by distances between edges, which the packing does
    /// not use.
    @Test func modulesKeepTheirDistance() throws {
        var random = SeededNumbers(31_101)
        var placed = 0
        for trial in 0..<400 {
            let setback = [0, 0.3, 0.75][trial % 3]
            let plane = randomPlane(trial, &random)
            let outline = randomStar(.zero, 4 + .random(in: 0...12, using: &random), &random)
            let holes = (0..<(trial % 3)).map { _ in
                randomStar(
                    Point3(.random(in: -3...3, using: &random), .random(in: -3...3, using: &random)), 1, &random)
            }
            let discs = (0..<(trial % 2)).map { _ in
                (Point3(.random(in: -5...5, using: &random), .random(in: -5...5, using: &random)), 0.4)
            }
            let face = Polygon(exterior: outline.map(plane.raise), holes: holes.map { $0.map(plane.raise) })
            let obstacles = discs.map { Obstacle.disc(centre: plane.raise($0.0), radius: $0.1) }
            let options = try LayoutOptions(setbacks: try Setbacks(all: setback), standoff: 0)
            let layout = layOutModules(on: face, obstacles: obstacles, options: options)
            placed += layout.count
            #expect(layout.rows.count == layout.count && layout.faceIndices.count == layout.count)
            let flat = Polygon(exterior: outline, holes: holes)
            var cells: [[Point3]] = []
            for i in 0..<layout.count {
                let cell = layout.polygon(of: i).vertices.map(plane.flatten)
                cells.append(cell)
                #expect(cell.allSatisfy { isInside($0, flat) }, "trial \(trial)")
                for ring in [outline] + holes {
                    #expect(ringDistance(cell, ring) > setback - 1e-6, "trial \(trial)")
                }
                for (centre, radius) in discs {
                    #expect(Polygon(exterior: cell).distance(to: centre) > radius + setback - 1e-6)
                }
            }
            for i in cells.indices {
                for j in 0..<i where rectanglesOverlap(cells[i], cells[j]) {
                    Issue.record("trial \(trial): \(i) overlaps \(j)")
                }
            }
        }
        #expect(placed > 5000)
    }

    /// A rectangle has a closed form: ⌊(W + g)/(w + g)⌋ · ⌊(H + g)/(h + g)⌋ for the better orientation.
    @Test(arguments: [0.0, 20, 45, 89, 90])
    func rectanglesHaveAClosedForm(tilt: Double) throws {
        var random = SeededNumbers(UInt64(tilt) + 7)
        for _ in 0..<200 {
            let w = Double.random(in: 6...30, using: &random)
            let h = Double.random(in: 1...min(w, 15), using: &random)
            let d = Double.random(in: 0...0.5, using: &random)
            let options = try LayoutOptions(setbacks: try Setbacks(all: d))
            let layout = layOutModules(on: rectangle(w, h, tilt: tilt), options: options)
            func fit(_ extent: Double, _ module: Double) -> Int {
                max(0, Int(((extent - 2 * d + 0.02 + 1e-9) / (module + 0.02)).rounded(.down)))
            }
            let portrait = fit(w, 1.134) * fit(h, 1.722)
            let landscape = fit(w, 1.722) * fit(h, 1.134)
            #expect(layout.count == max(portrait, landscape))
            #expect(layout.orientation == (portrait >= landscape ? .portrait : .landscape))
            #expect(abs(layout.usableArea - max(0, w - 2 * d) * max(0, h - 2 * d)) < 1e-6)
            #expect(abs(layout.roofArea - w * h) < 1e-9)
        }
    }

    /// Eave, ridge and sides are told apart on a pitched roof and on a wall, not on a flat one.
    @Test func setbacksByEdge() throws {
        let options = try LayoutOptions(setbacks: try Setbacks(eave: 1, ridge: 0.5, side: 0.25, obstacle: 0))
        for tilt in [10.0, 45, 90] {
            let layout = layOutModules(on: rectangle(20, 10, tilt: tilt), options: options)
            #expect(abs(layout.usableArea - 19.5 * 8.5) < 1e-6)
            // Rows lie close to the eave.
            let lowest = layout.centres.map { $0.z - 0.1 * Angle.degrees(tilt).cosine }.min() ?? 0
            #expect(abs(lowest - (1 + layout.height / 2) * Angle.degrees(tilt).sine) < 1e-6)
        }
        #expect(abs(layOutModules(on: rectangle(20, 10), options: options).usableArea - 19.5 * 9.5) < 1e-6)
    }

    @Test func racksOnAFlatRoof() throws {
        let roof = rectangle(40, 25)
        let setbacks = try Setbacks(all: 1)
        let racks = Mounting.racks(tilt: .degrees(15), azimuth: .degrees(180), spacing: .groundCoverage(0.5))
        let layout = layOutModules(
            on: roof, options: try LayoutOptions(setbacks: setbacks, mounting: racks, orientation: .landscape))
        // 38 m hold 21 of 1.742 m; rows every 2.268 m, the last 1.134 cos 15° = 1.095 m deep, in 23 m.
        #expect(layout.rowCount == 10 && layout.count == 210)
        #expect(abs(try #require(layout.rowPitch) - 2.268) < 1e-9)
        #expect(abs(try #require(layout.groundCoverage) - 0.5) < 1e-9)
        // All but the first row stand behind another.
        #expect(abs(layout.shadedShare - 0.9) < 1e-12)
        #expect(layout.rowShading.count == 1)
        let face = layout.faces[0]
        #expect(abs(tilt(of: face.normal).degrees - 15) < 1e-9)
        #expect(abs(try #require(azimuth(ofNormal: face.normal)).degrees - 180) < 1e-9)
        // Turned with the building by 20°, the same number.
        let turn = Angle.degrees(20)
        let turned = Polygon(
            exterior: roof.vertices.map {
                Point3(turn.cosine * $0.x - turn.sine * $0.y, turn.sine * $0.x + turn.cosine * $0.y)
            })
        let edge = edgeAzimuth(of: turned, nearest: .degrees(180))
        #expect(abs(edge.degrees - 160) < 1e-9)
        let along = layOutModules(
            on: turned,
            options: try LayoutOptions(
                setbacks: setbacks,
                mounting: .racks(tilt: .degrees(15), azimuth: edge, spacing: .groundCoverage(0.5)),
                orientation: .landscape))
        #expect(along.count == 210)
    }

    /// Domes: two modules a place, looking opposite ways, and about as many as fit flat with a valley between.
    @Test func domes() throws {
        let mounting = Mounting.domes(
            tilt: .degrees(10), azimuth: .degrees(90), ridgeGap: 0.1, spacing: .profileAngle(.degrees(10)))
        let layout = layOutModules(
            on: rectangle(30, 20), options: try LayoutOptions(setbacks: try Setbacks(all: 1), mounting: mounting))
        #expect(layout.count > 100 && layout.count.isMultiple(of: 2))
        #expect(layout.faces.count == 2 && layout.faceIndices.filter { $0 == 0 }.count == layout.count / 2)
        #expect(layout.faces.map { (azimuth(ofNormal: $0.normal)?.degrees ?? 0).rounded() } == [90, 270])
        #expect(layout.rowShading.count == 2)
        // A valley as wide as it takes at 10°: none shades another there, whichever way it looks.
        for (shading, azimuth) in zip(layout.rowShading, [90.0, 270]) {
            let sun = Point3(Angle.degrees(azimuth).sine, 0, Angle.degrees(10.01).sine / Angle.degrees(10.01).cosine)
            #expect(shading.litShare(direction: sun) == 1)
        }
        for i in 0..<layout.count { #expect(layout.polygon(of: i).vertices.allSatisfy { $0.z > 0.09 && $0.z < 0.5 }) }
        #expect(layout.density > 0.6)
    }

    @Test func walkingPaths() throws {
        let mounting = Mounting.racks(tilt: .degrees(10), azimuth: .degrees(180), spacing: .pitch(1.5))
        func rows(_ between: Int) throws -> [Double] {
            let layout = layOutModules(
                on: rectangle(10, 30),
                options: try LayoutOptions(
                    setbacks: try Setbacks(all: 0.5), mounting: mounting, orientation: .landscape,
                    rowsBetweenPaths: between, pathWidth: 0.8))
            var ys: [Double] = []
            for (centre, row) in zip(layout.centres, layout.rows) where Int(row) == ys.count { ys.append(centre.y) }
            return ys
        }
        // 29 m hold 19 rows 1.117 m deep at 1.5 m.
        #expect(try rows(0).count == 19)
        let paths = try rows(4)
        // Blocks of four rows and a path take 6.8 m: 4 of them, and one row more.
        #expect(paths.count == 17)
        for (i, step) in zip(paths, paths.dropFirst()).map({ $1 - $0 }).enumerated() {
            #expect(abs(step - (i % 4 == 3 ? 2.3 : 1.5)) < 1e-6)
        }
    }

    /// No path that the rows' places allow is missed: against trying all subsets.
    @Test func stackingIsOptimal() {
        var random = SeededNumbers(99)
        for _ in 0..<300 {
            let n = Int.random(in: 1...12, using: &random)
            let positions = (0..<n).map { _ in Double(Int.random(in: 0...40, using: &random)) / 4 }.sorted()
            let counts = (0..<n).map { _ in Int.random(in: 0...5, using: &random) }
            let block = Int.random(in: 1...3, using: &random)
            let path = block == 1 ? 0 : 0.75
            var best = 0
            for subset in 0..<(1 << n) {
                let chosen = (0..<n).filter { subset >> $0 & 1 == 1 }
                var inBlock = 0
                var fits = true
                for (i, row) in chosen.enumerated() {
                    let gap = i == 0 ? Double.infinity : positions[row] - positions[chosen[i - 1]]
                    if gap >= 2 + path { inBlock = 1 } else { inBlock += 1 }
                    if gap < 2 || inBlock > block { fits = false }
                }
                if fits { best = max(best, chosen.reduce(0) { $0 + counts[$1] }) }
            }
            let result = stackRows(positions: positions, counts: counts, pitch: 2, block: block, path: path)
            #expect(result.total == best)
            #expect(result.rows.reduce(0) { $0 + counts[$1] } == best)
        }
    }

    /// Windows that nobody mapped: an even share of the places.
    @Test func usableShare() throws {
        let wall = rectangle(20, 12, tilt: 90)
        let all = layOutModules(on: wall, options: try LayoutOptions(setbacks: try Setbacks(all: 0.3)))
        let half = layOutModules(
            on: wall, options: try LayoutOptions(setbacks: try Setbacks(all: 0.3), usableShare: 0.4))
        #expect(half.count == Int((Double(all.count) * 0.4).rounded(.down)))
        let middle = { (l: ModuleLayout) in l.centres.reduce(0) { $0 + $1.z } / Double(l.count) }
        #expect(abs(middle(all) - middle(half)) < 0.5)
    }

    /// An upright chimney bars more of a steep roof than of a flat one, and its foot may be given at any height.
    @Test func uprightObstacles() throws {
        let options = try LayoutOptions(setbacks: try Setbacks(all: 0))
        let roof = rectangle(20, 10, tilt: 60)
        let square = [Point3(9, 2, 40), Point3(10, 2, 40), Point3(10, 3, 40), Point3(9, 3, 40)]
        let chimney = layOutModules(on: roof, obstacles: [.polygon(Polygon(exterior: square))], options: options)
        #expect(abs(chimney.usableArea - (200 - 2)) < 1e-6)
        let mast = layOutModules(on: roof, obstacles: [.disc(centre: Point3(9, 2, 40), radius: 0.5)], options: options)
        // The capsule 2 m long and 1 m wide that holds the ellipse.
        #expect(abs(mast.usableArea - (200 - 1 - .pi / 4)) < 0.02)
    }

    @Test func badFaces() throws {
        let options = try LayoutOptions(setbacks: try Setbacks(all: 0.3))
        let racks = try LayoutOptions(
            setbacks: try Setbacks(all: 0.3),
            mounting: .racks(tilt: .degrees(30), azimuth: .degrees(180), spacing: .groundCoverage(0.5)))
        func problem(_ face: Polygon, _ options: LayoutOptions) -> LayoutProblem? {
            let layout = layOutModules(on: face, options: options)
            #expect(layout.count == 0 && layout.usableArea.isFinite && layout.density.isFinite)
            return layout.problem
        }
        let line = Polygon(exterior: [Point3(0, 0), Point3(5, 0), Point3(9, 0)])
        let broken = Polygon(exterior: [Point3(0, 0), Point3(.nan, 0), Point3(9, 9)])
        for face in [line, broken, Polygon(vertices: [], ringEnds: []), Polygon(exterior: [.zero, .zero, .zero])] {
            #expect(problem(face, options) == .degenerate)
            #expect(problem(face, racks) == .degenerate)
        }
        // Too small: nothing, without a problem.
        #expect(problem(rectangle(1.5, 1.2), options) == nil)
        #expect(problem(rectangle(0.01, 0.01, tilt: 30), options) == nil)
        #expect(problem(rectangle(40, 20, tilt: 75), racks) == .tooSteepForRacks)
        #expect(problem(rectangle(40, 20, tilt: 90), racks) == .tooSteepForRacks)
        #expect(problem(rectangle(1e9, 1e9), options) == .tooLarge)
        #expect(problem(rectangle(9e5, 9e5), options) == .tooLarge)
        let away = try LayoutOptions(
            setbacks: try Setbacks(all: 0.3),
            mounting: .racks(tilt: .degrees(30), azimuth: .degrees(180), spacing: .profileAngle(.degrees(8))))
        let north = Polygon(exterior: rectangle(40, 20, tilt: 9).vertices.map { Point3($0.x, -$0.y, $0.z) })
        #expect(problem(north.reversed(), away) == .noRowPitch)
    }

    /// Outlines as bad as data can be: crossing, doubled, nested the wrong way, spiked, with obstacles from nowhere. None
    /// traps, no figure is NaN, no module hangs over the outline's box.
    @Test func hostileFaces() throws {
        var random = SeededNumbers(66)
        let mountings: [Mounting] = [
            .flush, .racks(tilt: .degrees(20), azimuth: .degrees(170), spacing: .groundCoverage(0.6)),
            .domes(tilt: .degrees(12), azimuth: .degrees(80), ridgeGap: 0, spacing: .pitch(3)),
        ]
        var ignored = 0
        for trial in 0..<3000 {
            let scale = [0.1, 8, 30][trial % 3]
            func coordinate() -> Double {
                // On a coarse grid, so that much coincides.
                (Double.random(in: -1...1, using: &random) * 4).rounded() / 4 * scale
            }
            func ring() -> [Point3] {
                (0..<Int.random(in: 1...9, using: &random)).map { _ in
                    Point3(coordinate(), coordinate(), trial % 2 == 0 ? 3 : coordinate())
                }
            }
            let face = Polygon(exterior: ring(), holes: (0..<(trial % 4)).map { _ in ring() })
            let odd: [Obstacle] = [
                .disc(centre: Point3(.nan, 0), radius: 1), .disc(centre: .zero, radius: -1),
                .disc(centre: Point3(1e300, 0), radius: 1), .polygon(Polygon(exterior: [Point3(.infinity, 0)])),
                .polygon(Polygon(exterior: ring())), .disc(centre: Point3(coordinate(), coordinate()), radius: 0),
            ]
            let options = try LayoutOptions(
                setbacks: try Setbacks(all: [0, 0.3][trial % 2]), mounting: mountings[trial % 3],
                rowsBetweenPaths: trial % 5)
            let layout = layOutModules(on: face, obstacles: trial % 7 == 0 ? odd : [], options: options)
            ignored += layout.ignoredObstacles
            if trial % 7 == 0 { #expect(layout.ignoredObstacles == 4 || layout.problem != nil) }
            let figures = [layout.usableArea, layout.roofArea, layout.density, layout.shadedShare]
            #expect(figures.allSatisfy { $0.isFinite && $0 >= 0 })
            let box = face.box.grown(by: 0.01)
            #expect(layout.centres.allSatisfy { $0.isFinite })
            // Crooked faces are flattened, and may so reach over their corners.
            let isHanging = layout.centres.contains { !box.contains($0) }
            #expect(!isHanging || trial % 2 == 1)
        }
        #expect(ignored > 400)
    }

    /// A ring that runs the wrong way round gives the same modules, said so.
    @Test func invertedRoof() throws {
        let options = try LayoutOptions(setbacks: try Setbacks(all: 0.3))
        let roof = rectangle(12, 6, tilt: 35)
        let straight = layOutModules(on: roof, options: options)
        let inverted = layOutModules(on: roof.reversed(), options: options)
        #expect(inverted.isInverted && !straight.isInverted)
        #expect(inverted.count == straight.count && inverted.faces[0].normal.z > 0)
    }

    /// A square kilometre of roof: half a million modules in well under the time of a tea.
    @Test func squareKilometre() throws {
        let layout = layOutModules(
            on: rectangle(1000, 1000), options: try LayoutOptions(setbacks: try Setbacks(all: 0.5)))
        #expect(layout.count > 490_000)
    }

    @Test func badOptions() throws {
        let setbacks = try Setbacks(all: 0)
        #expect(throws: InputError.self) { try Setbacks(all: -1) }
        #expect(throws: InputError.self) { try Setbacks(eave: .nan) }
        #expect(throws: InputError.self) { try LayoutOptions(moduleLength: 0, setbacks: setbacks) }
        #expect(throws: InputError.self) { try LayoutOptions(gap: .infinity, setbacks: setbacks) }
        #expect(throws: InputError.self) { try LayoutOptions(setbacks: setbacks, rowsBetweenPaths: -1) }
        #expect(throws: InputError.self) { try LayoutOptions(setbacks: setbacks, usableShare: 1.1) }
        for spacing in [RowSpacing.pitch(0), .groundCoverage(0), .groundCoverage(1.5), .profileAngle(.degrees(0))] {
            #expect(throws: InputError.self) {
                try LayoutOptions(
                    setbacks: setbacks, mounting: .racks(tilt: .degrees(10), azimuth: .degrees(180), spacing: spacing))
            }
        }
    }
}
