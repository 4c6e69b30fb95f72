public struct SpatialIndex: Sendable { public init(boxes: [Box]) {} }
