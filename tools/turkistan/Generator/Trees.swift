import Geometry

/// A tree.
struct Tree: Sendable {
    var place: Point3
    var species: Species
    var height: Double
    var crown: Double

    struct Species: Sendable {
        var english: String
        var latin: String
        /// Full-grown height and crown diameter, m.
        var height: Double
        var crown: Double
    }
}

/// Species of the dry south: heights and crowns of grown street trees, rounded.
private enum Flora {
    static let poplar = Tree.Species(english: "poplar", latin: "Populus nigra", height: 18, crown: 4.5)
    static let elm = Tree.Species(english: "elm", latin: "Ulmus pumila", height: 12, crown: 8)
    static let karagach = Tree.Species(english: "karagach", latin: "Ulmus minor", height: 10, crown: 7.5)
    static let mulberry = Tree.Species(english: "mulberry", latin: "Morus alba", height: 8, crown: 7)
    static let apricot = Tree.Species(english: "apricot", latin: "Prunus armeniaca", height: 6, crown: 5)
    static let juniper = Tree.Species(english: "juniper", latin: "Juniperus virginiana", height: 5, crown: 2.2)
}

/// Rows along the avenues, groves in parks and yards, a mulberry or apricot behind every fourth house.
func plantTrees(
    _ plan: Plan, _ roads: [Road], _ buildings: [Building], _ lamps: [Lamp], superblocks: Int, seed: UInt64
) -> [Tree] {
    var random = Random(seed: seed, stream: 5)
    let obstacles = Obstacles(roads: roads, buildings: buildings)
    var lampBuckets = Buckets(size: 20)
    for (i, lamp) in lamps.enumerated() { lampBuckets.add(i, box([lamp.place]).grown(by: 4)) }
    var trees: [Tree] = []

    func plant(_ p: Point3, _ species: Tree.Species, margin: Double) {
        let p = rounded(p)
        guard obstacles.isFree(p, margin: margin),
            !lampBuckets.contains(near: box([p]), where: { lamps[$0].place.distance2D(to: p) < 3.5 })
        else { return }
        let age = random.uniform(0.55, 1.1)
        trees.append(
            Tree(
                place: p, species: species, height: (species.height * age * 10).rounded() / 10,
                crown: (species.crown * age * 10).rounded() / 10))
    }

    for road in roads where road.roadClass.rawValue <= 1 && road.isLit {
        let along = (road.to - road.from).normalised
        let species = [Flora.poplar, Flora.elm, Flora.karagach][road.street % 3]
        for sign in [1.0, -1] {
            var at = 14.0
            while at < road.length - 14 {
                let aside = left(along) * (sign * (road.roadClass.width / 2 + 4))
                if random.chance(0.88) { plant(road.from + along * at + aside, species, margin: 1.5) }
                at += 12
            }
        }
    }
    for s in 0..<superblocks {
        let superblock = plan.superblocks[s]
        let quad = plan.network.quad(superblock.parcel)
        let count: Int
        let kinds: [Tree.Species]
        switch superblock.district {
        case .complex: (count, kinds) = (330, [Flora.elm, Flora.karagach, Flora.juniper, Flora.mulberry])
        case .mosqueSquare, .mahalla, .regular:
            (count, kinds) = (Int(superblock.area / 4200), [Flora.mulberry, Flora.apricot])
        case .microDistrict, .civic:
            (count, kinds) = (Int(superblock.area / 2200), [Flora.karagach, Flora.poplar, Flora.elm])
        default: (count, kinds) = (0, [Flora.elm])
        }
        guard let inner = quad.inset(25) else { continue }
        for _ in 0..<count {
            let p = inner.at(random.unit(), random.unit())
            let species = random.pick(kinds)
            // The citadel is kept bare, as it is.
            if superblock.district == .complex, contains(Complex.citadelGround, p) { continue }
            plant(p, species, margin: 2.5)
        }
    }
    return trees
}
