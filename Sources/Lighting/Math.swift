// The C library's functions under their own names, so that no other file needs a platform-dependent import.
#if canImport(Glibc)
    import Glibc

    func sin(_ x: Double) -> Double { Glibc.sin(x) }
    func cos(_ x: Double) -> Double { Glibc.cos(x) }
    func tan(_ x: Double) -> Double { Glibc.tan(x) }
    func asin(_ x: Double) -> Double { Glibc.asin(x) }
    func acos(_ x: Double) -> Double { Glibc.acos(x) }
    func atan(_ x: Double) -> Double { Glibc.atan(x) }
    func atan2(_ y: Double, _ x: Double) -> Double { Glibc.atan2(y, x) }
    func exp(_ x: Double) -> Double { Glibc.exp(x) }
    func log(_ x: Double) -> Double { Glibc.log(x) }
    func pow(_ x: Double, _ y: Double) -> Double { Glibc.pow(x, y) }
#else
    import Foundation

    func sin(_ x: Double) -> Double { Foundation.sin(x) }
    func cos(_ x: Double) -> Double { Foundation.cos(x) }
    func tan(_ x: Double) -> Double { Foundation.tan(x) }
    func asin(_ x: Double) -> Double { Foundation.asin(x) }
    func acos(_ x: Double) -> Double { Foundation.acos(x) }
    func atan(_ x: Double) -> Double { Foundation.atan(x) }
    func atan2(_ y: Double, _ x: Double) -> Double { Foundation.atan2(y, x) }
    func exp(_ x: Double) -> Double { Foundation.exp(x) }
    func log(_ x: Double) -> Double { Foundation.log(x) }
    func pow(_ x: Double, _ y: Double) -> Double { Foundation.pow(x, y) }
#endif
