package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.agents.ToolCallAuthorizer;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.ApprovalDecision.Scope;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.ApprovalAnswered.Decision;
import dev.codeagent.api.run.RunId;
import dev.codeagent.authorization.ApprovalRuleStore;
import dev.codeagent.authorization.PolicyLoader;
import dev.codeagent.config.PathMapping;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.projects.WorkspaceStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalGateTest {
    private static final RunId RUN = new RunId("run-1");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final RunEvent.ToolCalled TOUCH = call("c1", "touch a");
    private static final String RULES = """
            {"rules": [{"id": "touching", "outcome": "ask", "command": "touch", "reason": "ask first"},
                       {"id": "no-rm", "outcome": "deny", "command": "rm", "reason": "never"}]}
            """;

    @TempDir
    Path folder;

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.fixed(NOW, ZoneOffset.UTC));
    private Optional<Path> server = Optional.empty();
    private String cost = "";
    private Path tree;

    private static RunEvent.ToolCalled call(String id, String command) {
        return new RunEvent.ToolCalled("coding", id, "run_command", "{\"command\": \"" + command + "\"}", true);
    }

    private static RunEvent.Created created(String session, boolean headless) {
        return CreatedRuns.code(session, headless);
    }

    @BeforeEach
    void writeProjectPolicy() throws IOException {
        tree = Files.createDirectories(folder.resolve("tree/.codeagent")).getParent();
        Files.writeString(tree.resolve(".codeagent/policy.json"), RULES);
    }

    private Project knownProject() {
        return new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
    }

    private ToolCallAuthorizer approvalGate(RunId run) {
        Project project = knownProject();
        var workspaceStore = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
        var context = TestRunContext.create(hub, journal, run, new CancellationToken());
        var sandbox = new RunSandbox(context, project, workspaceStore, IsolatedLauncher.selector());
        var settings =
                new PolicySettings(server, Optional.empty(), Duration.ofHours(24), Optional.of(new BigDecimal("5")));
        var approvalGate = new ApprovalGate(
                journal,
                new PolicyLoader(settings, workspaceStore),
                new ApprovalRuleStore(folder.resolve("data")),
                new CostCalculator(id -> providerWithPrice()),
                settings,
                Clock.fixed(NOW, ZoneOffset.UTC));
        return approvalGate.forRun(context, project, sandbox);
    }

    /** A price with which the turn of the test costs {@link #cost}. */
    private Optional<ProviderConfiguration> providerWithPrice() {
        if (cost.isEmpty()) {
            return Optional.empty();
        }
        String inputPrice = new BigDecimal(cost).movePointRight(6).toPlainString();
        return Optional.of(new ProviderConfiguration(
                new ProviderId("demo"),
                "openai",
                URI.create("http://127.0.0.1"),
                "m",
                List.of(new ProviderConfiguration.Price("m", inputPrice, "0", "")),
                Duration.ZERO,
                Duration.ZERO));
    }

    private RunEvent.ApprovalRequested requestApproval(RunEvent.ToolCalled call) {
        assertThatThrownBy(() -> approvalGate(RUN).denialReason(call))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.APPROVAL_NEEDED));
        return eventsOf(RunEvent.ApprovalRequested.class).getLast();
    }

    private void publishDecision(RunEvent.ApprovalRequested request, String digest, Decision decision, Scope scope) {
        hub.publish(
                RUN, new RunEvent.ApprovalAnswered(request.approval(), request.call(), digest, decision, scope, "ann"));
    }

    private <T extends RunEvent> List<T> eventsOf(Class<T> type) {
        return journal.eventsOf(RUN).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Test
    void allowsACallWithoutAMatchingRuleAndJournalsNothing() {
        hub.open(RUN, created("s-1", false));

        assertThat(approvalGate(RUN).denialReason(call("c1", "ls"))).isEmpty();
        assertThat(eventsOf(RunEvent.PolicyDecided.class)).isEmpty();
    }

    @Test
    void deniesACallAndJournalsTheRuleOnce() {
        hub.open(RUN, created("s-1", false));

        assertThat(approvalGate(RUN).denialReason(call("c1", "rm a")).orElseThrow())
                .contains("project/no-rm", "never");
        assertThat(approvalGate(RUN).denialReason(call("c1", "rm a"))).isPresent();
        assertThat(eventsOf(RunEvent.PolicyDecided.class))
                .extracting(RunEvent.PolicyDecided::outcome, RunEvent.PolicyDecided::rule)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(RunEvent.PolicyDecided.Outcome.DENY, "project/no-rm"));
    }

    @Test
    void requestsTheSameApprovalAfterARestart() {
        hub.open(RUN, created("s-1", false));

        RunEvent.ApprovalRequested first = requestApproval(TOUCH);
        requestApproval(TOUCH);

        assertThat(eventsOf(RunEvent.ApprovalRequested.class)).containsExactly(first);
        assertThat(first.approval()).isEqualTo("run-1.c1");
        assertThat(first.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(24)));
        assertThat(first.rule()).isEqualTo("project/touching");
        hub.publish(RUN, new RunEvent.Started(2)); // Its row says that it works; the question makes it wait.
        requestApproval(TOUCH);
        assertThat(eventsOf(RunEvent.ApprovalRequested.class)).containsExactly(first, first);
    }

    @Test
    void appliesTheApprovalDecision() {
        hub.open(RUN, created("s-1", false));
        RunEvent.ApprovalRequested yes = requestApproval(TOUCH);
        publishDecision(yes, yes.digest(), Decision.APPROVED, Scope.ONCE);
        RunEvent.ApprovalRequested no = requestApproval(call("c2", "touch b"));
        publishDecision(no, no.digest(), Decision.DENIED, Scope.ONCE);
        RunEvent.ApprovalRequested late = requestApproval(call("c3", "touch c"));
        publishDecision(late, late.digest(), Decision.EXPIRED, Scope.ONCE);

        assertThat(approvalGate(RUN).denialReason(TOUCH)).isEmpty();
        assertThat(approvalGate(RUN).denialReason(call("c2", "touch b")).orElseThrow())
                .startsWith("denied by ann; rule ");
        assertThat(approvalGate(RUN).denialReason(call("c3", "touch c")).orElseThrow())
                .contains("expired");
        RunEvent.ApprovalRequested newer = requestApproval(call("c5", "touch d"));
        publishDecision(newer, newer.digest(), Decision.UNKNOWN, Scope.ONCE);
        assertThat(approvalGate(RUN).denialReason(call("c5", "touch d")).orElseThrow())
                .contains("does not know");
        assertThat(requestApproval(call("c4", "touch a")).approval())
                .as("the same call again")
                .isEqualTo("run-1.c4");
    }

    @Test
    void ignoresADecisionAboutAnotherCall() {
        hub.open(RUN, created("s-1", false));
        RunEvent.ApprovalRequested request = requestApproval(TOUCH);
        publishDecision(request, request.digest(), Decision.APPROVED, Scope.ONCE);

        RunEvent.ApprovalRequested other = requestApproval(call("c1", "touch a b"));

        assertThat(other.digest()).isNotEqualTo(request.digest());
    }

    @Test
    void prefersADenyRuleToAnApproval() throws IOException {
        hub.open(RUN, created("s-1", false));
        RunEvent.ApprovalRequested request = requestApproval(TOUCH);
        publishDecision(request, request.digest(), Decision.APPROVED, Scope.SESSION);
        server = Optional.of(Files.writeString(
                folder.resolve("server.json"), "{\"rules\": [{\"outcome\": \"deny\", \"command\": \"touch\"}]}"));

        assertThat(approvalGate(RUN).denialReason(TOUCH).orElseThrow()).contains("server/rule-1");
    }

    @Test
    void appliesASessionDecisionToTheSameSessionOnly() {
        hub.open(RUN, created("s-1", false));
        RunEvent.ApprovalRequested request = requestApproval(TOUCH);
        publishDecision(request, request.digest(), Decision.APPROVED, Scope.SESSION);
        var same = new RunId("run-2");
        var other = new RunId("run-3");
        hub.open(same, created("s-1", false));
        hub.open(other, created("s-2", false));

        assertThat(approvalGate(same).denialReason(call("c7", "touch a"))).isEmpty();
        assertThatThrownBy(() -> approvalGate(same).denialReason(call("c8", "touch b")))
                .isInstanceOf(AgentException.class);
        assertThatThrownBy(() -> approvalGate(other).denialReason(call("c7", "touch a")))
                .isInstanceOf(AgentException.class);
    }

    @Test
    void appliesAStoredApprovalRule() {
        hub.open(RUN, created("s-1", false));
        new ApprovalRuleStore(folder.resolve("data"))
                .add(new ProjectId("p-1"), "run_command", "{\"command\":\"touch a\"}", true, "ann");

        assertThat(approvalGate(RUN).denialReason(TOUCH)).isEmpty();
        assertThat(eventsOf(RunEvent.PolicyDecided.class).getLast().rule()).isEqualTo("answers/rule");
    }

    @Test
    void deniesInsteadOfAskingInAHeadlessRun() {
        hub.open(RUN, created("s-1", true));

        assertThat(approvalGate(RUN).denialReason(TOUCH).orElseThrow()).contains("headless", "ask first");
        assertThat(eventsOf(RunEvent.ApprovalRequested.class)).isEmpty();
    }

    @Test
    void deniesEverythingWhenAConfiguredPolicyFileIsMissing() {
        hub.open(RUN, created("s-1", false));
        server = Optional.of(folder.resolve("missing.json"));

        assertThat(approvalGate(RUN).denialReason(call("c1", "ls")).orElseThrow())
                .contains("missing.json", "policy.server");
    }

    @Test
    void deniesEverythingWhenTheProjectPolicyFileIsASymbolicLink() throws IOException {
        Files.delete(tree.resolve(".codeagent/policy.json"));
        Files.createSymbolicLink(tree.resolve(".codeagent/policy.json"), Path.of("/dev/null"));
        hub.open(RUN, created("s-1", false));

        assertThat(approvalGate(RUN).denialReason(call("c1", "ls")).orElseThrow())
                .contains("regular file");
    }

    @Test
    void readsTheProjectPolicyFromTheBaseCommit() throws IOException {
        hub.open(RUN, created("s-1", false));
        approvalGate(RUN).denialReason(call("c1", "ls"));
        Path work = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                .openOrCreate(knownProject(), RUN)
                .directory()
                .resolve(".codeagent/policy.json");
        assertThat(work).hasContent(RULES.strip());

        Files.writeString(work, "{\"rules\": []}");
        Files.writeString(tree.resolve(".codeagent/policy.json"), "{\"rules\": []}");

        assertThat(approvalGate(RUN).denialReason(call("c2", "rm a"))).isPresent();
    }

    @Test
    void asksAgainWhenTheCostReachesTwiceTheLimit() {
        hub.open(RUN, created("s-1", false));
        hub.publish(
                RUN,
                new RunEvent.TurnFinished(
                        "coding", 1, "demo", "m", "stop", new dev.codeagent.api.chat.Usage(1, 1, 0), 1));
        cost = "5.01";
        RunEvent.ApprovalRequested request = requestApproval(call("c1", "ls"));
        publishDecision(request, request.digest(), Decision.APPROVED, Scope.ONCE);

        assertThat(approvalGate(RUN).denialReason(call("c2", "ls"))).isEmpty();
        cost = "10.01";
        assertThat(requestApproval(call("c3", "ls")).reason()).contains("$10.01");
        cost = "";
        assertThat(approvalGate(RUN).denialReason(call("c4", "ls"))).isEmpty();
    }
}
