import TurkistanCity

@main
struct Command {
    static func main() {
        debugPlan()
    }
}
