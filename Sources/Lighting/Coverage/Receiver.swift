/// What illuminance falls on (EN 13201-3:2015, 7.2): the ground, a half-sphere on it, or a standing plane or half-cylinder.
enum ReceiverKind: String, Sendable, CaseIterable {
    case horizontal, hemispherical, vertical, semicylindrical

    /// Faces are looked at 1.5 m above the ground.
    var usualHeight: Double {
        switch self {
        case .horizontal, .hemispherical: 0
        case .vertical, .semicylindrical: 1.5
        }
    }

    /// Whether it looks in a direction of its own.
    var isStanding: Bool { self == .vertical || self == .semicylindrical }
}
