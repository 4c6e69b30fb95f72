import CPROJ
import Geometry

/// One PROJ transformation with a context of its own; used by one thread at a time.
final class Transformation {
    private let object: ProjObject

    /// - Parameters:
    ///   - area: narrows down the operations between two datums.
    ///   - single: whether to take the operation that is best at the middle of the area for all points. Otherwise
    ///     PROJ chooses anew at every point, and there is a step where one operation's area ends.
    init(from: CRS, to: CRS, over area: AreaOfUse?, single: Bool) throws {
        let context = try ProjContext()
        let source = try HorizontalCRS(from.identifier, in: context)
        let target = try HorizontalCRS(to.identifier, in: context)
        let choice = try Self.operations(source, target, over: area)
        if single, let area, let best = try Self.bestOperation(of: choice, from: source, at: area.centre) {
            object = best
        } else {
            object = choice
        }
    }

    /// All operations between two systems, as one object that chooses among them.
    private static func operations(
        _ source: HorizontalCRS, _ target: HorizontalCRS, over area: AreaOfUse?
    ) throws -> ProjObject {
        let context = source.object.context
        let region = area == nil ? nil : proj_area_create()
        defer { if let region { proj_area_destroy(region) } }
        if let area { proj_area_set_bbox(region, area.west, area.south, area.east, area.north) }
        let made = try context.object(
            "proj_create_crs_to_crs_from_pj",
            proj_create_crs_to_crs_from_pj(context.raw, source.object.raw, target.object.raw, region, nil))
        return try context.object(
            "proj_normalize_for_visualization", proj_normalize_for_visualization(context.raw, made.raw))
    }

    /// What PROJ would choose at one place, to be used everywhere; nil if the place cannot be reached.
    private static func bestOperation(
        of choice: ProjObject, from source: HorizontalCRS, at place: (longitude: Double, latitude: Double)
    ) throws -> ProjObject? {
        let context = choice.context
        let degrees = try operations(HorizontalCRS("OGC:CRS84", in: context), source, over: nil)
        let start = proj_trans(degrees.raw, PJ_FWD, proj_coord(place.longitude, place.latitude, 0, .infinity))
        let end = proj_trans(choice.raw, PJ_FWD, start)
        guard start.xy.x.isFinite, end.xy.x.isFinite, let used = proj_trans_get_last_used_operation(choice.raw) else {
            return nil
        }
        return ProjObject(used, in: context)
    }

    /// Transforms x and y in place; a failed point becomes infinite.
    ///
    /// Heights are not shown to PROJ, so it cannot change them.
    func apply(
        _ direction: PJ_DIRECTION, x: UnsafeMutablePointer<Double>, y: UnsafeMutablePointer<Double>, stride: Int,
        count: Int
    ) {
        _ = proj_trans_generic(
            object.raw, direction, x, stride, count, y, stride, count, nil, 0, 0, nil, 0, 0)
    }

    /// The operation that the last point went through: its name, and its accuracy in metres if the database has one.
    func lastUsed() -> (name: String, accuracy: Double?)? {
        guard let used = proj_trans_get_last_used_operation(object.raw) else { return nil }
        let operation = ProjObject(used, in: object.context)
        let accuracy = proj_coordoperation_get_accuracy(object.context.raw, operation.raw)
        return (operation.name, accuracy >= 0 ? accuracy : nil)
    }
}

extension AreaOfUse {
    fileprivate var centre: (longitude: Double, latitude: Double) {
        ((west + (west <= east ? east : east + 360)) / 2, (south + north) / 2)
    }
}
