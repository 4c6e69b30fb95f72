import City
import Foundation
import Geometry
import Solar
import Testing

@Suite struct RealCatalogues {
    private static let modules = "pvlib/pvlib/data/sam-library-cec-modules-2019-03-05.csv"
    private static let inverters = "pvlib/pvlib/data/sam-library-cec-inverters-2019-03-05.csv"
    private static let adr = "pvlib/pvlib/data/adr-library-cec-inverters-2019-03-05.csv"

    /// Every module of the CEC's list is read or counted; a few numbers are as the file has them.
    @Test func cecModules() throws {
        let catalogue = try Catalogue<PVModule>(cecModules: try PVTable.fetched(Self.modules), file: "cec.csv")
        #expect(catalogue.count + catalogue.diagnostics.skipped == 21_535)
        #expect(catalogue.count > 21_500, "\(catalogue.diagnostics.all)")
        let module = try catalogue.entry(named: "Jinko Solar Co._ Ltd JKM410M-72HL-V", path: "module")
        #expect(module.area == 1.96)
        #expect(abs(module.power - 409.887) < 1e-9)
        guard case .cec(let diode) = module.model else {
            Issue.record("not a single diode")
            return
        }
        #expect(diode.saturationCurrentRef == 2.344987e-10 && diode.adjust == 7.936498)
        // pvlib's spelling of the same name, and one that is not there.
        #expect(try catalogue.entry(named: "Jinko_Solar_Co___Ltd_JKM410M_72HL_V", path: "module") == module)
        do {
            _ = try catalogue.entry(named: "Jinko Solar Co._ Ltd JKM999M-72HL-V", path: "inputs.module")
            Issue.record("found a module that does not exist")
        } catch let error as InputError {
            #expect(error.path == "inputs.module")
            #expect(error.suggestion?.contains("Jinko Solar Co._ Ltd JKM") == true, "\(error)")
        }
        #expect(catalogue.names(containing: "jkm410m").count == 2)
    }

    @Test func cecInverters() throws {
        let catalogue = try Catalogue<InverterModel>(cecInverters: try PVTable.fetched(Self.inverters), file: "inv.csv")
        #expect(catalogue.count + catalogue.diagnostics.skipped == 3_264)
        #expect(catalogue.count > 3_250, "\(catalogue.diagnostics.all)")
        let inverter = try catalogue.entry(named: "ABB: MICRO-0.25-I-OUTD-US-208 [208V]", path: "inverter")
        #expect(inverter.limit == 250 && inverter.nightTare == 0.075)
    }

    @Test func adrInverters() throws {
        let catalogue = try Catalogue<InverterModel>(adrInverters: try PVTable.fetched(Self.adr), file: "adr.csv")
        #expect(catalogue.count + catalogue.diagnostics.skipped == 4_615)
        #expect(catalogue.count > 4_600, "\(catalogue.diagnostics.all)")
        let name = "Ablerex Electronics Co., Ltd.: ES 2200-US-240 (240 Vac) 240V [CEC 2011]"
        guard case .adr(let inverter) = try catalogue.entry(named: name, path: "inverter") else {
            Issue.record("not an ADR inverter")
            return
        }
        #expect(inverter.pacmax == 2_110 && inverter.coefficients[4] == -0.01872)
    }

    /// The modules and inverters that travel with the project are the ones of the file.
    @Test func typicalOnes() throws {
        let modules = try Catalogue<PVModule>(cecModules: try PVTable.fetched(Self.modules), file: "cec.csv")
        for typical in TypicalModule.all {
            guard case .cec = typical.module.model, !typical.name.hasPrefix("pvwatts8") else { continue }
            var module = try modules.entry(named: typical.module.name, path: "")
            module.substrings = typical.module.substrings
            #expect(module == typical.module, "\(typical.name)")
        }
        let inverters = try Catalogue<InverterModel>(cecInverters: try PVTable.fetched(Self.inverters), file: "inv.csv")
        for typical in TypicalInverter.all {
            #expect(try inverters.entry(named: typical.product, path: "") == .sandia(typical.inverter))
        }
        #expect(try TypicalModule.named("mono-perc-410").module.efficiency > 0.2)
        #expect(throws: InputError.self) { try TypicalModule.named("mono-perc-400") }
        #expect(throws: InputError.self) { try TypicalInverter.named("") }
    }
}

@Suite struct BrokenCatalogues {
    private static let header = "Name,A_c,I_mp_ref,V_mp_ref,alpha_sc,a_ref,I_L_ref,I_o_ref,R_s,R_sh_ref,Adjust"
    private static let good = "1.9,9,38,0.004,1.9,9.5,1e-10,0.3,500,8"

    private static func read(_ text: String) throws -> Catalogue<PVModule> {
        try Catalogue(cecModules: [UInt8](text.utf8), file: "m.csv")
    }

    /// Holes, words for numbers, impossible numbers, doubles: left out, counted, named.
    @Test func badRows() throws {
        let text = [
            Self.header, "Units,m2,A,V,A/K,V,A,A,Ohm,Ohm,%", "[0],a,b,c,d,e,f,g,h,i,j",
            "\"A, with a comma\",\(Self.good)",
            "\"B \"\"quoted\"\"\",\(Self.good)", "C,,9,38,0.004,1.9,9.5,1e-10,0.3,500,8", "D,1.9,9,38",
            "E,nan,9,38,0.004,1.9,9.5,1e-10,0.3,500,8", "F,1.9,9,38,0.004,1.9,9.5,0,0.3,500,8",
            "G,1.9,9,38,0.004,1.9,9.5,1e-10,0.3,-500,8", "B \"quoted\",\(Self.good)", ",\(Self.good)", "", "  ",
            "\"H\nover two lines\",\(Self.good)",
        ].joined(separator: "\r\n")
        let catalogue = try Self.read(text)
        #expect(catalogue.names == ["A, with a comma", "B \"quoted\"", "H\nover two lines"])
        #expect(catalogue.diagnostics.skipped == 7)
        let duplicates = catalogue.diagnostics.all.first { $0.code == "catalogue-duplicate" }
        #expect(duplicates?.count == 1)
        let rows = try #require(catalogue.diagnostics.all.first { $0.code == "catalogue-row" })
        #expect(rows.count == 6)
        #expect(rows.features.first?.hasPrefix("line 6, C: A_c") == true, "\(rows.features)")
    }

    @Test(arguments: [
        "", "\n\n", "\u{0}\u{1}", "Name,A_c\nX,1\n", header, header + "\nX,1,2\n", "PK\u{3}\u{4}", "{\"a\": 1}",
        "\"" + header,
    ])
    func refused(text: String) {
        #expect(throws: DataError.self) { try Self.read(text) }
    }

    /// Nothing a file can hold traps the reader: seeded damage to a small library.
    @Test func fuzzed() throws {
        let text = [Self.header] + (0..<20).map { "M\($0),\(Self.good)" }
        let bytes = [UInt8](text.joined(separator: "\n").utf8)
        var random = PVRandom(state: 11)
        for _ in 0..<2_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                let i = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: damaged[i] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged.remove(at: i)
                default: damaged.insert([0x22, 0x2C, 0x0A, 0x0D, 0x2D][Int.random(in: 0...4, using: &random)], at: i)
                }
            }
            do {
                let catalogue = try Catalogue<PVModule>(cecModules: damaged, file: "m.csv")
                for module in catalogue.entries {
                    let point = module.maximumPowerPoint(effectiveIrradiance: 800, cellTemperature: 50)
                    #expect(point.power.isFinite)
                }
            } catch is DataError {}
        }
    }
}
