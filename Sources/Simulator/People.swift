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

    /// Somebody from outside, as whoever invites them knows them.
    struct Guest: Sendable, Hashable {
        var first: String?
        var last: String?
        var email: String
    }

    /// Some are known by half a name, some by their address only.
    static let guests: [Guest] = [
        Guest(first: "Ingrid", last: "Halvorsen", email: "ingrid@northwind.example"),
        Guest(first: "Mateo", last: "Rossi", email: "mateo.rossi@harbour.example"),
        Guest(first: "Aiko", last: "Mori", email: "aiko.mori@lighthouse.example"),
        Guest(first: "Sipho", last: "Ndlovu", email: "sipho@ndlovu-legal.example"),
        Guest(first: "Clara", last: "Weiß", email: "c.weiss@werkstatt.example"),
        Guest(first: "Tomás", last: "Pereira", email: "tomas+visits@harbour.example"),
        Guest(first: "Leila", last: "Aziz", email: "leila.aziz@northwind.example"),
        Guest(first: "Georg", last: nil, email: "georg@catering.example"),
        Guest(first: nil, last: nil, email: "deliveries@post.example"),
        Guest(first: "Anne-Sophie", last: "de la Tour", email: "as.delatour@quai.example"),
        Guest(first: "Björn", last: "Åkesson", email: "bjorn@akesson.example"),
        Guest(first: "Ruth", last: "O'Leary", email: "ruth.oleary@inspect.example"),
    ]

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
