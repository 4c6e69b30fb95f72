import City
import Geometry
import Sky

extension Exposure {
    /// Irradiation of every sensor in a year, kWh/m²; nil for those that are not exposed.
    func pointLight(of receiver: Int, _ light: MonthlyLight, buildingAlbedo: Double) -> [Double?] {
        pointLight(of: receiver, light, buildingAlbedo: buildingAlbedo, periods: 1).map { $0.isNaN ? nil : $0 }
    }

    /// Irradiation of every sensor in each of 1 or 12 parts of a year, kWh/m²: point by point, so many numbers each; NaN
    /// for those that are not exposed.
    ///
    /// Sun and sky are the sensor's own, reflections those of its piece of the receiver.
    func pointLight(
        of receiver: Int, _ light: MonthlyLight, buildingAlbedo: Double, periods: Int
    ) -> [Double] {
        let normal = receivers[receiver].normal
        let count = directions.patches.count
        // What a sensor that sees a direction receives from it in each period.
        var gains = [Double](repeating: 0, count: directions.count * periods)
        for p in 0..<count {
            let cosine = max(0, directions.vectors[p].dot(normal))
            for month in 0..<12 { gains[p * periods + month * periods / 12] += cosine * light.patches[month][p] }
        }
        for beam in light.beams {
            let direct = max(0, normal.dot(beam.vector))
            for k in 0..<4 where beam.shares[k] > 0 {
                gains[(count + Int(beam.nodes[k])) * periods + beam.month * periods / 12] += direct * beam.shares[k]
            }
        }
        // Directions that bring light at all.
        let bright = (0..<directions.count).filter { d in (0..<periods).contains { gains[d * periods + $0] > 0 } }
        let points = sensors.points(of: receiver)
        var result = [Double](repeating: .nan, count: points.count * periods)
        for piece in sensors.pieces(of: receiver) {
            var ground = [Float](repeating: 0, count: directions.coarse.count)
            var built = ground
            bounce.add(piece: piece, weight: 1, ground: &ground, built: &built)
            var reflected = [Double](repeating: 0, count: periods)
            for p in ground.indices {
                for month in 0..<12 {
                    reflected[month * periods / 12] +=
                        (Double(ground[p]) * light.albedo[month] + Double(built[p]) * buildingAlbedo)
                        * light.coarse[month][p]
                }
            }
            visibility.forEachExposedPoint(ofPiece: piece) { point, sees in
                let place = (point - points.lowerBound) * periods
                for period in 0..<periods { result[place + period] = reflected[period] }
                for d in bright where sees(d) {
                    for period in 0..<periods { result[place + period] += gains[d * periods + period] }
                }
                for period in 0..<periods { result[place + period] /= 1000 }
            }
        }
        return result
    }
}

extension Visibility {
    /// Calls `body` with each exposed point of a piece and a question: does it see a direction?
    func forEachExposedPoint(ofPiece piece: Int, _ body: (_ point: Int, _ sees: (Int) -> Bool) -> Void) {
        let group = Int(sensors.pieceGroups[piece])
        let first = sensors.points(ofGroup: group).lowerBound
        masks.withUnsafeBufferPointer { masks in
            for point in sensors.points(ofPiece: piece) {
                let bit: UInt64 = 1 << UInt64(point - first)
                guard exposed[group] & bit != 0 else { continue }
                body(point) { masks[group * width + $0] & bit != 0 }
            }
        }
    }
}

/// A sensor and its light, kWh/m²: of the year, or month by month.
struct SensorLight: Sendable {
    var point: Point3
    var irradiation: [Double]
}

extension Exposure {
    /// Receiver by receiver, every exposed sensor with its light in each of 1 or 12 parts of a year, on all cores.
    func points(_ light: MonthlyLight, buildingAlbedo: Double, periods: Int) throws -> [[SensorLight]] {
        var all = [[SensorLight]](repeating: [], count: receivers.count)
        try all.withUnsafeMutableBufferPointer { all in
            nonisolated(unsafe) let all = all
            try forEachChunk(of: receivers.count, by: 64, "planes lit point by point") { _, range in
                for i in range {
                    let first = sensors.points(of: i).lowerBound
                    let values = pointLight(of: i, light, buildingAlbedo: buildingAlbedo, periods: periods)
                    for k in 0..<values.count / periods where !values[k * periods].isNaN {
                        all[i].append(
                            SensorLight(
                                point: sensors.point(first + k, of: i),
                                irradiation: Array(values[k * periods..<(k + 1) * periods])))
                    }
                }
            }
        }
        return all
    }
}

extension SolarIrradiance {
    /// Every exposed sensor as a point with its light.
    func points(
        _ scene: SceneInputs.Scene, _ points: [[SensorLight]], _ diagnostics: inout Diagnostics
    ) -> Layer {
        var draft = LayerDraft(name: "point")
        let owner = draft.place(ofColumn: "building", definition: "Id of the building")
        let kind = draft.place(ofColumn: "plane", definition: "roof or facade")
        let irradiation = draft.place(
            ofColumn: "irradiation", unit: "kWh/m²a", definition: "Sunlight at the point in a year")
        let months = (1...12).filter { _ in isMonthly }.map { month in
            draft.place(
                ofColumn: "irradiation_\(month < 10 ? "0" : "")\(month)", unit: "kWh/m²",
                definition: "Sunlight at the point in month \(month)")
        }
        for (receiver, points) in zip(scene.receivers, points) {
            let building = scene.massing.buildings[receiver.building]
            for point in points {
                let value = point.irradiation.reduce(0, +)
                draft.geometries.append(point: point.point, hasZ: true)
                draft.set(.text(building.id), at: owner)
                draft.set(.text(receiver.kind == .roof ? "roof" : "facade"), at: kind)
                draft.set(.real((value * 10).rounded() / 10), at: irradiation)
                for (place, value) in zip(months, point.irradiation) {
                    draft.set(.real((value * 10).rounded() / 10), at: place)
                }
                draft.endFeature(id: "p\(draft.count + 1)")
            }
        }
        return draft.finish(&diagnostics)
    }
}
