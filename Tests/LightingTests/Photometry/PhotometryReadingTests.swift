import City
import Geometry
import Lighting
import Testing

@Suite struct PhotometryReadingTests {
    @Test func readsEverySample() throws {
        #expect(PhotometryFiles.names.count == 34)
        for name in PhotometryFiles.names {
            let lamp = try PhotometryFiles.read(name)
            #expect(lamp.flux > 100, "\(name)")
            #expect(lamp.c.first == 0 && lamp.c.last == 360, "\(name)")
        }
    }
}
