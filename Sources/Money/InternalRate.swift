/// The rate at which yearly flows are worth nothing today, where there is exactly one.
public enum InternalRate: Sendable, Hashable {
    /// The only rate above -100 % whose net present value is 0.
    case rate(Double)
    /// No rate does it: the flows never change sign, or their worth never passes 0.
    case none
    /// Several rates do it, so that none of them says whether the investment is good: the flows change sign more than
    /// once (a replacement late in life).
    case several(Int)

    /// The rate if there is one.
    public var value: Double? {
        if case .rate(let rate) = self { rate } else { nil }
    }

    /// Why there is no rate, for a diagnostic; nil if there is one.
    public var reason: String? {
        switch self {
        case .rate: nil
        case .none: "no rate of return: the payments never balance"
        case .several(let count): "\(count) rates of return: payments change sign more than once"
        }
    }
}

/// Internal rate of return of yearly flows (flow 0 at the start, flow `t` at the end of year `t`).
///
/// The worth is a polynomial in x = 1 / (1 + rate). One change of sign among the flows means one root (Descartes); more
/// changes are counted exactly enough by bisecting Bernstein forms (Lane and Riesenfeld, "Bounds on a polynomial", BIT 21,
/// 112–117, 1981), for x below and above 1. Flows that are no numbers have no rate.
public func internalRateOfReturn(_ flows: [Double]) -> InternalRate {
    guard flows.allSatisfy(\.isFinite), let start = flows.firstIndex(where: { $0 != 0 }),
        let end = flows.lastIndex(where: { $0 != 0 })
    else { return .none }
    let largest = flows.reduce(0) { max($0, abs($1)) }
    // Years before the first payment and after the last change nothing; the scale neither.
    let terms = flows[start...end].map { $0 / largest }
    let changes = signChanges(terms)
    if changes == 0 { return .none }
    let reversed = Array(terms.reversed())
    let atOne = terms.reduce(0, +)
    if changes == 1 {
        if atOne == 0 { return .rate(0) }
        // The root lies where the sign at x = 1 differs from that of the flows at that end.
        if (atOne > 0) != (terms[0] > 0) {
            return found(1 / root(of: terms, from: 0, to: 1) - 1)
        }
        return found(root(of: reversed, from: 0, to: 1) - 1)
    }
    var rates: [Double] = []
    isolate(bernstein(terms), 0, 1, depth: 0) { rates.append(1 / root(of: terms, from: $0, to: $1) - 1) }
    if atOne == 0 { rates.append(0) }
    isolate(bernstein(reversed), 0, 1, depth: 0) { rates.append(root(of: reversed, from: $0, to: $1) - 1) }
    switch rates.count {
    case 0: return .none
    case 1: return found(rates[0])
    default: return .several(rates.count)
    }
}

private func found(_ rate: Double) -> InternalRate { rate.isFinite && rate > -1 ? .rate(rate) : .none }

/// Number of changes of sign, zeros left out.
private func signChanges(_ values: [Double]) -> Int {
    var last = 0.0
    var changes = 0
    for value in values where value != 0 {
        if last != 0, (value > 0) != (last > 0) { changes += 1 }
        last = value
    }
    return changes
}

/// Coefficients on 0…1 in Bernstein's form: b(j) = Σ C(j, i) / C(n, i) a(i).
private func bernstein(_ terms: [Double]) -> [Double] {
    let n = terms.count - 1
    return (0...n).map { j in
        var sum = 0.0
        var weight = 1.0
        for i in 0...j {
            sum += weight * terms[i]
            weight *= Double(j - i) / Double(n - i > 0 ? n - i : 1)
        }
        return sum
    }
}

/// Hands over every stretch of from…to with a root of odd order, by halving (de Casteljau) until the coefficients change
/// sign once at most. A stretch of 2^-40 that still changes twice holds a root that only touches, or two that money
/// cannot tell apart.
private func isolate(_ form: [Double], _ from: Double, _ to: Double, depth: Int, _ take: (Double, Double) -> Void) {
    let changes = signChanges(form)
    if changes == 0 { return }
    if changes == 1 || depth == 40 {
        take(from, to)
        return
    }
    var left: [Double] = []
    var right = form
    for k in 0..<form.count {
        left.append(right[0])
        for i in 0..<(form.count - 1 - k) { right[i] = (right[i] + right[i + 1]) / 2 }
    }
    let middle = (from + to) / 2
    isolate(left, from, middle, depth: depth + 1, take)
    // `right` now holds the other half's coefficients; its first is the value in the middle.
    if right[0] == 0 { take(middle, middle) }
    isolate(right, middle, to, depth: depth + 1, take)
}

/// A root of Σ terms(t) x^t between two places where its sign differs: Newton's steps, halving where they leave the
/// bracket or converge too slowly (Press et al., Numerical Recipes, 3rd ed., §9.4).
private func root(of terms: [Double], from: Double, to: Double) -> Double {
    func value(_ x: Double) -> (value: Double, slope: Double) {
        var value = 0.0
        var slope = 0.0
        for term in terms.reversed() {
            slope = slope * x + value
            value = value * x + term
        }
        return (value, slope)
    }
    guard to > from else { return from }
    let rising = value(to).value > 0
    var low = from
    var high = to
    var x = (from + to) / 2
    var step = to - from
    for _ in 0..<200 {
        let (y, slope) = value(x)
        if y == 0 { return x }
        if (y > 0) == rising { high = x } else { low = x }
        let newton = x - y / slope
        let last = step
        if newton > low, newton < high, abs(newton - x) * 2 < abs(last) {
            step = newton - x
            x = newton
        } else {
            step = (high - low) / 2
            x = low + step
        }
        if abs(step) <= 1e-16 * x { break }
    }
    return x
}
