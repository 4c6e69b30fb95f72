/// On which side of the line a→b the point c lies in the plane: positive left, negative right, 0 on the line.
///
/// The sign is exact for all finite coordinates whose products neither overflow nor underflow; the magnitude is
/// about twice the triangle's area, m². A floating-point filter settles nearly all cases; the rest are summed without
/// rounding. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997,
/// §4.3. NaN coordinates give 0.
@inlinable public func orientation(_ a: Point3, _ b: Point3, _ c: Point3) -> Double {
    orientation(a.x, a.y, b.x, b.y, c.x, c.y)
}

/// `orientation(_:_:_:)` by coordinates.
@inlinable public func orientation(
    _ ax: Double, _ ay: Double, _ bx: Double, _ by: Double, _ cx: Double, _ cy: Double
) -> Double {
    let left = (ax - cx) * (by - cy)
    let right = (ay - cy) * (bx - cx)
    let determinant = left - right
    // Shewchuk's bound A: (3 + 16 e) e with e = 2^-53.
    let bound = 3.3306690738754716e-16 * (abs(left) + abs(right))
    if determinant > bound || -determinant > bound { return determinant }
    // A difference of unequal numbers is never 0, so vanishing products are exact.
    if left == 0 && right == 0 { return 0 }
    return exactOrientation(ax, ay, bx, by, cx, cy)
}

/// The determinant as a sum of six exact products, added as a non-overlapping expansion.
@usableFromInline func exactOrientation(
    _ ax: Double, _ ay: Double, _ bx: Double, _ by: Double, _ cx: Double, _ cy: Double
) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 12) { terms in
        var count = 0
        func add(_ value: Double) {
            var carry = value
            for i in 0..<count {
                let sum = carry + terms[i]
                let part = sum - carry
                terms[i] = (carry - (sum - part)) + (terms[i] - part)
                carry = sum
            }
            terms[count] = carry
            count += 1
        }
        func addProduct(_ u: Double, _ v: Double) {
            let product = u * v
            add((-product).addingProduct(u, v))
            add(product)
        }
        addProduct(ax, by)
        addProduct(-ax, cy)
        addProduct(-cx, by)
        addProduct(-ay, bx)
        addProduct(ay, cx)
        addProduct(cy, bx)
        // The largest component carries the sign.
        for i in (0..<count).reversed() where terms[i] != 0 { return terms[i].isNaN ? 0 : terms[i] }
        return 0
    }
}
