import Geometry

/// A street put together from the pieces of it that get the same lighting.
struct StreetLine: Sendable {
    /// Pieces in order: number among the designs, where it begins along the line, and whether it runs against it.
    var pieces: [(design: Int, from: Double, isReversed: Bool)]
    var line: [Point3]
    var length: Double

    /// The piece that a place along the line lies on.
    func design(at along: Double) -> Int { (pieces.last { $0.from <= along } ?? pieces[0]).design }

    /// Pieces that go on in one another turn by no more than this.
    private static let straightTurn = Angle.degrees(40)

    private struct Node: Hashable {
        var x: Int64
        var y: Int64

        /// To a decimetre; city coordinates lie within 10,000 km.
        init(_ p: Point3) {
            x = Int64((max(-1e7, min(1e7, p.x)) * 10).rounded())
            y = Int64((max(-1e7, min(1e7, p.y)) * 10).rounded())
        }
    }

    /// Puts streets together: at every place where pieces of the same profile meet, those two that go straightest on.
    static func join(_ designs: [StreetDesign], _ roads: Roads) -> [StreetLine] {
        // Ends: 2 i is the beginning of piece i, 2 i + 1 its end.
        let wanted = designs.indices.filter { designs[$0].layout != nil }
        var ends: [Node: [Int]] = [:]
        for i in wanted {
            let road = roads.roads[designs[i].road]
            guard !road.isClosed else { continue }
            ends[Node(road.line[0]), default: []].append(2 * i)
            ends[Node(road.line[road.line.count - 1]), default: []].append(2 * i + 1)
        }
        var next = [Int?](repeating: nil, count: 2 * designs.count)
        for (_, met) in ends where met.count > 1 {
            var pairs: [(cosine: Double, a: Int, b: Int)] = []
            for (k, a) in met.enumerated() {
                for b in met[(k + 1)...] where a / 2 != b / 2 && designs[a / 2].profile == designs[b / 2].profile {
                    // A one-way street goes on where the other one begins.
                    if roads.roads[designs[a / 2].road].isOneway || roads.roads[designs[b / 2].road].isOneway {
                        guard a % 2 != b % 2 else { continue }
                    }
                    let cosine = -outward(a, designs, roads).dot(outward(b, designs, roads))
                    if cosine >= straightTurn.cosine { pairs.append((cosine, a, b)) }
                }
            }
            for (_, a, b) in pairs.sorted(by: { ($1.cosine, $0.a, $0.b) < ($0.cosine, $1.a, $1.b) })
            where next[a] == nil && next[b] == nil {
                next[a] = b
                next[b] = a
            }
        }
        var isUsed = [Bool](repeating: false, count: designs.count)
        var found: [StreetLine] = []
        // Lines from their loose ends first, then what is left: rings.
        for isRing in [false, true] {
            for i in wanted where !isUsed[i] {
                guard isRing || next[2 * i] == nil || next[2 * i + 1] == nil else { continue }
                // Entered by the beginning unless that is joined and the end is loose.
                var entered = next[2 * i] != nil && next[2 * i + 1] == nil ? 2 * i + 1 : 2 * i
                var line = StreetLine(pieces: [], line: [], length: 0)
                while !isUsed[entered / 2] {
                    isUsed[entered / 2] = true
                    line.append(entered / 2, roads.roads[designs[entered / 2].road], isReversed: entered % 2 == 1)
                    guard let following = next[entered ^ 1] else { break }
                    entered = following
                }
                found.append(line)
            }
        }
        return found
    }

    /// The direction in which a piece leaves through an end.
    private static func outward(_ end: Int, _ designs: [StreetDesign], _ roads: Roads) -> Point3 {
        let axis = RoadAxis(roads.roads[designs[end / 2].road])
        return end % 2 == 0 ? axis.place(0).direction * -1 : axis.place(axis.length).direction
    }

    private mutating func append(_ design: Int, _ road: Roads.Road, isReversed: Bool) {
        pieces.append((design, length, isReversed))
        let more = isReversed ? Array(road.line.reversed()) : road.line
        line += line.isEmpty ? more : Array(more.dropFirst())
        length += road.length
    }
}
