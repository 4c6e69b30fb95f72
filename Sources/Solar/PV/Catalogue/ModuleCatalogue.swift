extension Catalogue where Entry == PVModule {
    /// Reads SAM's library of CEC modules (`sam-library-cec-modules-....csv`), for the single-diode model.
    ///
    /// The list is the California Energy Commission's; parameters are fitted by NREL. Modules have three bypass diodes
    /// unless the list names another number of cells in a way that forbids it (the file does not say).
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - file: for messages.
    /// - Throws: `DataError` for a file without the columns, or without any module.
    public init(cecModules bytes: [UInt8], file: String) throws {
        let columns = [
            "Name", "A_c", "I_mp_ref", "V_mp_ref", "alpha_sc", "a_ref", "I_L_ref", "I_o_ref", "R_s", "R_sh_ref",
            "Adjust",
        ]
        let text = try CatalogueText(bytes, file: file, required: columns)
        try self.init(text, kind: "module", name: "Name") { row, name in
            func value(_ column: String) throws -> Double { try text.required(row, column) }
            let module = PVModule(
                name: name, power: try value("I_mp_ref") * value("V_mp_ref"), area: try value("A_c"), substrings: 3,
                model: .cec(
                    SingleDiodeModule(
                        alphaSC: try value("alpha_sc"), aRef: try value("a_ref"),
                        photocurrentRef: try value("I_L_ref"), saturationCurrentRef: try value("I_o_ref"),
                        shuntResistanceRef: try value("R_sh_ref"), seriesResistance: try value("R_s"),
                        adjust: try value("Adjust"))))
            try module.check()
            return module
        }
    }
}

extension Catalogue where Entry == InverterModel {
    /// Reads SAM's library of CEC inverters (`sam-library-cec-inverters-....csv`), for Sandia's model.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - file: for messages.
    /// - Throws: `DataError` for a file without the columns, or without any inverter.
    public init(cecInverters bytes: [UInt8], file: String) throws {
        let columns = ["Name", "Paco", "Pdco", "Vdco", "Pso", "C0", "C1", "C2", "C3", "Pnt"]
        let text = try CatalogueText(bytes, file: file, required: columns)
        try self.init(text, kind: "inverter", name: "Name") { row, _ in
            func value(_ column: String) throws -> Double { try text.required(row, column) }
            let inverter = InverterModel.sandia(
                SandiaInverter(
                    paco: try value("Paco"), pdco: try value("Pdco"), vdco: try value("Vdco"), pso: try value("Pso"),
                    c0: try value("C0"), c1: try value("C1"), c2: try value("C2"), c3: try value("C3"),
                    pnt: try value("Pnt")))
            try inverter.check()
            return inverter
        }
    }

    /// Reads pvlib's library of inverters for Driesse's model (`adr-library-cec-inverters-....csv`).
    ///
    /// Where the file has no MPPT window or greatest DC voltage, the measured voltages alone bound the model.
    /// - Throws: `DataError` for a file without the columns, or without any inverter.
    public init(adrInverters bytes: [UInt8], file: String) throws {
        let columns = ["Name", "Pnom", "Vnom", "Pacmax", "Pnt", "Vmin", "Vmax", "ADRCoefficients"]
        let text = try CatalogueText(bytes, file: file, required: columns)
        try self.init(text, kind: "inverter", name: "Name") { row, _ in
            func value(_ column: String) throws -> Double { try text.required(row, column) }
            let list = text.field(row, "ADRCoefficients") ?? ""
            let words = list.split { "[], \t\n".contains($0) }
            let inverter = InverterModel.adr(
                ADRInverter(
                    pnom: try value("Pnom"), vnom: try value("Vnom"), pacmax: try value("Pacmax"),
                    pnt: try value("Pnt"), vmin: try value("Vmin"), vmax: try value("Vmax"),
                    mpptLow: text.number(row, "MPPTLow"), mpptHigh: text.number(row, "MPPTHi"),
                    vdcmax: text.number(row, "Vdcmax"), coefficients: words.compactMap { CatalogueText.number($0) }))
            try inverter.check()
            return inverter
        }
    }
}
