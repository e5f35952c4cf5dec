import Testing

@testable import ReplayPlan

@Suite struct DiagnosisPlanTests {
    private let factors: [(DiagnosisPlan.Factor, @Sendable (Treatment) -> Bool)] = [
        (.token, { $0.token == .kept }), (.connection, { $0.connection == .reused }),
        (.concurrency, { $0.concurrency > 1 }), (.spacing, { $0.spacing > .zero }),
    ]

    @Test(arguments: [32, 64, 320], [UInt64(1), 2, 99])
    func wholeReplicatesAreOrthogonal(_ times: Int, _ seed: UInt64) {
        let plan = DiagnosisPlan(times: times, seed: seed)
        #expect(plan.treatments.count == times)
        for (one, isHigher) in factors {
            #expect(plan.treatments.count { isHigher($0) } == times / 2, "\(one)")
            for (other, isOtherHigher) in factors where other != one {
                #expect(plan.treatments.count { isHigher($0) && isOtherHigher($0) } == times / 4, "\(one) \(other)")
            }
        }
        #expect(plan.constant.isEmpty && plan.inseparable.isEmpty)
    }

    @Test func everyNumberIsAsEvenAsItCanBe() {
        for times in 1...140 {
            for size in [2, 3, 5] {
                let plan = DiagnosisPlan(times: times, seed: UInt64(times), concurrency: size)
                #expect(plan.treatments.count == times)
                for (factor, isHigher) in factors {
                    let higher = plan.treatments.count { isHigher($0) }
                    let slack = factor == .concurrency ? 2 * size : size
                    #expect(abs(2 * higher - times) <= slack, "\(factor) \(higher) of \(times) at \(size)")
                }
                // Half of what is expected where two levels meet if they are unrelated, at worst.
                if times >= 16 * size {
                    for (one, isHigher) in factors {
                        for (other, isOtherHigher) in factors where other != one {
                            let both = plan.treatments.count { isHigher($0) && isOtherHigher($0) }
                            #expect(both * 8 > times, "\(one) \(other) \(both) of \(times) at \(size)")
                        }
                    }
                }
            }
        }
    }

    @Test func attemptsAtOnceAreNeighboursOfOneTreatment() {
        for times in [7, 30, 41, 100] {
            let plan = DiagnosisPlan(times: times, seed: 3, concurrency: 3)
            let groups = plan.groups
            #expect(groups.flatMap { Array($0) } == Array(0..<times))
            for group in groups {
                let treatments = Set(plan.treatments[group])
                #expect(treatments.count == 1)
                #expect(treatments.first?.concurrency == group.count)
            }
        }
    }

    @Test func theSeedFixesTheOrder() {
        let plan = DiagnosisPlan(times: 24, seed: 5)
        #expect(plan == DiagnosisPlan(times: 24, seed: 5))
        #expect(plan.treatments != DiagnosisPlan(times: 24, seed: 6).treatments)
        // Written down, so that another platform or compiler that shuffles otherwise is noticed.
        #expect(
            mark(DiagnosisPlan(times: 16, seed: 1))
                == "1010 1010 0100 1000 0000 0101 0001 1100 1111 1111 1001 0110 0110 0011 0011 1101"
        )
    }

    private func mark(_ plan: DiagnosisPlan) -> String {
        plan.treatments.map { treatment in
            String(factors.map { $0.1(treatment) ? Character("1") : Character("0") })
        }
        .joined(separator: " ")
    }

    /// What changes with time must not look like one of the factors: early and late attempts have the same levels.
    @Test func levelsAreSpreadOverTheRun() {
        let plan = DiagnosisPlan(times: 320, seed: 11)
        for start in stride(from: 0, to: 320, by: 80) {
            for (factor, isHigher) in factors {
                let higher = plan.treatments[start..<start + 80].count { isHigher($0) }
                #expect((28...52).contains(higher), "\(factor) \(higher)")
            }
        }
    }

    @Test func saysWhatItCosts() {
        let plan = DiagnosisPlan(times: 32, seed: 1)
        #expect(plan.extraSignIns == 16)
        // 16 alone and 8 pairs, half of each a second apart.
        #expect(plan.estimatedTime() == .seconds(12))
        #expect(plan.estimatedTime(perAttempt: .milliseconds(500)) == .seconds(18))
        #expect(
            plan.lines() == [
                "32 attempts in random order (seed 1): fresh token 16, kept token 16 · new connection 16, reused connection 16"
                    + " · one at a time 16, 2 at once 16 · back to back 16, 1 s apart 16",
                "16 extra sign-ins · takes at least 12 s",
            ]
        )
    }

    @Test func saysWhichFieldsItLeavesOut() {
        let plan = DiagnosisPlan(times: 32, seed: 1)
        #expect(
            plan.lines(connectionFields: ["Connection", "X-Hop"]).dropFirst(2) == [
                "the recorded fields Connection, X-Hop are left out, so that connections can be reused"
            ]
        )
        let one = plan.lines(connectionFields: [String(repeating: "x", count: 5_000)])
        #expect(one.count == 3 && one[2].hasPrefix("the recorded field xxx") && one[2].count < 200)
        let many = plan.lines(connectionFields: (1...9).map { "F\($0)" })
        #expect(many[2].contains("fields F1, F2, F3, F4, F5 and 4 more are left out"))
        let none = DiagnosisPlan(times: 0, seed: 1).lines(connectionFields: ["Connection"])
        #expect(none == ["no attempts, so nothing is varied"])
    }

    @Test func saysWhatItCannotTell() {
        let two = DiagnosisPlan(times: 2, seed: 1)
        #expect(two.constant == [.concurrency])
        #expect(two.inseparable.count == 3)
        #expect(two.lines().contains { $0.hasPrefix("token and connection change together") })
        #expect(two.lines().last?.hasPrefix("too few attempts") == true)

        let one = DiagnosisPlan(times: 1, seed: 1)
        #expect(one.constant == DiagnosisPlan.Factor.allCases)
        let alone = DiagnosisPlan(times: 40, seed: 1, concurrency: 1, spacing: .zero)
        #expect(alone.constant == [.concurrency, .spacing])
        #expect(alone.treatments.allSatisfy { $0.concurrency == 1 && $0.spacing == .zero })
        #expect(alone.treatments.count { $0.token == .kept && $0.connection == .new } == 10)
        #expect(alone.lines().contains("not varied: concurrency, spacing"))
    }

    @Test func takesAnyInput() {
        #expect(DiagnosisPlan(times: 0, seed: 1).treatments.isEmpty)
        #expect(DiagnosisPlan(times: .min, seed: 1).lines() == ["no attempts, so nothing is varied"])
        let wide = DiagnosisPlan(times: 10, seed: 1, concurrency: .max, spacing: .seconds(Int64.max))
        #expect(wide.estimatedTime(perAttempt: .seconds(Int64.max)) == .seconds(10 * 86_400))
        #expect(wide.treatments.count == 10 && wide.constant.contains(.concurrency))
        let odd = DiagnosisPlan(times: 10, seed: 1, concurrency: .min, spacing: .seconds(-5))
        #expect(odd.constant == [.concurrency, .spacing])
    }
}
