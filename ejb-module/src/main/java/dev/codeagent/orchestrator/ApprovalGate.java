package dev.codeagent.orchestrator;

import dev.codeagent.agents.ToolCallAuthorizer;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.authorization.ApprovalRuleStore;
import dev.codeagent.authorization.PolicyLoader;
import dev.codeagent.authorization.ToolCallDigest;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.policy.Policy;
import dev.codeagent.policy.PolicyContext;
import dev.codeagent.policy.PolicyDecision;
import dev.codeagent.policy.ToolCallParser;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides over a run's calls: by the rules, by answers that were given, or by asking. What it decides is journaled first. */
public final class ApprovalGate implements ToolCallAuthorizer {
    private final RunContext context;
    private final Project project;
    private final RunSandbox sandbox;
    private final Dependencies dependencies;
    private final List<RecordedEvent> events = new ArrayList<>();
    private Optional<Policy> policy = Optional.empty();

    /** What a guard works with. */
    public record Dependencies(
            RunJournal journal,
            PolicyLoader policyLoader,
            ApprovalRuleStore approvalRules,
            CostCalculator costCalculator,
            PolicySettings settings,
            Clock clock) {}

    public ApprovalGate(RunContext context, Project project, RunSandbox sandbox, Dependencies dependencies) {
        this.context = context;
        this.project = project;
        this.sandbox = sandbox;
        this.dependencies = dependencies;
    }

    @Override
    public Optional<String> denialReason(RunEvent.ToolCalled call) {
        readNewEvents();
        PolicyDecision decision = policy().decide(ToolCallParser.parse(call.tool(), call.arguments()), policyContext());
        return switch (decision.action()) {
            case ALLOW -> allow(call, decision);
            case DENY -> deny(call, decision.rule(), decision.reason());
            case ASK -> resolveApproval(call, decision);
        };
    }

    private Optional<String> allow(RunEvent.ToolCalled call, PolicyDecision decision) {
        if (!decision.rule().equals(PolicyDecision.BUILT_IN)) {
            recordDecision(call, "allow", decision.rule(), decision.reason());
        }
        return Optional.empty();
    }

    private Optional<String> deny(RunEvent.ToolCalled call, String rule, String reason) {
        recordDecision(call, "deny", rule, reason);
        return Optional.of(
                "denied by policy, rule " + rule + ": " + reason + ". The call was not made; do without it.");
    }

    /** Once for each call, also where the run is taken up again. */
    private void recordDecision(RunEvent.ToolCalled call, String outcome, String rule, String reason) {
        var policyDecided = new RunEvent.PolicyDecided(call.step(), call.call(), outcome, rule, reason);
        if (events.stream().noneMatch(e -> e.event().equals(policyDecided))) {
            context.publisher().publish(policyDecided);
        }
    }

    private Optional<String> resolveApproval(RunEvent.ToolCalled call, PolicyDecision decision) {
        String digest = ToolCallDigest.forRun(project.id(), context.run(), call.tool(), call.arguments());
        Optional<RunEvent.ApprovalAnswered> answer = approvalDecisions()
                .filter(a -> a.call().equals(call.call()) && a.digest().equals(digest))
                .reduce((a, b) -> b);
        if (answer.isPresent()) {
            return applyDecision(call, decision, answer.get());
        }
        Optional<Boolean> ruleDecision = dependencies.approvalRules().find(project.id(), call.tool(), call.arguments());
        if (ruleDecision.isPresent()) {
            return applyDecision(call, "answers/rule", ruleDecision.get(), "somebody has answered this for good");
        }
        Optional<Boolean> sessionDecision =
                new SessionApprovals(dependencies.journal()).find(createdEvent(), project.id(), call);
        if (sessionDecision.isPresent()) {
            return applyDecision(
                    call, "answers/session", sessionDecision.get(), "somebody has answered this for the session");
        }
        if (createdEvent().headless()) {
            return deny(
                    call,
                    decision.rule(),
                    decision.reason() + "; somebody would have to agree, and this run is headless, so it asks nobody");
        }
        throw requestApproval(call, decision, digest);
    }

    private Optional<String> applyDecision(RunEvent.ToolCalled call, String rule, boolean approved, String reason) {
        if (!approved) {
            return deny(call, rule, reason);
        }
        recordDecision(call, "allow", rule, reason);
        return Optional.empty();
    }

    private Optional<String> applyDecision(
            RunEvent.ToolCalled call, PolicyDecision decision, RunEvent.ApprovalAnswered answer) {
        return switch (answer.decision()) {
            case "approved" -> Optional.empty();
            case "expired" ->
                deny(call, decision.rule(), decision.reason() + "; nobody answered the question before it expired");
            default -> deny(call, decision.rule(), decision.reason() + "; " + answer.by() + " said no");
        };
    }

    private AgentException requestApproval(RunEvent.ToolCalled call, PolicyDecision decision, String digest) {
        String approval = context.run() + "." + call.call();
        Optional<RunEvent.ApprovalRequested> openRequest = Optional.empty();
        boolean isWaiting = false;
        for (RecordedEvent recorded : events) {
            if (recorded.event() instanceof RunEvent.ApprovalRequested r
                    && r.approval().equals(approval)
                    && r.digest().equals(digest)) {
                openRequest = Optional.of(r);
                isWaiting = true;
            } else if (recorded.event() instanceof RunEvent.Started) {
                isWaiting = false; // It was taken up without an answer, so its row says that it works.
            }
        }
        if (!isWaiting) {
            context.publisher()
                    .publish(openRequest.orElseGet(() -> createApprovalRequest(approval, call, decision, digest)));
        }
        return new AgentException(ErrorCode.APPROVAL_NEEDED, "waits for an answer to " + approval);
    }

    private RunEvent.ApprovalRequested createApprovalRequest(
            String approval, RunEvent.ToolCalled call, PolicyDecision decision, String digest) {
        Instant expiresAt = dependencies
                .clock()
                .instant()
                .plus(dependencies.settings().approvalExpiry())
                .truncatedTo(ChronoUnit.MILLIS);
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
            policy = Optional.of(new Policy(dependencies.policyLoader().load(project, sandbox.baseCommit())));
        }
        return policy.get();
    }

    private PolicyContext policyContext() {
        return PolicyContextFactory.create(
                events,
                sandbox.isIsolated(),
                sandbox.workspaceRoots(),
                dependencies.costCalculator(),
                dependencies.settings());
    }

    private RunEvent.Created createdEvent() {
        return (RunEvent.Created) events.getFirst().event();
    }

    private java.util.stream.Stream<RunEvent.ApprovalAnswered> approvalDecisions() {
        return events.stream()
                .map(RecordedEvent::event)
                .filter(RunEvent.ApprovalAnswered.class::isInstance)
                .map(RunEvent.ApprovalAnswered.class::cast);
    }

    private void readNewEvents() {
        events.addAll(RunExecutor.readEvents(dependencies.journal(), context.run(), events.size()));
    }
}
