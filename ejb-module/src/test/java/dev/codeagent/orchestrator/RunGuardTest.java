package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.HostPaths;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.messaging.RunLog;
import dev.codeagent.policy.AnsweredCalls;
import dev.codeagent.policy.PolicyFiles;
import dev.codeagent.projects.Workspace;
import dev.codeagent.projects.Workspaces;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import java.io.IOException;
import java.math.BigDecimal;
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

class RunGuardTest {
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

    private record Walls() implements SandboxLauncher {
        @Override
        public String name() {
            return "walls";
        }

        @Override
        public boolean isInstalled() {
            return true;
        }

        @Override
        public String description() {
            return "nothing gets out";
        }

        @Override
        public void requireAvailable() {
            // Always there.
        }

        @Override
        public Sandbox open(Workspace workspace, boolean network) {
            throw new UnsupportedOperationException();
        }
    }

    private static RunEvent.ToolCalled call(String id, String command) {
        return new RunEvent.ToolCalled("coding", id, "run_command", "{\"command\": \"" + command + "\"}", true);
    }

    private static RunEvent.Created created(String session, boolean headless) {
        return new RunEvent.Created(
                "p-1", session, "local", "/code", List.of(), "x", List.of(AgentName.CODING), "", headless);
    }

    @BeforeEach
    void project() throws IOException {
        tree = Files.createDirectories(folder.resolve("tree/.codeagent")).getParent();
        Files.writeString(tree.resolve(".codeagent/policy.json"), RULES);
    }

    private Project known() {
        return new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
    }

    private RunGuard guard(RunId run) {
        Project project = known();
        var workspaces = new Workspaces(folder.resolve("data"), HostPaths.SAME);
        var context = new RunContext(run, new RunLog(hub, run), new CancellationToken(), 1);
        var sandbox = new RunSandbox(
                context,
                project,
                workspaces,
                new LauncherSelector(List.of(new Walls()), new Walls(), true, false, false, Optional.empty()));
        var settings =
                new PolicySettings(server, Optional.empty(), Duration.ofHours(24), Optional.of(new BigDecimal("5")));
        return new RunGuard(
                context,
                project,
                sandbox,
                new RunGuard.Parts(
                        journal,
                        new PolicyFiles(settings, workspaces),
                        new AnsweredCalls(folder.resolve("data")),
                        turns -> cost,
                        settings,
                        Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    private RunEvent.ApprovalRequested asked(RunEvent.ToolCalled call) {
        assertThatThrownBy(() -> guard(RUN).refusal(call))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.APPROVAL_NEEDED));
        return all(RunEvent.ApprovalRequested.class).getLast();
    }

    private void answer(RunEvent.ApprovalRequested question, String digest, String decision, String scope) {
        hub.publish(
                RUN,
                new RunEvent.ApprovalAnswered(question.approval(), question.call(), digest, decision, scope, "ann"));
    }

    private <T extends RunEvent> List<T> all(Class<T> type) {
        return journal.of(RUN).stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void letsPassWhatNoRuleSpeaksOfAndWritesNothing() {
        hub.open(RUN, created("s-1", false));

        assertThat(guard(RUN).refusal(call("c1", "ls"))).isEmpty();
        assertThat(all(RunEvent.PolicyDecided.class)).isEmpty();
    }

    @Test
    void deniesAndWritesWhichRuleDidOnce() {
        hub.open(RUN, created("s-1", false));

        assertThat(guard(RUN).refusal(call("c1", "rm a")).orElseThrow()).contains("project/no-rm", "never");
        assertThat(guard(RUN).refusal(call("c1", "rm a"))).isPresent();
        assertThat(all(RunEvent.PolicyDecided.class))
                .extracting(RunEvent.PolicyDecided::outcome, RunEvent.PolicyDecided::rule)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("deny", "project/no-rm"));
    }

    @Test
    void asksOnceAlsoWhereTheRunIsTakenUpAgain() {
        hub.open(RUN, created("s-1", false));

        RunEvent.ApprovalRequested first = asked(TOUCH);
        asked(TOUCH);

        assertThat(all(RunEvent.ApprovalRequested.class)).containsExactly(first);
        assertThat(first.approval()).isEqualTo("run-1.c1");
        assertThat(first.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(24)));
        assertThat(first.rule()).isEqualTo("project/touching");
        hub.publish(RUN, new RunEvent.Started(2)); // Its row says that it works; the question makes it wait.
        asked(TOUCH);
        assertThat(all(RunEvent.ApprovalRequested.class)).containsExactly(first, first);
    }

    @Test
    void followsTheAnswer() {
        hub.open(RUN, created("s-1", false));
        RunEvent.ApprovalRequested yes = asked(TOUCH);
        answer(yes, yes.digest(), "approved", "once");
        RunEvent.ApprovalRequested no = asked(call("c2", "touch b"));
        answer(no, no.digest(), "denied", "once");
        RunEvent.ApprovalRequested late = asked(call("c3", "touch c"));
        answer(late, late.digest(), "expired", "once");

        assertThat(guard(RUN).refusal(TOUCH)).isEmpty();
        assertThat(guard(RUN).refusal(call("c2", "touch b")).orElseThrow()).contains("ann said no");
        assertThat(guard(RUN).refusal(call("c3", "touch c")).orElseThrow()).contains("expired");
        assertThat(asked(call("c4", "touch a")).approval())
                .as("the same call again")
                .isEqualTo("run-1.c4");
    }

    @Test
    void takesNoAnswerThatIsAboutAnotherCall() {
        hub.open(RUN, created("s-1", false));
        RunEvent.ApprovalRequested question = asked(TOUCH);
        answer(question, question.digest(), "approved", "once");

        RunEvent.ApprovalRequested other = asked(call("c1", "touch a b"));

        assertThat(other.digest()).isNotEqualTo(question.digest());
    }

    @Test
    void deniesWhatAnAnswerAllowedOnceARuleDeniesIt() throws IOException {
        hub.open(RUN, created("s-1", false));
        RunEvent.ApprovalRequested question = asked(TOUCH);
        answer(question, question.digest(), "approved", "session");
        server = Optional.of(Files.writeString(
                folder.resolve("server.json"), "{\"rules\": [{\"outcome\": \"deny\", \"command\": \"touch\"}]}"));

        assertThat(guard(RUN).refusal(TOUCH).orElseThrow()).contains("server/rule-1");
    }

    @Test
    void remembersAnAnswerForTheSessionAndNotForOthers() {
        hub.open(RUN, created("s-1", false));
        RunEvent.ApprovalRequested question = asked(TOUCH);
        answer(question, question.digest(), "approved", "session");
        var same = new RunId("run-2");
        var other = new RunId("run-3");
        hub.open(same, created("s-1", false));
        hub.open(other, created("s-2", false));

        assertThat(guard(same).refusal(call("c7", "touch a"))).isEmpty();
        assertThatThrownBy(() -> guard(same).refusal(call("c8", "touch b"))).isInstanceOf(AgentException.class);
        assertThatThrownBy(() -> guard(other).refusal(call("c7", "touch a"))).isInstanceOf(AgentException.class);
    }

    @Test
    void followsARuleThatAnAnswerMade() {
        hub.open(RUN, created("s-1", false));
        new AnsweredCalls(folder.resolve("data"))
                .add(new ProjectId("p-1"), "run_command", "{\"command\":\"touch a\"}", true, "ann");

        assertThat(guard(RUN).refusal(TOUCH)).isEmpty();
        assertThat(all(RunEvent.PolicyDecided.class).getLast().rule()).isEqualTo("answers/rule");
    }

    @Test
    void asksNobodyInAHeadlessRun() {
        hub.open(RUN, created("s-1", true));

        assertThat(guard(RUN).refusal(TOUCH).orElseThrow()).contains("headless", "ask first");
        assertThat(all(RunEvent.ApprovalRequested.class)).isEmpty();
    }

    @Test
    void deniesEverythingWhereAFileThatIsNamedIsMissing() {
        hub.open(RUN, created("s-1", false));
        server = Optional.of(folder.resolve("missing.json"));

        assertThat(guard(RUN).refusal(call("c1", "ls")).orElseThrow()).contains("missing.json", "policy.server");
    }

    @Test
    void deniesEverythingWhereTheProjectsFileIsALink() throws IOException {
        Files.delete(tree.resolve(".codeagent/policy.json"));
        Files.createSymbolicLink(tree.resolve(".codeagent/policy.json"), Path.of("/dev/null"));
        hub.open(RUN, created("s-1", false));

        assertThat(guard(RUN).refusal(call("c1", "ls")).orElseThrow()).contains("plain file");
    }

    @Test
    void takesTheProjectsRulesFromTheCommitThatTheRunBeganWith() throws IOException {
        hub.open(RUN, created("s-1", false));
        guard(RUN).refusal(call("c1", "ls"));
        Path work = new Workspaces(folder.resolve("data"), HostPaths.SAME)
                .open(known(), RUN)
                .directory()
                .resolve(".codeagent/policy.json");
        assertThat(work).hasContent(RULES.strip());

        Files.writeString(work, "{\"rules\": []}");
        Files.writeString(tree.resolve(".codeagent/policy.json"), "{\"rules\": []}");

        assertThat(guard(RUN).refusal(call("c2", "rm a"))).isPresent();
    }

    @Test
    void asksAboveACostAndGoesOnToItsDouble() {
        hub.open(RUN, created("s-1", false));
        hub.publish(
                RUN,
                new RunEvent.TurnFinished(
                        "coding", 1, "demo", "m", "stop", new dev.codeagent.api.run.Usage(1, 1, 0), 1));
        cost = "5.01";
        RunEvent.ApprovalRequested question = asked(call("c1", "ls"));
        answer(question, question.digest(), "approved", "once");

        assertThat(guard(RUN).refusal(call("c2", "ls"))).isEmpty();
        cost = "10.01";
        assertThat(asked(call("c3", "ls")).reason()).contains("$10.01");
        cost = "";
        assertThat(guard(RUN).refusal(call("c4", "ls"))).isEmpty();
    }
}
