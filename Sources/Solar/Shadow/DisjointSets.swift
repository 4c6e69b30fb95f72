/// Union–find with path halving; the root of a set is its lowest number.
struct DisjointSets {
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    mutating func root(of i: Int) -> Int {
        var i = i
        while parents[i] != i {
            parents[i] = parents[parents[i]]
            i = parents[i]
        }
        return i
    }

    mutating func join(_ i: Int, _ j: Int) {
        let (a, b) = (root(of: i), root(of: j))
        if a != b { parents[max(a, b)] = min(a, b) }
    }
}
