package dev.codeagent.orchestrator;

import dev.codeagent.agents.Guard;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.policy.Policy;
import dev.codeagent.api.policy.PolicyContext;
import dev.codeagent.api.policy.PolicyDecision;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.wire.ToolCallParser;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.policy.AnsweredCalls;
import dev.codeagent.policy.CallDigest;
import dev.codeagent.policy.PolicyFiles;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides over a run's calls: by the rules, by answers that were given, or by asking. What it decides is journaled first. */
public final class RunGuard implements Guard {
    private final RunContext context;
    private final Project project;
    private final RunSandbox sandbox;
    private final Parts parts;
    private final List<RecordedEvent> events = new ArrayList<>();
    private Optional<Policy> policy = Optional.empty();

    /** What a guard works with. */
    public record Parts(
            RunJournal journal,
            PolicyFiles files,
            AnsweredCalls answered,
            CostSheet costs,
            PolicySettings settings,
            Clock clock) {}

    public RunGuard(RunContext context, Project project, RunSandbox sandbox, Parts parts) {
        this.context = context;
        this.project = project;
        this.sandbox = sandbox;
        this.parts = parts;
    }

    @Override
    public Optional<String> refusal(RunEvent.ToolCalled call) {
        readOn();
        PolicyDecision decision = policy().decide(ToolCallParser.parse(call.tool(), call.arguments()), facts());
        return switch (decision.action()) {
            case ALLOW -> allowed(call, decision);
            case DENY -> denied(call, decision.rule(), decision.reason());
            case ASK -> asked(call, decision);
        };
    }

    private Optional<String> allowed(RunEvent.ToolCalled call, PolicyDecision decision) {
        if (!decision.rule().equals(PolicyDecision.BUILT_IN)) {
            note(call, "allow", decision.rule(), decision.reason());
        }
        return Optional.empty();
    }

    private Optional<String> denied(RunEvent.ToolCalled call, String rule, String reason) {
        note(call, "deny", rule, reason);
        return Optional.of(
                "denied by policy, rule " + rule + ": " + reason + ". The call was not made; do without it.");
    }

    /** Once for each call, also where the run is taken up again. */
    private void note(RunEvent.ToolCalled call, String outcome, String rule, String reason) {
        var decided = new RunEvent.PolicyDecided(call.step(), call.call(), outcome, rule, reason);
        if (events.stream().noneMatch(e -> e.event().equals(decided))) {
            context.log().add(decided);
        }
    }

    private Optional<String> asked(RunEvent.ToolCalled call, PolicyDecision decision) {
        String digest = CallDigest.of(project.id(), context.run(), call.tool(), call.arguments());
        Optional<RunEvent.ApprovalAnswered> answer = answers()
                .filter(a -> a.call().equals(call.call()) && a.digest().equals(digest))
                .reduce((a, b) -> b);
        if (answer.isPresent()) {
            return follow(call, decision, answer.get());
        }
        Optional<Boolean> kept = parts.answered().find(project.id(), call.tool(), call.arguments());
        if (kept.isPresent()) {
            return follow(call, "answers/rule", kept.get(), "somebody has answered this for good");
        }
        Optional<Boolean> session = new SessionAnswers(parts.journal()).find(created(), project.id(), call);
        if (session.isPresent()) {
            return follow(call, "answers/session", session.get(), "somebody has answered this for the session");
        }
        if (created().headless()) {
            return denied(
                    call,
                    decision.rule(),
                    decision.reason() + "; somebody would have to agree, and this run is headless, so it asks nobody");
        }
        throw ask(call, decision, digest);
    }

    private Optional<String> follow(RunEvent.ToolCalled call, String rule, boolean agreed, String reason) {
        if (!agreed) {
            return denied(call, rule, reason);
        }
        note(call, "allow", rule, reason);
        return Optional.empty();
    }

    private Optional<String> follow(
            RunEvent.ToolCalled call, PolicyDecision decision, RunEvent.ApprovalAnswered answer) {
        return switch (answer.decision()) {
            case "approved" -> Optional.empty();
            case "expired" ->
                denied(call, decision.rule(), decision.reason() + "; nobody answered the question before it expired");
            default -> denied(call, decision.rule(), decision.reason() + "; " + answer.by() + " said no");
        };
    }

    private AgentException ask(RunEvent.ToolCalled call, PolicyDecision decision, String digest) {
        String approval = context.run() + "." + call.call();
        Optional<RunEvent.ApprovalRequested> open = Optional.empty();
        boolean waits = false;
        for (RecordedEvent recorded : events) {
            if (recorded.event() instanceof RunEvent.ApprovalRequested r
                    && r.approval().equals(approval)
                    && r.digest().equals(digest)) {
                open = Optional.of(r);
                waits = true;
            } else if (recorded.event() instanceof RunEvent.Started) {
                waits = false; // It was taken up without an answer, so its row says that it works.
            }
        }
        if (!waits) {
            context.log().add(open.orElseGet(() -> question(approval, call, decision, digest)));
        }
        return new AgentException(ErrorCode.APPROVAL_NEEDED, "waits for an answer to " + approval);
    }

    private RunEvent.ApprovalRequested question(
            String approval, RunEvent.ToolCalled call, PolicyDecision decision, String digest) {
        Instant expiresAt =
                parts.clock().instant().plus(parts.settings().approvalExpiry()).truncatedTo(ChronoUnit.MILLIS);
        return new RunEvent.ApprovalRequested(
                approval,
                call.step(),
                call.call(),
                call.tool(),
                call.arguments(),
                digest,
                decision.rule(),
                decision.reason(),
                expiresAt);
    }

    /** Read when the first call needs it: the project's file is the one of the commit that the workspace began with. */
    private Policy policy() {
        if (policy.isEmpty()) {
            policy = Optional.of(new Policy(parts.files().of(project, sandbox.base())));
        }
        return policy.get();
    }

    private PolicyContext facts() {
        return RunFacts.at(events, sandbox.walls(), sandbox.roots(), parts.costs(), parts.settings());
    }

    private RunEvent.Created created() {
        return (RunEvent.Created) events.getFirst().event();
    }

    private java.util.stream.Stream<RunEvent.ApprovalAnswered> answers() {
        return events.stream()
                .map(RecordedEvent::event)
                .filter(RunEvent.ApprovalAnswered.class::isInstance)
                .map(RunEvent.ApprovalAnswered.class::cast);
    }

    private void readOn() {
        events.addAll(RunDriver.events(parts.journal(), context.run(), events.size()));
    }
}
