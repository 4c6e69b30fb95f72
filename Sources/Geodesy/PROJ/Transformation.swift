import CPROJ
import Geometry

/// One PROJ transformation with a context of its own; used by one thread at a time.
final class Transformation {
    private let object: ProjObject

    init(from: CRS, to: CRS, over area: AreaOfUse?) throws {
        let context = try ProjContext()
        let source = try HorizontalCRS(from.identifier, in: context)
        let target = try HorizontalCRS(to.identifier, in: context)
        let region = proj_area_create()
        defer { proj_area_destroy(region) }
        if let area { proj_area_set_bbox(region, area.west, area.south, area.east, area.north) }
        let operation = try context.object(
            "proj_create_crs_to_crs_from_pj",
            proj_create_crs_to_crs_from_pj(
                context.raw, source.object.raw, target.object.raw, area == nil ? nil : region, nil))
        object = try context.object(
            "proj_normalize_for_visualization", proj_normalize_for_visualization(context.raw, operation.raw))
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
