import Foundation
import Geodesy
import Geometry
import Testing

/// Against pyproj, within 1 mm; see `Tests/Truth/geodesy/README.md` for the origin.
@Suite struct ProjectionTruthTests {
    @Test(arguments: [
        ("4326", "32642"), ("4326", "28412"), ("28412", "32642"), ("4326", "3879"), ("4326", "31256"),
        ("7415", "4326"),
    ])
    func placesAgree(source: String, target: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Truth/geodesy/\(source)-\(target).csv")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: " ").compactMap { Double($0) } }
        #expect(rows.count == 250)
        let projection = try Projection(
            from: CRS(resolving: "EPSG:\(source)"), to: CRS(resolving: "EPSG:\(target)"))
        let metres = projection.to.metresPerUnit
        var points = rows.map { Point3($0[0], $0[1], 12.5) }
        #expect(try projection.transform(&points).isEmpty)
        var worst = 0.0
        for (row, point) in zip(rows, points) {
            worst = max(worst, point.distance2D(to: Point3(row[2], row[3])) * metres)
            #expect(point.z == 12.5)
        }
        let operation = try projection.operation(at: Point3(rows[0][0], rows[0][1])).name
        #expect(worst < 0.001, "\(worst) m by \(operation)")
        // And back, with the millimetre that a datum shift at height 0 costs. At Austria's border the shift chosen from
        // the other side may be another one.
        #expect(try projection.inverse.transform(&points).isEmpty)
        guard target != "31256" else { return }
        for (row, point) in zip(rows, points) {
            #expect(point.distance2D(to: Point3(row[0], row[1])) * projection.from.metresPerUnit < 0.003)
        }
    }
}
