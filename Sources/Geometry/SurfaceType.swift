/// What a face is of a building: CityJSON semantic surface types.
public enum SurfaceType: UInt8, Sendable, CaseIterable {
    case unknown, roof, wall, ground
}
