package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.ApprovalAnswered.Decision;
import dev.codeagent.api.run.RunId;
import dev.codeagent.authorization.ApprovalRuleStore;
import dev.codeagent.authorization.PolicyLoader;
import dev.codeagent.config.PathMapping;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.ProjectInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs of projects that cannot be prepared: the user is asked, and the verdict is never about tests that did not run. */
@Execution(ExecutionMode.CONCURRENT)
class UntestedRunTest extends RunSandboxFixture {
    private static final String NPM_OUTPUT = """
            npm: npm ci failed:
            npm error code EUNSUPPORTEDPROTOCOL
            npm error Unsupported URL Type "workspace:": \u001b[31mworkspace:*
            npm error A complete log of this run can be found in: /home/agent/.npm/_logs
            """;

    @BeforeEach
    void failToPrepare() {
        slow = false;
        problems = List.of(NPM_OUTPUT);
    }

    private void open(String id, boolean headless, boolean withoutTests) {
        run = new RunId(id);
        hub.open(
                run,
                new RunEvent.Created(
                        "p-1",
                        "s-1",
                        "local",
                        "/code",
                        List.of(),
                        "x",
                        List.of(AgentName.CODING),
                        "",
                        headless,
                        withoutTests,
                        "",
                        Optional.empty(),
                        Optional.empty()));
    }

    private void prepareWithApprovals() {
        try (RunSandbox sandbox = sandbox()) {
            var settings =
                    new PolicySettings(Optional.empty(), Optional.empty(), Duration.ofHours(24), Optional.empty());
            var gate = new ApprovalGate(
                    journal,
                    new PolicyLoader(settings, new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)),
                    new ApprovalRuleStore(folder.resolve("data")),
                    new CostCalculator(id -> Optional.empty()),
                    settings,
                    Clock.systemUTC());
            prepare(sandbox, gate.forPreparation(context, project, sandbox));
        }
    }

    private RunEvent.ApprovalRequested ask() {
        assertThatThrownBy(this::prepareWithApprovals)
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.APPROVAL_NEEDED));
        return events(RunEvent.ApprovalRequested.class).getLast();
    }

    private void answer(Decision decision, ApprovalDecision.Scope scope) {
        RunEvent.ApprovalRequested request = ask();
        hub.publish(
                run,
                new RunEvent.ApprovalAnswered(
                        request.approval(), request.call(), request.digest(), decision, scope, "ann"));
        actions.clear();
    }

    @Test
    void asksWithTheProblemInOneVisibleLine() {
        RunEvent.ApprovalRequested request = ask();

        assertThat(request.approval()).isEqualTo("run-1.prepare-without-tests");
        assertThat(request.tool()).isEqualTo("continue_without_tests");
        assertThat(request.reason())
                .isEqualTo("the project's dependencies cannot be fetched: npm: npm ci failed:"
                        + " / npm error code EUNSUPPORTEDPROTOCOL"
                        + " / npm error Unsupported URL Type \"workspace:\": workspace:*");
        assertThat(events(RunEvent.Prepared.class)).isEmpty();
        assertThat(notices()).anyMatch(n -> n.startsWith("WARN prepare.failed"));
    }

    @Test
    void goesOnAfterAYesWithoutAnotherPreparation() {
        answer(Decision.APPROVED, ApprovalDecision.Scope.ONCE);

        prepareWithApprovals();

        assertThat(actions).isEmpty();
        assertThat(history().notTestedReason()).contains("Unsupported URL Type");
        assertThat(history().isPrepared()).isTrue();
    }

    @Test
    void failsAfterANo() {
        for (Decision decision : List.of(Decision.DENIED, Decision.EXPIRED, Decision.UNKNOWN)) {
            open("run-" + decision, false, false);
            answer(decision, ApprovalDecision.Scope.ONCE);

            assertThatThrownBy(this::prepareWithApprovals)
                    .hasMessageContaining("Unsupported URL Type")
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PREPARE_FAILED));
            assertThat(events(RunEvent.Prepared.class)).isEmpty();
        }
    }

    @Test
    void asksOnceInASession() {
        answer(Decision.APPROVED, ApprovalDecision.Scope.SESSION);
        open("run-2", false, false);

        prepareWithApprovals();

        assertThat(history().notTestedReason()).isNotEmpty();
        assertThat(events(RunEvent.ApprovalRequested.class)).isEmpty();
    }

    @Test
    void asksNobodyIfTheRunIsHeadlessOrAnsweredBeforehand() {
        open("run-headless", true, false);
        prepareWithApprovals();
        assertThat(history().notTestedReason()).contains("Unsupported URL Type");
        open("run-answered", false, true);

        prepareWithApprovals();

        assertThat(history().notTestedReason()).contains("Unsupported URL Type");
        assertThat(events(RunEvent.ApprovalRequested.class)).isEmpty();
    }

    @Test
    void doesNotAskWhatOnlyAnInstallationAnswers() {
        projectInfo = new ProjectInfo(List.of(), List.of("pnpm"), false, "b".repeat(64));

        prepareWithApprovals();

        assertThat(history().notTestedReason()).isEqualTo("the sandbox lacks what the project is built with: pnpm");
        assertThat(actions).containsExactly("without network");
    }

    @Test
    void isTestedIfThePreparationSucceeds() {
        problems = List.of();

        prepareWithApprovals();

        assertThat(history().notTestedReason()).isEmpty();
        assertThat(history().findTestReport(RunEvent.TestsFinished.Phase.BEFORE))
                .isPresent();
    }

    @Test
    void doesNotAskACancelledRun() {
        ask();
        cancellation.cancel();

        assertThatThrownBy(this::prepareWithApprovals)
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(events(RunEvent.ApprovalRequested.class)).hasSize(1);
    }

    @Test
    void doesNotCountTheTestsAsPreparation() {
        problems = List.of();
        testMillis = 60_000;

        prepareWithApprovals();

        assertThat(prepared().millis()).isLessThan(60_000);
    }
}
