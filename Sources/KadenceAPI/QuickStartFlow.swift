package import ExchangeModel

/// One of the guide's four Quick Starts, as calls in order.
package struct QuickStartFlow: Sendable, Hashable {
    /// A value that the flow can't find out by itself.
    package struct Input: Sendable, Hashable {
        package let name: String
        /// For people who are asked for it.
        package let meaning: String
    }

    /// For command lines and file names.
    package let name: String
    package let title: String
    package let inputs: [Input]
    package let steps: [FlowStep]

    /// Whether the flow changes anything at the API.
    package var writes: Bool {
        steps.contains { !["GET", "HEAD", "OPTIONS"].contains($0.method) }
    }

    package static let all: [QuickStartFlow] = [
        retrieveBookings, checkInAndOut, createBooking, floorplanAvailability,
    ]

    package static func named(_ name: String) -> QuickStartFlow? {
        all.first { $0.name == name }
    }

    /// Names of the inputs that hold a moment, and its form: UTC without an offset.
    package static func text(of moment: Timestamp) -> String {
        String(moment.text(fractionDigits: 0).dropLast())
    }
}

extension QuickStartFlow {
    private static let email = Input(name: "userEmail", meaning: "the e-mail address of a user of the account")
    private static let start = Input(name: "startDateTime", meaning: "when it begins, UTC, as YYYY-MM-DDThh:mm:ss")
    private static let end = Input(name: "endDateTime", meaning: "when it ends, UTC, as YYYY-MM-DDThh:mm:ss")

    private static let findUser = FlowStep(
        "Find the user by e-mail address",
        "GET",
        "/v1/public/users",
        query: [.init("emailExact", "{userEmail}")],
        extractions: [.init("userId", "/hydra:member/0/id", absence: "no user with this address")]
    )

    private static let findBuilding = FlowStep(
        "Find a building",
        "GET",
        "/v1/public/buildings",
        query: [.init("page", "1"), .init("itemsPerPage", "10")],
        extractions: [.init("buildingId", "/hydra:member/0/id", absence: "no building")]
    )

    private static let findFloor = FlowStep(
        "Find a floor of the building",
        "GET",
        "/v1/public/floors",
        query: [.init("buildingId", "{buildingId}")],
        extractions: [.init("floorId", "/hydra:member/0/id", absence: "no floor in this building")]
    )

    package static let retrieveBookings = QuickStartFlow(
        name: "retrieve-bookings",
        title: "Retrieve bookings",
        inputs: [start],
        steps: [
            findBuilding,
            FlowStep(
                "List the building's bookings",
                "GET",
                "/v1/public/bookings",
                query: [
                    .init("buildingId", "{buildingId}"), .init("startDateTime[after]", "{startDateTime}"),
                    .init("order[startDate]", "asc"), .init("itemsPerPage", "50"),
                ],
                extractions: [.init("bookingId", "/hydra:member/0/id", absence: "no booking from this time on")]
            ),
            FlowStep("Get one of them", "GET", "/v1/public/bookings/{bookingId}"),
        ]
    )

    package static let checkInAndOut = QuickStartFlow(
        name: "check-in-and-out",
        title: "Check in to and check out of a booking",
        inputs: [email, start],
        steps: [
            findUser,
            FlowStep(
                "List the user's bookings",
                "GET",
                "/v1/public/users/{userId}/bookings",
                query: [.init("status", "booked"), .init("startDateTime[after]", "{startDateTime}")],
                extractions: [.init("bookingId", "/hydra:member/0/id", absence: "no booking to check in to")]
            ),
            FlowStep(
                "Check in",
                "POST",
                "/v1/public/bookings/{bookingId}/check-in",
                body: [.init("userId", "{userId}")]
            ),
            FlowStep(
                "Check out",
                "POST",
                "/v1/public/bookings/{bookingId}/check-out",
                body: [.init("userId", "{userId}")]
            ),
        ]
    )

    package static let createBooking = QuickStartFlow(
        name: "create-booking",
        title: "Create a booking",
        inputs: [email, start, end],
        steps: [
            findUser, findBuilding, findFloor,
            FlowStep(
                "Find a free desk",
                "GET",
                "/v1/public/bookable-spaces",
                query: [
                    .init("floorId", "{floorId}"), .init("userId", "{userId}"),
                    .init("startDateTime", "{startDateTime}"), .init("endDateTime", "{endDateTime}"),
                    .init("spaceType", "desk"),
                ],
                extractions: [.init("spaceId", "/hydra:member/0/id", absence: "no free desk at this time")]
            ),
            FlowStep(
                "Book the desk",
                "POST",
                "/v1/public/bookings",
                body: [
                    .init("userId", "{userId}"), .init("spaceId", "{spaceId}"),
                    .init("startDateTime", "{startDateTime}"), .init("endDateTime", "{endDateTime}"),
                ],
                extractions: [.init("bookingId", "/id", absence: "no id of the new booking")]
            ),
        ]
    )

    package static let floorplanAvailability = QuickStartFlow(
        name: "floorplan-availability",
        title: "Display space availability on a floorplan",
        inputs: [start, end],
        steps: [
            findBuilding,
            FlowStep(
                "Find a floor with its floorplan",
                "GET",
                "/v1/public/floors",
                query: [.init("buildingId", "{buildingId}")],
                extractions: [
                    .init("floorId", "/hydra:member/0/id", absence: "no floor in this building"),
                    .init("floorPlanUrl", "/hydra:member/0/floorPlanUrl", absence: "no floorplan for the floor"),
                ]
            ),
            FlowStep(
                "List the floor's spaces",
                "GET",
                "/v1/public/spaces",
                query: [.init("floorId", "{floorId}"), .init("itemsPerPage", "500")]
            ),
            FlowStep(
                "List the bookings that overlap",
                "GET",
                "/v1/public/bookings",
                query: [
                    .init("floorId", "{floorId}"), .init("startDateTime[before]", "{endDateTime}"),
                    .init("endDateTime[after]", "{startDateTime}"), .init("itemsPerPage", "500"),
                ]
            ),
        ]
    )

    /// The id that a floorplan's SVG gives to the element of a space.
    package static func floorplanElement(type: String, spaceID: String) -> String {
        "space::\(type)::\(spaceID)"
    }
}
