import Foundation

/// An angle, kept in radians; made and read in the unit the reader thinks in.
public struct Angle: Sendable, Hashable, Comparable {
    /// Radians.
    public var radians: Double

    @inlinable public init(radians: Double) { self.radians = radians }
    @inlinable public init(degrees: Double) { radians = degrees * (.pi / 180) }
    @inlinable public static func degrees(_ value: Double) -> Angle { Angle(degrees: value) }
    @inlinable public static func radians(_ value: Double) -> Angle { Angle(radians: value) }

    /// Degrees.
    @inlinable public var degrees: Double { radians * (180 / .pi) }

    public var sine: Double { sin(radians) }
    public var cosine: Double { cos(radians) }

    @inlinable public static func < (a: Angle, b: Angle) -> Bool { a.radians < b.radians }
    @inlinable public static func + (a: Angle, b: Angle) -> Angle { Angle(radians: a.radians + b.radians) }
    @inlinable public static func - (a: Angle, b: Angle) -> Angle { Angle(radians: a.radians - b.radians) }
}
