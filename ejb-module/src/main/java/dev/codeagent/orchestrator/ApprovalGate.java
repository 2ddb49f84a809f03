package dev.codeagent.orchestrator;

import dev.codeagent.agents.ToolCallAuthorizer;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.PolicyDecided;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.wire.ToolCallText;
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
import java.util.Optional;

/**
 * Authorizes tool calls: by the policy rules, by approval decisions that were given before, or by requesting an approval, which
 * ends this execution of the run; the decision launches the run again. Each decision is journaled before it takes effect.
 */
public final class ApprovalGate {
    private final RunJournal journal;
    private final PolicyLoader policyLoader;
    private final ApprovalRuleStore approvalRules;
    private final CostCalculator costCalculator;
    private final PolicySettings settings;
    private final Clock clock;

    public ApprovalGate(
            RunJournal journal,
            PolicyLoader policyLoader,
            ApprovalRuleStore approvalRules,
            CostCalculator costCalculator,
            PolicySettings settings,
            Clock clock) {
        this.journal = journal;
        this.policyLoader = policyLoader;
        this.approvalRules = approvalRules;
        this.costCalculator = costCalculator;
        this.settings = settings;
        this.clock = clock;
    }

    /** The authorizer of one run's calls. */
    public ToolCallAuthorizer forRun(RunContext context, Project project, RunSandbox sandbox) {
        return new RunAuthorizer(context, project, sandbox);
    }

    /** Asks the user of the run whether it goes on without tests; a run that asks nobody does. */
    public PreparationConsent forPreparation(RunContext context, Project project, RunSandbox sandbox) {
        return new UntestedRunConsent(context, new RunAuthorizer(context, project, sandbox)::resolveApproval);
    }

    private final class RunAuthorizer implements ToolCallAuthorizer {
        private final RunContext context;
        private final Project project;
        private final RunSandbox sandbox;
        private final SecretReview secretReview;
        private Optional<Policy> policy = Optional.empty();

        RunAuthorizer(RunContext context, Project project, RunSandbox sandbox) {
            this.context = context;
            this.project = project;
            this.sandbox = sandbox;
            this.secretReview = new SecretReview(
                    context::warn,
                    (request, kind) -> policy().decideSecret(request, policyContext(), kind),
                    this::resolveApproval);
        }

        @Override
        public Optional<String> denialReason(RunEvent.ToolCalled call) {
            PolicyDecision decision =
                    policy().decide(ToolCallParser.parse(call.tool(), call.arguments()), policyContext());
            return switch (decision.action()) {
                case ALLOW -> allow(call, decision);
                case DENY -> deny(call, decision.rule(), decision.reason());
                case ASK -> resolveApproval(call, decision);
            };
        }

        @Override
        public String reviewResult(RunEvent.ToolCalled call, String result) {
            return secretReview.review(call, call.call() + "-secret", result);
        }

        @Override
        public String reviewPrompt(String step, String text) {
            var prompt = new RunEvent.ToolCalled(step, step + "-prompt", SecretReview.PROMPT, "{}", false);
            return secretReview.review(prompt, step + "-prompt-secret", text);
        }

        /** Loaded at the first call: the project's file is the one of the commit that the workspace started from. */
        private Policy policy() {
            if (policy.isEmpty()) {
                policy = Optional.of(new Policy(
                        policyLoader.load(project, sandbox.workspace().projectCommit())));
            }
            return policy.get();
        }

        private PolicyContext policyContext() {
            return PolicyContextFactory.create(
                    context.history(), sandbox.isIsolated(), sandbox.workspaceRoots(), costCalculator, settings);
        }

        private Optional<String> allow(RunEvent.ToolCalled call, PolicyDecision decision) {
            if (!decision.rule().equals(PolicyDecision.BUILT_IN)) {
                recordDecision(call, PolicyDecided.Outcome.ALLOW, decision.rule(), decision.reason());
            }
            return Optional.empty();
        }

        private Optional<String> deny(RunEvent.ToolCalled call, String rule, String reason) {
            recordDecision(call, PolicyDecided.Outcome.DENY, rule, reason);
            return denied("policy, rule " + rule + ": " + reason);
        }

        private static Optional<String> denied(String text) {
            return Optional.of("denied by " + text + ". The call was not made; do without it.");
        }

        /** Once for each call, also when the run is resumed. */
        private void recordDecision(
                RunEvent.ToolCalled call, PolicyDecided.Outcome outcome, String rule, String reason) {
            var decision = new PolicyDecided(call.step(), call.call(), outcome, rule, reason);
            if (!context.history().contains(decision)) {
                context.publish(decision);
            }
        }

        private Optional<String> resolveApproval(RunEvent.ToolCalled call, PolicyDecision decision) {
            String digest = ToolCallDigest.forRun(project.id(), context.run(), call.tool(), call.arguments());
            Optional<RunEvent.ApprovalAnswered> answer = context.history().findApprovalDecision(call.call(), digest);
            if (answer.isPresent()) {
                return applyDecision(call, decision, answer.get());
            }
            Optional<Boolean> ruleDecision = approvalRules.find(project.id(), call.tool(), call.arguments());
            if (ruleDecision.isPresent()) {
                return applyDecision(call, "answers/rule", ruleDecision.get(), "somebody has answered this for good");
            }
            RunEvent.Created created = context.created();
            Optional<Boolean> sessionDecision = new SessionApprovals(journal).find(created, project.id(), call);
            if (sessionDecision.isPresent()) {
                return applyDecision(
                        call, "answers/session", sessionDecision.get(), "somebody has answered this for the session");
            }
            if (created.headless()) {
                return deny(
                        call,
                        decision.rule(),
                        decision.reason() + "; this needs an approval, and a headless run requests none");
            }
            throw requestApproval(call, decision, digest);
        }

        private Optional<String> applyDecision(RunEvent.ToolCalled call, String rule, boolean approved, String reason) {
            if (!approved) {
                return deny(call, rule, reason);
            }
            recordDecision(call, PolicyDecided.Outcome.ALLOW, rule, reason);
            return Optional.empty();
        }

        private Optional<String> applyDecision(
                RunEvent.ToolCalled call, PolicyDecision decision, RunEvent.ApprovalAnswered answer) {
            return switch (answer.decision()) {
                case APPROVED -> Optional.empty();
                case DENIED -> {
                    recordDecision(
                            call,
                            PolicyDecided.Outcome.DENY,
                            decision.rule(),
                            decision.reason() + "; " + answer.by() + " said no");
                    yield denied(answer.by() + "; rule " + decision.rule() + " had asked: " + decision.reason());
                }
                case EXPIRED ->
                    deny(call, decision.rule(), decision.reason() + "; nobody answered the question before it expired");
                case UNKNOWN ->
                    deny(
                            call,
                            decision.rule(),
                            decision.reason() + "; the journal has a decision that this server does not know");
            };
        }

        /** A resumed run whose request is still open publishes the request again: the event sets the state of the run to waiting. */
        private AgentException requestApproval(RunEvent.ToolCalled call, PolicyDecision decision, String digest) {
            String approval = context.run() + "." + call.call();
            Optional<RunEvent.ApprovalRequested> request = context.history().findApprovalRequest(approval, digest);
            if (request.isEmpty() || !context.history().isWaitingFor(approval)) {
                context.publish(request.orElseGet(() -> createRequest(approval, call, decision, digest)));
            }
            return new AgentException(ErrorCode.APPROVAL_NEEDED, "waits for an answer to " + approval);
        }

        private RunEvent.ApprovalRequested createRequest(
                String approval, RunEvent.ToolCalled call, PolicyDecision decision, String digest) {
            Instant expiresAt = clock.instant().plus(settings.approvalExpiry()).truncatedTo(ChronoUnit.MILLIS);
            return new RunEvent.ApprovalRequested(
                    approval,
                    call.step(),
                    call.call(),
                    call.tool(),
                    call.arguments(),
                    digest,
                    decision.rule(),
                    ToolCallText.visibleLine(decision.reason()),
                    expiresAt,
                    ToolCallText.of(call.tool(), call.arguments()));
        }
    }
}
