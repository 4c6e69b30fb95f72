import CCairo
import Geometry

/// A colour, components 0 … 1.
struct Colour: Sendable, Hashable {
    var red: Double
    var green: Double
    var blue: Double
    var alpha = 1.0

    /// `0xRRGGBB`.
    init(_ hex: UInt32, alpha: Double = 1) {
        red = Double(hex >> 16 & 255) / 255
        green = Double(hex >> 8 & 255) / 255
        blue = Double(hex & 255) / 255
        self.alpha = alpha
    }

    init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    func scaled(_ factor: Double) -> Colour {
        Colour(red: min(1, red * factor), green: min(1, green * factor), blue: min(1, blue * factor))
    }

    func mixed(with other: Colour, _ share: Double) -> Colour {
        Colour(
            red: red + (other.red - red) * share, green: green + (other.green - green) * share,
            blue: blue + (other.blue - blue) * share)
    }
}

/// A picture one can draw on: cairo behind a few verbs. x to the right, y down, pixels.
final class Canvas {
    let width: Int
    let height: Int
    private let surface: OpaquePointer
    private let context: OpaquePointer

    /// - Throws: `NativeError` if there is no memory for it.
    init(width: Int, height: Int) throws {
        self.width = width
        self.height = height
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)),
            cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let context = cairo_create(surface)
        else {
            throw NativeError(
                library: "cairo", function: "cairo_image_surface_create", message: "no picture of \(width) × \(height)")
        }
        self.surface = surface
        self.context = context
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    func fill(_ colour: Colour) {
        set(colour)
        cairo_paint(context)
    }

    /// Fills polygons by the even-odd rule; `place` puts their points on the canvas.
    func fill(_ polygons: [Polygon], _ colour: Colour, _ place: (Point3) -> (x: Double, y: Double)) {
        for polygon in polygons { for ring in 0..<polygon.ringCount { path(polygon.ring(ring), closed: true, place) } }
        set(colour)
        cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD)
        cairo_fill(context)
    }

    /// Draws a line or an outline; `dash` in pixels.
    func stroke(
        _ points: some Collection<Point3>, closed: Bool = false, _ colour: Colour, width: Double, dash: [Double] = [],
        _ place: (Point3) -> (x: Double, y: Double)
    ) {
        path(points, closed: closed, place)
        set(colour)
        cairo_set_line_width(context, width)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        cairo_set_line_cap(context, dash.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
        cairo_set_dash(context, dash, Int32(dash.count), 0)
        cairo_stroke(context)
    }

    func disc(x: Double, y: Double, radius: Double, _ colour: Colour) {
        cairo_arc(context, x, y, radius, 0, 2 * .pi)
        set(colour)
        cairo_fill(context)
    }

    func rectangle(x: Double, y: Double, width: Double, height: Double, _ colour: Colour) {
        cairo_rectangle(context, x, y, width, height)
        set(colour)
        cairo_fill(context)
    }

    enum Anchor { case start, middle, end }

    /// Text with its baseline at y.
    func text(
        _ text: String, x: Double, y: Double, size: Double, bold: Bool = false, _ colour: Colour,
        anchor: Anchor = .start
    ) {
        select(size: size, bold: bold)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        let shift =
            switch anchor {
            case .start: 0.0
            case .middle: extents.x_advance / 2
            case .end: extents.x_advance
            }
        set(colour)
        cairo_move_to(context, x - shift, y)
        cairo_show_text(context, text)
    }

    /// The width of a text, pixels.
    func width(of text: String, size: Double, bold: Bool = false) -> Double {
        select(size: size, bold: bold)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        return extents.x_advance
    }

    /// Lays a larger picture of the same proportions over the whole canvas, smoothed.
    func paint(_ picture: Canvas) {
        cairo_save(context)
        cairo_scale(context, Double(width) / Double(picture.width), Double(height) / Double(picture.height))
        cairo_surface_flush(picture.surface)
        cairo_set_source_surface(context, picture.surface, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_GOOD)
        cairo_paint(context)
        cairo_restore(context)
    }

    /// Reads and writes pixels, `0x00RRGGBB`, row by row from the top; `stride` in pixels.
    func withPixels<R>(_ body: (_ pixels: UnsafeMutablePointer<UInt32>, _ stride: Int) throws -> R) rethrows -> R? {
        cairo_surface_flush(surface)
        guard let data = cairo_image_surface_get_data(surface) else { return nil }
        let stride = Int(cairo_image_surface_get_stride(surface)) / 4
        let result = try data.withMemoryRebound(to: UInt32.self, capacity: stride * height) { try body($0, stride) }
        cairo_surface_mark_dirty(surface)
        return result
    }

    /// The picture as a PNG file's bytes.
    func png() throws -> [UInt8] {
        var bytes: [UInt8] = []
        let status = withUnsafeMutablePointer(to: &bytes) { target in
            cairo_surface_write_to_png_stream(
                surface,
                { target, data, count in
                    guard let target, let data else { return CAIRO_STATUS_WRITE_ERROR }
                    target.assumingMemoryBound(to: [UInt8].self).pointee.append(
                        contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
                    return CAIRO_STATUS_SUCCESS
                }, target)
        }
        guard status == CAIRO_STATUS_SUCCESS else {
            throw NativeError(
                library: "cairo", function: "cairo_surface_write_to_png_stream",
                message: String(cString: cairo_status_to_string(status)))
        }
        return bytes
    }

    private func select(size: Double, bold: Bool) {
        cairo_select_font_face(
            context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        cairo_set_font_size(context, size)
    }

    private func set(_ c: Colour) { cairo_set_source_rgba(context, c.red, c.green, c.blue, c.alpha) }

    private func path(_ points: some Collection<Point3>, closed: Bool, _ place: (Point3) -> (x: Double, y: Double)) {
        for (i, p) in points.enumerated() {
            let (x, y) = place(p)
            if i == 0 { cairo_move_to(context, x, y) } else { cairo_line_to(context, x, y) }
        }
        if closed { cairo_close_path(context) }
    }
}
