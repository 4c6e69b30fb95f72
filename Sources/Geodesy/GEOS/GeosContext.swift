import CGEOS
import Geometry

/// One GEOS context and the last thing it complained about; used by one thread at a time.
///
/// Making one costs 0.05 µs, so every operation makes its own and nothing is shared.
final class GeosContext {
    let raw: GEOSContextHandle_t
    private var message = ""

    init() throws {
        guard let context = GEOS_init_r() else {
            throw NativeError(library: "GEOS", function: "GEOS_init_r", message: "out of memory")
        }
        raw = context
        // Unretained: the context dies with this object, so the pointer never outlives it.
        _ = GEOSContext_setErrorMessageHandler_r(
            context,
            { message, data in
                guard let data, let message else { return }
                Unmanaged<GeosContext>.fromOpaque(data).takeUnretainedValue().message = String(cString: message)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { GEOS_finish_r(raw) }

    func error(_ function: String) -> NativeError {
        defer { message = "" }
        return NativeError(library: "GEOS", function: function, message: message)
    }

    /// Takes ownership of what a GEOS function made, or throws what GEOS said.
    func geometry(_ function: String, _ made: OpaquePointer?) throws -> GeosGeometry {
        guard let made else { throw error(function) }
        return GeosGeometry(made, in: self)
    }

    /// A predicate's answer: GEOS gives 0, 1, or 2 for an exception.
    func answer(_ function: String, _ value: CChar) throws -> Bool {
        guard value == 0 || value == 1 else { throw error(function) }
        return value == 1
    }
}

/// A GEOS geometry that is destroyed with its last reference, before its context.
final class GeosGeometry {
    let raw: OpaquePointer
    let context: GeosContext

    init(_ raw: OpaquePointer, in context: GeosContext) {
        self.raw = raw
        self.context = context
    }

    deinit { GEOSGeom_destroy_r(context.raw, raw) }
}
