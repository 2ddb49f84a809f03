package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.WebSocketConnection;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import dev.codeagent.tests.anyserver.OneFileScript;
import dev.codeagent.tests.anyserver.ServerWithFakeModel;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding runs again from the command line: lists, short ids, reports, conversations, attach. */
class RunListTest {
    private static final int REJECTED = 4;
    private static final int INTERRUPTED = 130;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    static Path folder;

    private static ServerWithFakeModel server;
    private static GitRepository first;
    private static GitRepository second;
    private static String session;
    private static String applied;
    private static String open;

    @BeforeAll
    static void start() throws Exception {
        server = ServerWithFakeModel.start(folder, OneFileScript.create("new\n"));
        session = "conversation-" + UUID.randomUUID().toString().substring(0, 8);
        first = GitRepository.create(folder.resolve("first"));
        second = GitRepository.create(folder.resolve("second"));
        applied = runCode(first, session);
        open = runCode(first, session);
        assertSuccess(run("apply", applied));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String runCode(GitRepository repository, String session) throws Exception {
        return runIn(repository, "/code", "write it", "--session", session, "--provider", "scripted")
                .runId();
    }

    private static CommandResult run(String... arguments) throws IOException, InterruptedException {
        return server.codeagent().run(arguments);
    }

    private static CommandResult runIn(GitRepository repository, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--project", repository.path().toString()));
        return run(command.toArray(String[]::new));
    }

    private static void assertSuccess(CommandResult result) {
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
    }

    private static List<JsonObject> parse(CommandResult result) {
        assertSuccess(result);
        return result.lines().stream().map(GatewayMessages::parse).toList();
    }

    @Test
    void changesNoRunOfAnotherProjectFromADirectoryOfNone() throws Exception {
        for (String command : List.of("apply", "undo", "discard", "cancel")) {
            CommandResult result = run(command, "last");

            assertThat(result.exit()).as(command).isEqualTo(REJECTED);
            assertThat(result.err()).contains("is not a project that the server knows", "codeagent runs --all");
        }
        assertSuccess(run("show", "last"));
    }

    @Test
    void listsTheRunsOfAProjectWithVerdictAndPatch() throws Exception {
        List<JsonObject> runs = parse(runIn(first, "runs", "--json"));

        assertThat(runs).extracting(r -> r.getString("id")).contains(open, applied);
        assertThat(runs)
                .extracting(r -> r.getString("projectPath"))
                .containsOnly(first.path().toRealPath().toString());
        assertThat(patchOf(runs, applied)).isEqualTo("applied");
        assertThat(patchOf(runs, open)).isEqualTo("open");
        assertThat(runIn(first, "runs").out())
                .containsPattern(open + " +completed +\\S+ +open +" + session + " +/code ")
                .doesNotContain("PROJECT");
        assertThat(runIn(first, "runs", "--all").out())
                .containsPattern(open + " +completed +\\S+ +open +first +" + session + " ");
        assertThat(runIn(second, "runs").out()).doesNotContain(open);
        assertThat(parse(runIn(first, "runs", "--patch", "applied", "--json")))
                .extracting(r -> r.getString("id"))
                .containsExactly(applied);
        assertThat(parse(runIn(first, "runs", "--state", "failed,queued", "--json")))
                .isEmpty();
        CommandResult wrong = runIn(first, "runs", "--state", "done");
        assertThat(wrong.exit()).isEqualTo(REJECTED);
        assertThat(wrong.err()).contains("'done'", "completed");
    }

    private static String patchOf(List<JsonObject> runs, String id) {
        return runs.stream()
                .filter(run -> run.getString("id").equals(id))
                .findFirst()
                .orElseThrow()
                .getString("patch");
    }

    @Test
    void namesTheCommandOfTheNextPage() throws Exception {
        CommandResult page = runIn(first, "runs", "--limit", "1", "--session", session);

        String more = page.lines().getLast();
        assertThat(more).startsWith("more: ").contains(" runs --session " + session + " --limit 1 --cursor " + open);
        String[] words =
                more.substring(more.indexOf(" runs ") + 1).split(" --data")[0].split(" ");
        CommandResult next = runIn(first, words);
        assertThat(next.out()).contains(applied).doesNotContain(open, "more: ");
        HttpResponse<String> rest = send(server.address().request("/api/v1/runs?limit=1&sessionId=" + session));
        assertThat(rest.headers().firstValue("Link").orElseThrow())
                .contains("cursor=" + open, "rel=\"next\"", "sessionId=" + session);
    }

    @Test
    void acceptsTheUniqueBeginningOfAnIdAndLast() throws Exception {
        String prefix = open.substring(0, open.length() - 3);

        assertThat(run("diff", prefix).out()).contains("+++ b/src/new.txt");
        assertThat(runIn(first, "show", "last").out()).contains("run       " + open);
        CommandResult none = runIn(GitRepository.create(folder.resolve("new")), "diff", "last");
        assertThat(none.exit()).isEqualTo(REJECTED);
        CommandResult ambiguous = run("diff", "run-");
        assertThat(ambiguous.exit()).isEqualTo(REJECTED);
        assertThat(ambiguous.err()).contains("several runs begin with 'run-'", "(/code in ");
        CommandResult unknown = run("show", open.substring(0, open.length() - 1) + "u");
        assertThat(unknown.exit()).isEqualTo(REJECTED);
        assertThat(unknown.err()).contains("did you mean 'run-", "the latest is run-", "UNKNOWN_RUN");
        assertThat(send(server.address().request("/api/v1/runs/" + prefix + "/report"))
                        .body())
                .contains("\"id\":\"" + open + "\"");
    }

    @Test
    void showsEverythingAboutARun() throws Exception {
        CommandResult shown = run("show", applied);

        assertSuccess(shown);
        assertThat(shown.out())
                .contains(
                        "request   /code write it",
                        "session   " + session,
                        first.path().toRealPath().toString())
                .containsPattern("coding +coding +scripted/\\S* +done +2 +1 ")
                .contains("patch     applied, branch codeagent/" + applied)
                .contains("src/new.txt  added, +1 −0")
                .contains("applied by local");
    }

    @Test
    void refusesToCancelARunThatHasEnded() throws Exception {
        CommandResult cancel = run("cancel", applied);

        assertThat(cancel.exit()).isEqualTo(REJECTED);
        assertThat(cancel.err()).contains("run " + applied + " has already ended (completed)", "nothing to cancel");
        assertThat(GatewayMessages.parse(server.rest().exchange("POST", "/api/v1/runs/" + applied + "/cancel", "{}"))
                        .getString("state"))
                .isEqualTo("completed");
    }

    @Test
    void refusesTheSessionOfAnotherProject() throws Exception {
        CommandResult refused = runIn(second, "/code", "write it", "--session", session, "--provider", "scripted");
        HttpResponse<String> rest = server.rest()
                .post(
                        "/api/v1/runs",
                        "{\"path\":\"" + second.path()
                                + "\",\"command\":\"/code\",\"prompt\":\"x\",\"provider\":\"scripted\","
                                + "\"sessionId\":\"" + session + "\"}");

        assertThat(refused.exit()).isEqualTo(REJECTED);
        assertThat(refused.err())
                .contains("CONFLICT", session, first.path().toRealPath().toString());
        assertThat(rest.statusCode()).isEqualTo(409);
        assertThat(rest.body()).contains("CONFLICT");
        String project = server.rest().registerProject(second.path());
        try (WebSocketConnection connection = WebSocketConnection.open(server.address())) {
            connection.send(GatewayMessages.startRun("c-1", "/code", "x", project, session, "scripted"));
            assertThat(connection.receive()).contains("\"type\":\"error\"", "CONFLICT");
        }
        assertThat(server.rest().listRuns("sessionId=" + session + "&projectId=" + project))
                .isEmpty();
    }

    @Test
    void listsConversations() throws Exception {
        List<JsonObject> sessions = parse(runIn(first, "sessions", "--json"));

        JsonObject conversation = sessions.stream()
                .filter(s -> s.getString("id").equals(session))
                .findFirst()
                .orElseThrow();
        assertThat(conversation.getInt("runs")).isEqualTo(2);
        assertThat(conversation.getString("lastRun")).isEqualTo(open);
        assertThat(runIn(first, "sessions").out())
                .containsPattern(session + " +first +2 ")
                .contains("continue one: ", " /code --session ");
    }

    @Test
    void attachesToARunAndDetachesWithoutCancellingIt() throws Exception {
        String project = server.rest().registerProject(second.path());
        String slow = server.rest().startRun(project, "/plan", "slowly", "scripted");
        Path output = folder.resolve("attach.out");
        Process attached = server.codeagent()
                .processBuilder("attach", slow)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        await().atMost(TIMEOUT).until(() -> Files.readString(output).contains("── planning"));

        new ProcessBuilder("kill", "-INT", String.valueOf(attached.pid()))
                .start()
                .waitFor();

        assertThat(attached.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(attached.exitValue()).isEqualTo(INTERRUPTED);
        assertThat(Files.readString(output)).contains("detached; the run continues", "attach " + slow);
        assertThat(server.rest().getRun(slow).getString("state")).isEqualTo("running");
        assertSuccess(run("cancel", slow));
        assertThat(run("attach", slow).exit()).isEqualTo(5);
        CommandResult ended = run("attach", applied);
        assertSuccess(ended);
        assertThat(ended.out()).contains("run " + applied, "It is written.");
        assertThat(run("attach", applied, "--from-now").err()).contains("has already ended");
    }

    @Test
    void endsTheEventStreamOfAClientThatHasEverything() throws Exception {
        int last = server.rest().getRun(applied).getInt("lastSeq");

        HttpResponse<String> stream = send(server.address()
                .request("/api/v1/runs/" + applied + "/events")
                .timeout(Duration.ofSeconds(30))
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", String.valueOf(last)));

        assertThat(stream.body()).doesNotContain("data:");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
