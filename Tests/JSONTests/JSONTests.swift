import JSON
import Testing

@Suite struct JSONTests {
    /// Would catch a wrong tape offset: numbers take two words, containers jump.
    @Test func readsEveryKindAndWritesItBack() throws {
        let text =
            #"{"a":[1,-2.5,1e300,true,false,null,"x\n\"é"],"b":{"c":{},"d":[]},"big":9007199254740993,"u":18446744073709551615}"#
        let value = try JSONValue(parsing: text)
        #expect(value["a"]?.array?.count == 7)
        #expect(value["a"]?.array?[1].double == -2.5)
        #expect(value["big"]?.integer == 9_007_199_254_740_993)
        let again = try JSONValue(parsing: value.text(indent: 2))
        #expect(again["a"] == value["a"])
        #expect(again["b"] == value["b"])
    }

    /// Would catch errors that do not say where: the fault stands on line 3.
    @Test(arguments: [
        ("{\n \"a\": 1,\n \"b\": nul\n}", 3), ("[1, 2", 1), ("{\"a\": 01}", 1), ("\u{FEFF}{\"a\"\n: }", 2), ("", 1),
        ("[1] 2", 1), ("\"abc", 1),
    ])
    func saysWhereTheFaultIs(text: String, line: Int) {
        #expect { _ = try JSONValue(parsing: text) } throws: { error in (error as? JSONFault)?.line == line }
    }

    /// Would catch a crash on bytes that are no text.
    @Test func refusesOtherEncodings() {
        #expect(throws: JSONFault.self) { _ = try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22]) }
        #expect(throws: JSONFault.self) { _ = try JSONValue(parsing: [0xFF, 0xFE, 0x7B, 0x00]) }
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: JSONFault.self) { _ = try JSONValue(parsing: deep) }
    }

    /// Would catch NaN or infinity slipping into an output.
    @Test func neverWritesNaN() {
        #expect(
            JSONValue.array([.number(.nan), .number(.infinity), .number(3), .number(0.1)]).text() == "[null,null,3,0.1]"
        )
    }
}
