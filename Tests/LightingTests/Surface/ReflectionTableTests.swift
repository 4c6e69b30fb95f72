import Geometry
import Testing

@testable import Lighting

@Suite struct ReflectionTableTests {
    /// Q0 and S1 = r(0, 2) / r(0, 0) as CIE 144 publishes them for its classes.
    @Test(arguments: [("R1", 0.10, 0.25), ("R2", 0.07, 0.58), ("R3", 0.07, 1.11), ("R4", 0.08, 1.55)])
    func standardTablesAreTheirClass(name: String, q0: Double, s1: Double) throws {
        let table = try #require(ReflectionTable.standard(name))
        #expect(table.q0 == q0)
        #expect(table.tangents.count == 29 && table.betas.count == 20)
        #expect(abs(table.coefficient(beta: 0, tangent: 2) / table.coefficient(beta: 0, tangent: 0) - s1) < 0.006)
        // The mean of q = r / cos³γ over the solid angle of 4 H before to 12 H beyond, 3 H to either side.
        var (sum, weight) = (0.0, 0.0)
        for i in 0..<320 {
            for j in 0..<60 {
                let (x, y) = (-4 + (Double(i) + 0.5) * 0.05, (Double(j) + 0.5) * 0.05)
                let tangent = (x * x + y * y).squareRoot()
                guard tangent <= 12 else { continue }
                sum += table.coefficient(beta: atan2(y, x) * 180 / .pi, tangent: tangent)
                weight += 1 / ((1 + tangent * tangent) * (1 + tangent * tangent).squareRoot())
            }
        }
        #expect(abs(sum / weight / q0 - 1) < 0.03, "\(name): \(sum / weight)")
    }

    @Test func linearBetweenNodesAndNothingBeyond() throws {
        let table = try #require(ReflectionTable.standard("R3"))
        #expect(abs(table.coefficient(beta: 0, tangent: 1) - 362e-4) < 1e-12)
        #expect(abs(table.coefficient(beta: 180, tangent: 5) - 7.1e-4) < 1e-12)
        #expect(abs(table.coefficient(beta: 1, tangent: 2.25) - (326 + 321 + 289 + 280) / 4 * 1e-4) < 1e-12)
        #expect(table.coefficient(beta: 0, tangent: 12) == 53e-4)
        #expect(table.coefficient(beta: 0, tangent: 12.001) == 0)
        let lighter = table.scaled(toQ0: 0.08)
        #expect(abs(lighter.coefficient(beta: 0, tangent: 0) - 294e-4 * 0.08 / 0.07) < 1e-12 && lighter.q0 == 0.08)
    }

    @Test func bothFileFormsSayTheSame() throws {
        let csv = "# a surface; Q0=0.09\r\nt,0,90,180\r\n0,100,100,100\r\n1,50,40,\r\n"
        let rtb = "RTable.v2\nsurface\ndry\n2\n0\n1\n3\n0\n90\n180\n0.09\n100\n50\n100\n40\n100\n0\n"
        let a = try ReflectionTable(bytes: Array(csv.utf8), file: "x/a.csv")
        let b = try ReflectionTable(bytes: Array(rtb.utf8), file: "b.rtb")
        #expect(a.name == "a.csv" && b.name == "surface" && a.q0 == 0.09 && b.q0 == 0.09)
        #expect(a.coefficients == b.coefficients && a.betas == b.betas && a.tangents == b.tangents)
    }

    @Test(arguments: [
        ("", "tan γ"), ("t,0,180\n0,1,1\n1,1,1\n", "Q0"), ("# Q0=0.07\nt,0,90\n0,1,1\n1,1,1\n", "180"),
        ("# Q0=0.07\nt,0,180\n0,1,x\n1,1,1\n", "line 3"), ("# Q0=0.07\nt,0,180\n0,1,-1\n1,1,1\n", "negative"),
        ("# Q0=0.07\nt,0,180\n0,1,1,1\n", "2 angles"), ("# Q0=0.07\nt,0,180\n1,1,1\n2,1,1\n", "ascend"),
        ("# Q0=7\nt,0,180\n0,1,1\n1,1,1\n", "Q0 is 7"), ("RTable.v1\nx\n2\n0\n1\n", "ends before"),
        ("RTable.v1\nx\n1e99\n0\n1\n", "must be 2"), ("RTable.v1\nx\nnan\n0\n1\n", "expected"),
    ])
    func brokenFilesAreRefused(text: String, hint: String) {
        let error = #expect(throws: DataError.self) { try ReflectionTable(bytes: Array(text.utf8), file: "f.csv") }
        #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
    }

    /// The kernel's grid is the table itself.
    @Test func gridInterpolatesAsTheTable() throws {
        var random = Seeded(3)
        let odd = ReflectionTable(
            name: "odd", q0: 0.07, betas: [0, 33.33, 180], tangents: [0, 0.7, 3.111],
            coefficients: [0.03, 0.03, 0.03, 0.02, 0.01, 0.005, 0.01, 0.001, 0])
        for table in try ["R1", "R2", "R3", "R4"].map({ try #require(.standard($0)) }) + [odd] {
            let grid = ReflectionGrid(table)
            let last = try #require(table.tangents.last)
            for _ in 0..<2000 {
                let beta = random.next(180)
                let tangent = random.next(last * 1.05)
                let truth = table.coefficient(beta: beta, tangent: tangent)
                let found = grid.withReader {
                    $0.coefficients(
                        Lanes(repeating: Float(beta * .pi / 180)), Lanes(repeating: Float(tangent)))[5]
                }
                // A resampled table is off by what it bends within a cell.
                let slack = table.name == "odd" ? 2e-4 : 1e-7 + 3e-6 * truth
                #expect(abs(Double(found) - truth) <= slack, "\(table.name) \(beta) \(tangent)")
            }
        }
    }
}
