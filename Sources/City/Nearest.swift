/// The candidate that was probably meant: smallest edit distance, at most a third of the word.
public func nearest(to word: String, among candidates: [String]) -> String? {
    let target = Array(word.lowercased().utf8)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
        let d = editDistance(target, Array(candidate.lowercased().utf8))
        if best.map({ d < $0.distance }) ?? true { best = (d, candidate) }
    }
    guard let best, best.distance <= max(2, target.count / 3) else { return nil }
    return best.candidate
}

/// Optimal string alignment distance: insert, delete, replace, swap neighbours (Damerau 1964).
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var previous = [Int](repeating: 0, count: b.count + 1)
    var row = Array(0...b.count)
    for i in 0..<a.count {
        var next = [Int](repeating: i + 1, count: b.count + 1)
        for j in 0..<b.count {
            next[j + 1] = min(row[j + 1] + 1, next[j] + 1, row[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { next[j + 1] = min(next[j + 1], previous[j - 1] + 1) }
        }
        previous = row
        row = next
    }
    return row[b.count]
}
