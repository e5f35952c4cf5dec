/// Names, titles and phrases that the data set draws from. Nobody in particular is meant.
enum People {
    static let firstNames = [
        "Amelia", "Bao", "Carmen", "Daniel", "Elif", "Farah", "Gustav", "Hannah", "Imran", "Jun", "Katarzyna", "Liam",
        "Mireille", "Noor", "Oluwaseun", "Priya", "Quentin", "Rosa", "Søren", "Tariq", "Ulrike", "Vikram", "Wanjiru",
        "Xenia", "Yusuf", "Zoë", "Aoife", "Benedikt", "Chiara", "Dmitri",
    ]

    static let lastNames = [
        "Abara", "Bergström", "Castellano", "Demir", "Eriksen", "Fontaine", "Gupta", "Haddad", "Iwasaki", "Jankowski",
        "Kowalczyk", "Lindqvist", "Moreau", "Nakamura", "O'Rourke", "Petrov", "Quintero", "Rahman", "Schäfer", "Tanaka",
        "Ueda", "Vasquez", "Whitfield", "Xu", "Yilmaz", "Zimmermann", "Achterberg", "Bianchi", "Campbell", "Dvorak",
    ]

    static let jobTitles = [
        "Head of Marketing", "Software Engineer", "Account Manager", "Office Manager", "Data Analyst", "Designer",
        "Finance Partner", "People Partner", "Support Lead", "Product Manager", "Legal Counsel", "Facilities Lead",
    ]

    static let biographies = ["I love 🍕!", "Here for the coffee.", "Cyclist, reader, early riser."]

    static let meetingTitles = ["Weekly planning", "Budget review", "Candidate interview", "Design critique", "Retro"]

    static let neighborhoods = ["Sales", "Engineering", "Quiet Zone", "People & Finance", "Design"]

    /// An e-mail address under example.com (reserved by RFC 2606) in plain ASCII letters.
    static func email(_ first: String, _ last: String) -> String {
        ascii(first) + "." + ascii(last) + "@example.com"
    }

    private static func ascii(_ name: String) -> String {
        let spelled: [Character: String] = ["ö": "o", "ä": "a", "ë": "e", "ø": "o", "ü": "u"]
        return name.lowercased().reduce(into: "") { result, letter in
            if let plain = spelled[letter] {
                result += plain
            } else if letter.isASCII, letter.isLetter {
                result.append(letter)
            }
        }
    }
}
