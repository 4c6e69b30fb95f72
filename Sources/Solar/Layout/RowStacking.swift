/// Which rows to take of all the places where a row could lie, so that together they hold the most modules.
///
/// Choosing among intervals by weight (Kleinberg and Tardos, Algorithm Design, 2006, §6.1), with room left for a path
/// after every block of rows. Of equally good choices the lowest rows win, so that rows lie close to the eave.
/// - Parameters:
///   - positions: Lower ends of the rows, ascending, m.
///   - counts: Modules that fit into a row there.
///   - pitch: Least distance between the lower ends of two rows, m; > 0.
///   - block: Rows between two paths, ≥ 1; 1 with a path of 0 for none.
///   - path: Extra distance between the last row of a block and the first of the next, m.
/// - Returns: Indices of the chosen positions, ascending, and the number of modules they hold.
func stackRows(positions: [Double], counts: [Int], pitch: Double, block: Int, path: Double) -> (rows: [Int], total: Int)
{
    let n = positions.count
    guard n > 0, pitch > 0, block > 0 else { return ([], 0) }
    // Rounding must not cost a row.
    let slack = 1e-9
    // The number of positions that leave room below, for the next row of a block and for the first of a new one.
    var near = [Int](repeating: 0, count: n)
    var far = near
    for j in 0..<n {
        near[j] = j > 0 ? near[j - 1] : 0
        while near[j] < j, positions[near[j]] <= positions[j] - pitch + slack { near[j] += 1 }
        far[j] = j > 0 ? far[j - 1] : 0
        while far[j] < j, positions[far[j]] <= positions[j] - pitch - path + slack { far[j] += 1 }
    }
    // best[j * block + k]: most modules in the first j positions if the uppermost row is number k of its block; -1
    // where that cannot be. any[j]: the best of them, or no row at all.
    var best = [Int](repeating: -1, count: (n + 1) * block)
    var any = [Int](repeating: 0, count: n + 1)
    for j in 0..<n {
        any[j + 1] = any[j]
        for k in 0..<block {
            var value = best[j * block + k]
            if counts[j] > 0 {
                let below = k == 0 ? any[far[j]] : best[near[j] * block + k - 1]
                if below >= 0, below + counts[j] > value { value = below + counts[j] }
            }
            best[(j + 1) * block + k] = value
            if value > any[j + 1] { any[j + 1] = value }
        }
    }
    var rows: [Int] = []
    var j = n
    var k: Int? = nil
    while j > 0 {
        if k == nil {
            guard any[j] > 0 else { break }
            k = (0..<block).first { best[j * block + $0] == any[j] }
        }
        guard let number = k else { break }
        if best[j * block + number] == best[(j - 1) * block + number] {
            j -= 1
            continue
        }
        rows.append(j - 1)
        if number == 0 {
            j = far[j - 1]
            k = nil
        } else {
            j = near[j - 1]
            k = number - 1
        }
    }
    return (rows.reversed(), any[n])
}
