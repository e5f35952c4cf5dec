import Commands

@main
struct Entry {
    static func main() async {
        await CommandLineTool.main()
    }
}
