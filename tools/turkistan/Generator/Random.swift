/// Random numbers that are the same on every machine and in every Swift version: xoshiro256**, seeded by SplitMix64.
///
/// Every superblock draws from a stream of its own, so what is built in one does not depend on its neighbours and
/// the small city is a true piece of the large one.
/// Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021).
struct Random: Sendable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    init(seed: UInt64, stream: UInt64) {
        var state = seed &* 0xD134_2543_DE82_EF95 ^ (stream &+ 1) &* 0x9E37_79B9_7F4A_7C15
        func splitMix() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        s0 = splitMix()
        s1 = splitMix()
        s2 = splitMix()
        s3 = splitMix()
    }

    mutating func next() -> UInt64 {
        let product = s1 &* 5
        let result = ((product << 7) | (product >> 57)) &* 9
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = (s3 << 45) | (s3 >> 19)
        return result
    }

    /// In 0 ..< 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }

    /// In 0 ..< n; 0 for n ≤ 1.
    mutating func index(_ n: Int) -> Int { n > 1 ? Int(next() % UInt64(n)) : 0 }

    mutating func integer(_ low: Int, _ high: Int) -> Int { low + index(high - low + 1) }

    mutating func chance(_ p: Double) -> Bool { unit() < p }

    /// One of a list that is not empty.
    mutating func pick<T>(_ list: [T]) -> T { list[index(list.count)] }

    /// One of a list that is not empty, with probabilities proportional to the weights.
    mutating func pick<T>(_ first: (T, Double), _ others: (T, Double)...) -> T {
        var at = unit() * others.reduce(first.1) { $0 + $1.1 } - first.1
        var chosen = first.0
        for (value, weight) in others where at >= 0 {
            chosen = value
            at -= weight
        }
        return chosen
    }
}
