import City
import Geometry
import JSON
import Testing

/// Three lamps in a row, with a gap in the data.
private func lamps() -> Layer {
    var draft = LayerDraft(name: "street_light")
    for (i, power) in [100.0, nil, 38].enumerated() {
        draft.geometries.append(point: Point3(Double(i) * 10, 0))
        if let power { draft.set("power_w", .real(power), unit: "W") }
        draft.set("lamp_type", .text(i == 0 ? "HPS" : "LED"))
        draft.endFeature(id: "lamp-\(i)")
    }
    var diagnostics = Diagnostics()
    return draft.finish(&diagnostics)
}

private let plane = CRS(
    identifier: "EPSG:32642", name: "UTM 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1, wkt: "")

private func city() -> City { City(name: "test", crs: plane, origin: .zero, layers: [lamps()]) }

@Suite struct FilterTests {
    /// Would catch wrong precedence, wrong null logic, wrong quoting.
    @Test(arguments: [
        ("power_w > 50", ["lamp-0"]), ("NOT power_w > 50", ["lamp-2"]), ("power_w IS NULL", ["lamp-1"]),
        ("power_w = 100 OR power_w = 38 AND lamp_type = 'HPS'", ["lamp-0"]),
        ("(power_w = 100 OR power_w = 38) AND lamp_type = 'LED'", ["lamp-2"]),
        ("lamp_type IN ('LED', 'x')", ["lamp-1", "lamp-2"]), ("lamp_type NOT IN ('LED')", ["lamp-0"]),
        ("id LIKE '%-_' AND id <> 'lamp-0'", ["lamp-1", "lamp-2"]), ("power_w BETWEEN 38 AND 99.5", ["lamp-2"]),
        ("\"power_w\" >= 38 and lamp_type like 'h%'", []), ("power_w IS NOT NULL", ["lamp-0", "lamp-2"]),
        ("", ["lamp-0", "lamp-1", "lamp-2"]),
        ("NOT (power_w IS NULL OR power_w < 50)", ["lamp-0"]), ("power_w > -5e0", ["lamp-0", "lamp-2"]),
    ])
    func selects(text: String, ids: [String]) throws {
        let layer = lamps()
        #expect(try Filter(text).rows(of: layer).map { layer.ids[$0] } == ids)
    }

    /// Would catch a trap on half a condition, and errors that do not name the nearest attribute.
    @Test(arguments: [
        "power_w >", "power_w > 'a", "(power_w > 1", "> 3", "power_w ! 3", "a = 1 b", "x LIKE 3", "a BETWEEN 1",
        "1e999 = a", "a = -",
    ])
    func refuses(text: String) { #expect(throws: InputError.self) { try Filter(text) } }

    @Test func namesTheNearestAttribute() {
        #expect { _ = try Filter("powr_w > 1").rows(of: lamps()) } throws: { error in
            (error as? InputError)?.suggestion == "did you mean 'power_w'?"
        }
    }
}

@Suite struct ChangeTests {
    /// Would catch a change that alters the old city, or loses the features it does not touch.
    @Test func setAddRemove() throws {
        let before = city()
        var draft = LayerDraft(name: "street_light")
        draft.geometries.append(point: Point3(5, 5, 8), hasZ: true)
        draft.set("power_w", .integer(20))
        draft.set("note", .text("new"))
        draft.endFeature(id: "lamp-0")
        var diagnostics = Diagnostics()
        let (after, noticed) = try before.applying([
            .set(layer: "street_light", where: try Filter("lamp_type = 'LED'"), values: [("power_w", .real(30))]),
            .add(draft.finish(&diagnostics)),
            .remove(layer: "street_light", where: try Filter("id = 'lamp-1'")),
            .remove(layer: "street_light", where: try Filter("id = 'nobody'")),
        ])
        #expect(before.layer("street_light")?.count == 3)
        let layer = try after.requiredLayer("street_light")
        #expect(layer.ids == ["lamp-0", "lamp-2", "lamp-0#2"])
        #expect((0..<3).map { layer.column("power_w")?[$0] } == [.real(100), .real(30), .real(20)])
        #expect(layer.column("power_w")?.unit == "W")
        #expect(layer.column("note")?[2] == .text("new"))
        #expect(layer.geometries.hasZ == [false, false, true])
        #expect(layer.row(id: "lamp-2") == 1)
        #expect(noticed.all.map(\.code).sorted() == ["change-without-effect", "duplicate-id"])
    }

    /// Would catch an edit that is accepted and does nothing.
    @Test(arguments: ["id", "ID", "geom", "geometry", "fid", "FID"])
    func whatIsNoAttributeCannotBeSet(name: String) {
        #expect {
            _ = try city().applying([.set(layer: "street_light", where: nil, values: [(name, .text("x"))])])
        } throws: {
            let error = $0 as? InputError
            return error?.path == "changes[0].values.\(name)" && error?.suggestion != nil
        }
    }

    /// An attribute that happens to be called so is one.
    @Test func anAttributeCalledGeometryCanBeSet() throws {
        let layer = lamps()
        let named = layer.with(columns: layer.columns + [Column("geometry", text: ["a", "b", "c"])])
        let (after, _) = try city().with(layers: [named]).applying([
            .set(layer: "street_light", where: nil, values: [("geometry", .text("x"))])
        ])
        #expect(after.layers[0].column("geometry")?[1] == .text("x"))
    }

    @Test func unknownLayerIsNamed() {
        #expect { _ = try city().applying([.remove(layer: "street_lihgt", where: try Filter("id = 'a'"))]) } throws: {
            ($0 as? InputError)?.suggestion == "did you mean 'street_light'?"
        }
    }
}

@Suite struct ColumnTests {
    /// Would catch values lost or changed when a column's type widens.
    @Test func typesWidenWithoutLoss() {
        var draft = LayerDraft(name: "x")
        let values: [[Value]] = [
            [.null, .integer(1), .real(2.5), .null], [.integer(9_007_199_254_740_993), .real(0.5)],
            [.bool(true), .integer(2), .text("a")], [.real(.nan), .integer(3)], [.null, .bool(false), .null],
        ]
        for row in 0..<4 {
            draft.geometries.appendNone()
            for (i, column) in values.enumerated() where row < column.count { draft.set("c\(i)", column[row]) }
            draft.endFeature(id: "\(row)")
        }
        var diagnostics = Diagnostics()
        let layer = draft.finish(&diagnostics)
        func column(_ i: Int) -> [Value] { (0..<4).map { layer.columns[i][$0] } }
        #expect(column(0) == [.null, .real(1), .real(2.5), .null])
        #expect(column(1) == [.text("9007199254740993"), .text("0.5"), .null, .null])
        #expect(column(2) == [.text("true"), .text("2"), .text("a"), .null])
        #expect(column(3) == [.null, .integer(3), .null, .null])
        #expect(column(4) == [.null, .bool(false), .null, .null])
    }
}

@Suite struct InputsTests {
    private enum Mount: String, CaseIterable { case roof, rack }

    /// Would catch a look-up that does not declare itself, does not check, or lets an unknown input pass.
    @Test func looksUpChecksAndDeclares() throws {
        var inputs = Inputs(["tilt": 45, "mount": "rack", "flag": true])
        #expect(try inputs.angle("tilt", default: 30, in: 0...90, "Panel tilt").degrees == 45)
        #expect(try inputs.choice("mount", default: Mount.roof, "How it stands") == .rack)
        #expect(try inputs.number("albedo", default: 0.2, in: 0...1, "Ground albedo") == 0.2)
        #expect(try inputs.flag("flag", default: false, "A flag"))
        #expect(try inputs.filter("where", "Which") == nil)
        try inputs.finish()
        #expect(inputs.resolved == ["tilt": 45, "mount": "rack", "albedo": 0.2, "flag": true, "where": nil])
        #expect(inputs.declarations[0].schema["maximum"] == 90.0)
        #expect(inputs.declarations[0].kindText == "number ° 0 … 90")
    }

    /// One file for all, files by name, or none; anything else is refused.
    @Test func filesByName() throws {
        func files(_ given: JSONValue) throws -> [String] {
            var inputs = Inputs(["light": given]) { Array($0.utf8) }
            let found = try inputs.files("light", "Files")
            #expect(inputs.declarations[0].schema["additionalProperties"] == ["type": "string"])
            return found.map { "\($0.name)=\($0.file.path):\($0.file.bytes.count)" }
        }
        #expect(try files("a.ies") == ["*=a.ies:5"])
        #expect(try files(["LED": "led.ies", "*": "b.ldt"]) == ["LED=led.ies:7", "*=b.ldt:5"])
        #expect(try files(.null) == [])
        #expect(throws: InputError.self) { try files(3) }
        #expect(throws: InputError.self) { try files(["LED": 3]) }
    }

    @Test(arguments: [
        (#"{"tilt": 95}"#, "inputs.tilt"), (#"{"tilt": "steep"}"#, "inputs.tilt"), (#"{"titl": 30}"#, "inputs.titl"),
    ])
    func refuses(text: String, path: String) throws {
        let given = try #require(try JSONValue(parsing: text).object)
        #expect {
            var inputs = Inputs(given)
            _ = try inputs.angle("tilt", default: 30, in: 0...90, "Panel tilt")
            try inputs.finish()
        } throws: { ($0 as? InputError)?.path == path && ($0 as? InputError)?.suggestion != nil }
    }
}

@Suite struct ComparisonTests {
    /// Would catch wrong matching by id, wrong signs, features dropped on either side.
    @Test func comparesByID() throws {
        let kind = Indicator.Kind("x.sum", unit: "W", "Sum")
        let base = Outcome(layers: [lamps()], indicators: [Indicator(kind, 138)])
        let (variant, _) = try city().applying([
            .remove(layer: "street_light", where: try Filter("id = 'lamp-1'")),
            .set(layer: "street_light", where: try Filter("id = 'lamp-0'"), values: [("power_w", .real(50))]),
        ])
        let other = Outcome(
            layers: variant.layers, indicators: [Indicator(kind, 88), Indicator(.init("y", unit: "", ""), 1)])
        let comparison = Comparison(base: base, variant: other)
        #expect(comparison.indicators.map(\.delta) == [-50, nil])
        let layer = comparison.layers[0]
        #expect(layer.ids == ["lamp-0", "lamp-2", "lamp-1"])
        #expect((0..<3).map { layer.column("change")?[$0].text } == ["changed", "same", "removed"])
        #expect((0..<3).map { layer.column("power_w_delta")?[$0] } == [.real(-50), .real(0), .null])
        #expect(comparison.counts(of: layer).map(\.count) == [0, 1, 1, 1])
    }
}

@Suite struct ThresholdTests {
    private func outcome(_ values: [Double?], _ note: String = "a", unit: String? = "%") -> Outcome {
        var draft = LayerDraft(name: "x")
        for (i, value) in values.enumerated() {
            draft.geometries.appendNone()
            draft.set("share", value.map { .real($0) } ?? .null)
            draft.set("note", .text(note))
            draft.endFeature(id: "\(i)")
        }
        var diagnostics = Diagnostics()
        let layer = draft.finish(&diagnostics)
        return Outcome(
            layers: [
                layer.with(
                    columns: layer.columns.map { Column($0.name, unit: $0.isNumeric ? unit : nil, values: $0.values) })
            ], indicators: [Indicator(.init("s", unit: unit ?? "", ""), values[0])])
    }

    /// Would catch a threshold that is absolute, one-sided, or swallows what has no number to compare.
    @Test func smallDifferencesAreTheSame() {
        let base = outcome([100, 100, 0.001, 0, nil, -100, 50])
        let variant = outcome([101, 101.02, 0.00101, 1e-300, 1, -101, nil])
        func changes(_ threshold: Double) -> [String] {
            let layer = Comparison(base: base, variant: variant, threshold: threshold).layers[0]
            return (0..<layer.count).compactMap { layer.column("change")?[$0].text }
        }
        #expect(changes(0) == ["changed", "changed", "changed", "changed", "changed", "changed", "changed"])
        // 1/101 = 0.990 %, 1.02/101.02 = 1.010 %; from nothing to something is all of it.
        #expect(changes(0.01) == ["same", "changed", "same", "changed", "changed", "same", "changed"])
        #expect(changes(1) == ["same", "same", "same", "same", "changed", "same", "changed"])
        let delta = Comparison(base: base, variant: variant, threshold: 0.01).layers[0].column("share_delta")
        #expect(delta?[0] == .real(1), "what is the same keeps its difference")
        #expect(
            Comparison(base: base, variant: outcome([100], "b"), threshold: 1).counts(
                of: Comparison(
                    base: base, variant: outcome([100], "b"), threshold: 1
                ).layers[0])[2].count == 1, "texts have no threshold")
    }

    /// Would catch per cents of per cents, and differences of per cents called per cents.
    @Test func perCentsDifferByPoints() {
        let share = Comparison(base: outcome([4]), variant: outcome([5]))
        #expect(share.indicators[0].deltaUnit == "pp" && share.indicators[0].relative == nil)
        #expect(
            share.layers[0].column("share_delta")?.unit == "pp" && share.layers[0].column("share_base")?.unit == "%")
        let energy = Comparison(base: outcome([-4], unit: "MWh"), variant: outcome([-5], unit: "MWh"))
        #expect(energy.indicators[0].deltaUnit == "MWh" && energy.indicators[0].relative == -0.25)
        #expect(
            Comparison(base: outcome([0], unit: "m"), variant: outcome([1], unit: "m")).indicators[0].relative == nil)
    }

    /// Would catch features that count as changed because their column became one of reals.
    @Test func wholeAndRealNumbersCompare() throws {
        let city = city()
        let (changed, _) = try city.applying([
            .set(layer: "street_light", where: try Filter("id = 'lamp-0'"), values: [("power_w", .real(0.5))])
        ])
        let layer = Comparison(
            base: Outcome(layers: city.layers, indicators: []), variant: Outcome(layers: changed.layers, indicators: [])
        ).layers[0]
        #expect((0..<3).map { layer.column("change")?[$0].text } == ["changed", "same", "same"])
    }
}

@Suite struct DistanceTests {
    /// Would catch distances to the open ring, holes taken as ground, lines closed by mistake.
    @Test func distances() {
        var g = Geometries()
        let square = [Point3(0, 0), Point3(10, 0), Point3(10, 10), Point3(0, 10)]
        let hole = [Point3(4, 4), Point3(4, 6), Point3(6, 6), Point3(6, 4)]
        g.append(.polygon, polygons: [Polygon(exterior: square, holes: [hole])], hasZ: false)
        g.append(line: [Point3(0, 0), Point3(10, 0), Point3(10, 10)])
        g.append(point: Point3(3, 4))
        g.appendNone()
        #expect(g.distance(from: Point3(2, 2), to: 0) == 0)
        #expect(g.distance(from: Point3(5, 5), to: 0) == 1)
        #expect(g.distance(from: Point3(-3, 5), to: 0) == 3)
        #expect(g.distance(from: Point3(0, 10), to: 1) == 10)
        #expect(g.distance(from: .zero, to: 2) == 5)
        #expect(g.distance(from: .zero, to: 3) == .infinity)
        #expect(!g.meets(Box(minX: 4.5, minY: 4.5, maxX: 5.5, maxY: 5.5), feature: 0))
        #expect(g.meets(Box(minX: 1, minY: 1, maxX: 2, maxY: 2), feature: 0))
        #expect(g.meets(Box(minX: -5, minY: 4, maxX: 15, maxY: 5), feature: 0))
        #expect(!g.meets(Box(minX: 1, minY: 5, maxX: 2, maxY: 6), feature: 1))
        #expect(!g.meets(Box(minX: 0, minY: 0, maxX: 1, maxY: 1), feature: 3))
    }

    /// Would catch bilinear weights swapped or rows upside down.
    @Test func terrainIsBilinear() {
        let terrain = Terrain(
            origin: .zero, cellX: 10, cellY: 20, columns: 3, rows: 2, heights: [0, 1, 2, 10, 11, .nan])
        #expect(terrain.height(at: Point3(5, 10)) == 5.5)
        #expect(terrain.height(at: Point3(20, 0)) == nil || terrain.height(at: Point3(20, 0)) == 2)
        #expect(terrain.height(at: Point3(-4, -9)) == 0)
        #expect(terrain.height(at: Point3(-6, 0)) == nil)
        #expect(terrain.height(at: Point3(15, 15)) == nil)
    }
}

@Suite struct LayerDraftTests {
    @Test func duplicateIDsStayApart() {
        var draft = LayerDraft(name: "x")
        for id in ["a", "a", "a#2", "a"] {
            draft.geometries.appendNone()
            draft.endFeature(id: id)
        }
        var diagnostics = Diagnostics()
        let layer = draft.finish(&diagnostics)
        #expect(Set(layer.ids).count == 4)
        #expect(diagnostics.all.first?.count == 2 || diagnostics.all.first?.count == 3)
    }

    /// Would catch vertices of an abandoned feature staying behind.
    @Test func abandonedFeaturesLeaveNothing() {
        var g = Geometries()
        g.append(point: Point3(1, 1))
        g.addVertex(Point3(2, 2))
        g.endRing()
        g.endPart(.roof)
        g.addVertex(Point3(3, 3))
        g.abandonFeature()
        g.append(point: Point3(4, 4))
        #expect(g.vertices == [Point3(1, 1), Point3(4, 4)])
        #expect(g.count == 2 && g.box(of: 1) == Box(minX: 4, minY: 4, maxX: 4, maxY: 4))
    }
}
