package import Geometry

/// A 128-bit number that stands for a sequence of values: two different cities share one by chance in 10¹⁹ years of asking.
///
/// Two multiplicative lanes with different constants; not meant against anybody who wants a collision.
package struct Fingerprint: Sendable, Hashable, Comparable {
    private var a: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var b: UInt64 = 0xC2B2_AE3D_27D4_EB4F

    package init() {}

    /// An order without a meaning, the same on every machine.
    package static func < (x: Fingerprint, y: Fingerprint) -> Bool { (x.a, x.b) < (y.a, y.b) }

    package mutating func add(_ value: UInt64) {
        a = (a ^ value) &* 0xFF51_AFD7_ED55_8CCD
        a ^= a >> 32
        b = (b &+ value) &* 0xC4CE_B9FE_1A85_EC53
        b ^= b >> 29
    }

    package mutating func add(_ value: Double) { add(value.bitPattern) }
    package mutating func add(_ value: Int) { add(UInt64(bitPattern: Int64(value))) }
    package mutating func add(_ p: Point3) {
        add(p.x)
        add(p.y)
        add(p.z)
    }

    package mutating func add(_ mesh: Mesh) {
        add(mesh.vertices.count)
        for v in mesh.vertices { add(v) }
        for i in mesh.indices { add(UInt64(i)) }
        for o in mesh.owners { add(Int(o)) }
    }

    /// 32 hexadecimal digits.
    package var text: String {
        let digits = [a, b].map { n in
            let text = String(n, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digits.joined()
    }
}
