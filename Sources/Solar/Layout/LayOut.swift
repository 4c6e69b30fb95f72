public import Geometry

/// Places module rectangles on a roof plane or wall.
///
/// Rows run along the eave (flush) or across the racks' azimuth. Each row is filled on its own: within every free
/// stretch of its strip as many modules as fit, in its middle. Which rows to take is chosen among many places, so that
/// together they hold the most modules (on none of 180 measured faces fewer than a regular grid at its luckiest phases).
///
/// No two modules overlap, all lie on the face and keep their setbacks, and the same input gives the same modules.
/// A face too small for a module gives none; what is wrong with a face that cannot be used is in `problem`.
/// - Parameters:
///   - face: A roof plane or wall with its holes, metres. A roof whose ring runs the wrong way round (normal more than
///     15° below the horizon) is taken to look up; a wall looks where its ring says.
///   - obstacles: What stands on it.
public func layOutModules(on face: Polygon, obstacles: [Obstacle] = [], options: LayoutOptions) -> ModuleLayout {
    var layout = ModuleLayout()
    layout.roofArea = face.vertices.allSatisfy(\.isFinite) ? face.area3D : 0
    guard let plane = PackingPlane(for: options.mounting, on: face) else {
        layout.problem = layout.roofArea > 1e-6 ? .tooSteepForRacks : .degenerate
        return layout
    }
    layout.isInverted = plane.isInverted
    var ground = UsableGround(face: face, obstacles: obstacles, setbacks: options.setbacks, in: plane)
    layout.ignoredObstacles = ground.ignoredObstacles
    // More than a million steps across can only be a mistake in the units; the limit keeps Int() from trapping.
    guard max(ground.box.width, ground.box.height) < 1e6 else {
        layout.problem = .tooLarge
        return layout
    }
    layout.usableArea = min(layout.roofArea, ground.area() * plane.areaFactor)
    var best: Packing?
    for orientation in options.orientation.map({ [$0] }) ?? ModuleOrientation.allCases {
        switch Packing.best(on: &ground, plane: plane, orientation: orientation, options: options) {
        case .failure(let problem):
            layout.problem = problem
            return layout
        case .success(let packing):
            if packing.total > best?.total ?? -1 { best = packing }
        }
    }
    if let best, best.total > 0 { best.place(on: &ground, plane: plane, options: options, into: &layout) }
    return layout
}

extension LayoutProblem: Error {}

/// The rows chosen for one orientation.
private struct Packing {
    let orientation: ModuleOrientation
    /// Extent of a module along the row and up its slope, m.
    let width: Double
    let height: Double
    let section: RowSection
    /// Lower ends of the rows, ascending.
    var rows: [Double] = []
    /// Modules, or pairs of them for domes.
    var total = 0

    static func best(
        on ground: inout UsableGround, plane: PackingPlane, orientation: ModuleOrientation, options: LayoutOptions
    ) -> Result<Packing, LayoutProblem> {
        let isPortrait = orientation == .portrait
        let width = isPortrait ? options.moduleWidth : options.moduleLength
        let height = isPortrait ? options.moduleLength : options.moduleWidth
        guard
            let section = RowSection(
                options.mounting, height: height, gap: options.gap, rowGap: options.rowGap,
                tangent: plane.tangentAcross)
        else { return .failure(.noRowPitch) }
        var packing = Packing(orientation: orientation, width: width, height: height, section: section)
        let room = ground.box.height - section.depth
        guard room >= 0, ground.box.width >= width else { return .success(packing) }
        let columns = ground.box.width / (width + options.gap)
        guard room / section.pitch < 20_000, columns * (room / section.pitch + 1) < 2e7 else {
            return .failure(.tooLarge)
        }
        let hasPaths = options.rowsBetweenPaths > 0
        let path = hasPaths ? options.pathWidth : 0
        var places = packing.regularPlaces(on: &ground, path: path, gap: options.gap)
        packing.refine(&places, on: &ground, gap: options.gap)
        let (rows, total) = stackRows(
            positions: places.map(\.bottom), counts: places.map(\.count), pitch: section.pitch,
            block: hasPaths ? options.rowsBetweenPaths : 1, path: path)
        packing.rows = rows.map { places[$0].bottom }
        packing.total = total
        return .success(packing)
    }

    /// A place for a row: its lower end and how many modules it would hold.
    private typealias Place = (bottom: Double, count: Int)

    private func count(at bottom: Double, on ground: inout UsableGround, gap: Double) -> Int {
        ground.findStretches(bottom: bottom, top: bottom + section.depth, length: width)
        return ground.stretches.reduce(0) { $0 + modules(in: $1, gap: gap) }
    }

    /// Places at every eighth of a pitch, flush with edges that run along the rows, and there after up to eight paths.
    private func regularPlaces(on ground: inout UsableGround, path: Double, gap: Double) -> [Place] {
        let base = ground.box.minY
        let flush = ground.flushPositions().map { ($0 - base).remainder(over: section.pitch) }
        let start = flush.first ?? 0
        var offsets = flush + (0..<8).map { (start + Double($0) / 8 * section.pitch).remainder(over: section.pitch) }
        if path > 0 { offsets += (1...8).map { (start + Double($0) * path).remainder(over: section.pitch) } }
        offsets.sort()
        var distinct: [Double] = []
        for offset in offsets where offset - (distinct.last ?? -1) > 1e-7 { distinct.append(offset) }
        var places: [Place] = []
        let last = ground.box.maxY - section.depth + 1e-9
        places.reserveCapacity(Int((last - base) / section.pitch + 2) * distinct.count)
        var row = 0.0
        while base + row * section.pitch <= last {
            for offset in distinct {
                let bottom = base + row * section.pitch + offset
                if bottom <= last { places.append((bottom, count(at: bottom, on: &ground, gap: gap))) }
            }
            row += 1
        }
        return places
    }

    /// Adds the places where a row just begins to hold more than a little lower, and those on top of them.
    ///
    /// Any choice of rows may be pushed down until each row lies on the one below or would lose a module: so these are the
    /// only places that matter beside the ones flush with an edge. They are found to a centimetre; of more than eight the
    /// lowest are taken.
    private func refine(_ places: inout [Place], on ground: inout UsableGround, gap: Double) {
        var starts: [Double] = []
        for (lower, upper) in zip(places, places.dropFirst()) where upper.count > lower.count {
            var low = lower.bottom
            var high = upper.bottom
            if count(at: high - 0.01, on: &ground, gap: gap) < upper.count { continue }
            while high - low > 0.01 {
                let middle = (low + high) / 2
                if count(at: middle, on: &ground, gap: gap) < upper.count { low = middle } else { high = middle }
            }
            starts.append(high)
            if starts.count == 8 { break }
        }
        guard !starts.isEmpty else { return }
        let last = ground.box.maxY - section.depth + 1e-9
        for start in starts {
            var row = 0.0
            while start + row * section.pitch <= last {
                let bottom = start + row * section.pitch
                places.append((bottom, count(at: bottom, on: &ground, gap: gap)))
                row += 1
            }
        }
        places.sort { $0.bottom < $1.bottom }
    }

    func modules(in stretch: (from: Double, to: Double), gap: Double) -> Int {
        Int(((stretch.to - stretch.from + gap + 2e-9) / (width + gap)).rounded(.down))
    }
}

extension Double {
    /// The rest of dividing by a positive number, 0 ≤ rest < divisor.
    fileprivate func remainder(over divisor: Double) -> Double {
        let rest = self - divisor * (self / divisor).rounded(.down)
        return rest >= divisor || rest < 0 ? 0 : rest
    }
}

extension PackingPlane {
    fileprivate init?(for mounting: Mounting, on face: Polygon) {
        switch mounting {
        case .flush: self.init(flushWith: face)
        case .racks(_, let azimuth, _), .domes(_, let azimuth, _, _):
            self.init(onMapOf: face, facing: azimuth)
            // cos 60°
            if normal.z < 0.5 { return nil }
        }
    }
}

extension Packing {
    /// Turns the chosen rows into modules.
    func place(
        on ground: inout UsableGround, plane: PackingPlane, options: LayoutOptions, into layout: inout ModuleLayout
    ) {
        layout.orientation = orientation
        layout.width = width
        layout.height = height
        layout.rowCount = rows.count
        layout.faces = faces(plane, options.mounting)
        let isDome = layout.faces.count == 2
        var spread = Spread(share: options.usableShare)
        layout.centres.reserveCapacity(isDome ? 2 * total : total)
        var inFront = 0
        var places = 0
        // Left ends of the modules of the row before, and of this one.
        var before: [Double] = []
        var current: [Double] = []
        for (row, bottom) in rows.enumerated() {
            ground.findStretches(bottom: bottom, top: bottom + section.depth, length: width)
            current.removeAll(keepingCapacity: true)
            for stretch in ground.stretches {
                let count = modules(in: stretch, gap: options.gap)
                let used = Double(count) * (width + options.gap) - options.gap
                let start = stretch.from + (stretch.to - stretch.from - used) / 2
                for i in 0..<count { current.append(start + Double(i) * (width + options.gap)) }
            }
            let meetings = overlaps(before, current)
            inFront += isDome ? meetings.back + meetings.front : meetings.back
            places += isDome ? 2 * current.count : current.count
            for x in current {
                for face in layout.faces.indices where spread.takesNext() {
                    layout.centres.append(centre(x + width / 2, bottom, face, plane, options))
                    layout.rows.append(Int32(row))
                    layout.faceIndices.append(UInt8(face))
                }
            }
            swap(&before, &current)
        }
        if let first = rows.first, let last = rows.last, rows.count > 1 {
            let pitch = (last - first) / Double(rows.count - 1)
            layout.rowPitch = pitch
            layout.groundCoverage = (isDome ? 2 : 1) * height / pitch
        }
        if case .flush = options.mounting { return }
        layout.shadedShare = places > 0 ? Double(inFront) / Double(places) : 0
        layout.rowShading = shading(options.mounting, plane)
    }

    /// How many modules of `row` have one of `before` in front, and of `before` one of `row` behind.
    private func overlaps(_ before: [Double], _ row: [Double]) -> (back: Int, front: Int) {
        var back = 0
        var front = 0
        var i = 0
        for x in row {
            while i < before.count, before[i] + width <= x { i += 1 }
            if i < before.count, before[i] < x + width { back += 1 }
        }
        i = 0
        for x in before {
            while i < row.count, row[i] + width <= x { i += 1 }
            if i < row.count, row[i] < x + width { front += 1 }
        }
        return (back, front)
    }

    private func faces(_ plane: PackingPlane, _ mounting: Mounting) -> [ModuleFace] {
        func tilted(_ along: Point3, _ back: Point3, _ tilt: Angle) -> ModuleFace {
            let up = back * tilt.cosine + Point3(0, 0, tilt.sine)
            return ModuleFace(along: along, up: up, normal: along.cross(up))
        }
        switch mounting {
        case .flush: return [ModuleFace(along: plane.along, up: plane.across, normal: plane.normal)]
        case .racks(let tilt, _, _): return [tilted(plane.along, plane.across, tilt)]
        case .domes(let tilt, _, _, _):
            return [tilted(plane.along, plane.across, tilt), tilted(plane.along * -1, plane.across * -1, tilt)]
        }
    }

    /// Middle of a module from the middle of its place along the row and the row's lower end.
    private func centre(
        _ x: Double, _ bottom: Double, _ face: Int, _ plane: PackingPlane, _ options: LayoutOptions
    ) -> Point3 {
        switch options.mounting {
        case .flush: return plane.raise(x, bottom + height / 2) + plane.normal * options.standoff
        case .racks(let tilt, _, _):
            return plane.raise(x, bottom + section.depth / 2)
                + Point3(0, 0, options.standoff + height / 2 * tilt.sine)
        case .domes(let tilt, _, _, _):
            let half = height / 2 * tilt.cosine
            return plane.raise(x, face == 0 ? bottom + half : bottom + section.depth - half)
                + Point3(0, 0, options.standoff + height / 2 * tilt.sine)
        }
    }

    /// One for each way modules look. The values have been checked, so that none is refused.
    private func shading(_ mounting: Mounting, _ plane: PackingPlane) -> [RowShading] {
        switch mounting {
        case .flush: return []
        case .racks(let tilt, let azimuth, _):
            let slope = Angle(tangent: plane.tangentAcross)
            let shading = try? RowShading(
                tilt: tilt, azimuth: azimuth, length: height, pitch: section.pitch, slope: slope)
            return shading.map { [$0] } ?? []
        case .domes(let tilt, let azimuth, let ridgeGap, _):
            return [azimuth, azimuth + .degrees(180)].compactMap {
                try? RowShading(
                    domeTilt: tilt, azimuth: $0, length: height, pitch: section.pitch, ridgeGap: ridgeGap)
            }
        }
    }
}

/// Takes an even share of a sequence: item k if the share's multiple passes a whole number there.
private struct Spread {
    let share: Double
    private var seen = 0.0

    init(share: Double) { self.share = share }

    mutating func takesNext() -> Bool {
        let before = (seen * share + 1e-9).rounded(.down)
        seen += 1
        return (seen * share + 1e-9).rounded(.down) > before
    }
}
