import ExchangeModel
import Redaction
import Synchronization

/// Answers requests from a recording; shared by all connections.
final class OfflineService: Sendable {
    let answers: RecordedAnswers
    private let desk: Mutex<AnswerDesk>
    private let options: OfflineOptions
    /// Yields when every recorded answer was asked for and none is on its way any more.
    let done: AsyncStream<Void>
    private let announceDone: AsyncStream<Void>.Continuation

    init(_ answers: RecordedAnswers, _ options: OfflineOptions) {
        self.answers = answers
        self.options = options
        desk = Mutex(AnswerDesk(steps: answers.steps.count, isStrict: options.isStrict))
        (done, announceDone) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    var summary: ServeSummary { desk.withLock { $0.summary } }
    var neverAsked: [Int] { desk.withLock { $0.neverAsked } }

    /// What the request gets. Comparing happens outside of the lock; only the choice is made in it.
    func reply(to request: RequestMessage, ownOrigin: String) -> OfflineReply {
        let redacted = options.redact(Exchange(startedAt: Timestamp(microseconds: 0), request: request)).request
        let asked = RequestForm(redacted)
        let candidates =
            asked.isTokenRequest ? answers.tokenCandidates(for: asked) : answers.candidates(for: asked)
        let nearest = candidates.isEmpty && !asked.isTokenRequest ? answers.nearest(to: asked) : nil
        let choice = desk.withLock { $0.choose(asked, from: candidates, nearest: nearest, in: answers) }
        let reply: OfflineReply
        let answer: ServedRequest.Answer
        switch choice {
        case .recorded(let index, let isRepeat):
            reply = OfflineReply(answers.steps[index], origins: answers.origins, ownOrigin: ownOrigin)
            answer = .recorded(step: answers.steps[index].number, isRepeat: isRepeat)
        case .placeholder(let index, let isRepeat, let reason):
            reply = OfflineReply(answers.steps[index], origins: answers.origins, ownOrigin: ownOrigin)
            answer = .placeholder(step: answers.steps[index].number, isRepeat: isRepeat, reason: reason)
        case .notServable(let index, let reason):
            reply = OfflineReply(answers.steps[index], origins: answers.origins, ownOrigin: ownOrigin)
            answer = .notServable(step: answers.steps[index].number, reason: reason)
        case .madeUpToken:
            reply = .madeUpToken
            answer = .madeUpToken
        case .notRecorded(let mismatch):
            reply = OfflineReply(mismatch)
            answer = .notRecorded(mismatch)
        }
        tell(asked, reply, answer)
        return paced(reply)
    }

    /// The answer to a request whose body is longer than anybody records.
    func refusal(of request: RequestMessage, because reason: String) -> OfflineReply {
        let redacted = options.redact(Exchange(startedAt: Timestamp(microseconds: 0), request: request)).request
        let asked = RequestForm(redacted)
        let mismatch = Mismatch(asked.label, because: reason)
        _ = desk.withLock { $0.refuse(unreadable: mismatch) }
        let reply = OfflineReply(mismatch, status: 413)
        tell(asked, reply, .notRecorded(mismatch))
        return reply
    }

    /// Called once for each reply: when it has left, or whoever asked went away before.
    func end() {
        let isDone = desk.withLock { desk in
            desk.end()
            return desk.isDone
        }
        if isDone { announceDone.yield() }
    }

    private func tell(_ asked: RequestForm, _ reply: OfflineReply, _ answer: ServedRequest.Answer) {
        options.onAnswer?(
            ServedRequest(method: asked.method, target: asked.target, status: reply.status, answer: answer)
        )
    }

    private func paced(_ reply: OfflineReply) -> OfflineReply {
        var reply = reply
        if !options.keepsTiming { reply.delay = .zero }
        return reply
    }
}
