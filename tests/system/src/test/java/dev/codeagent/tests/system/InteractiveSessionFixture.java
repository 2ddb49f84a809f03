package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.PseudoTerminal;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.ServerWithFakeModel;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** An interactive session in a pseudo-terminal, with real keys, against a server with a scripted model. */
abstract class InteractiveSessionFixture {
    static final Duration LIMIT = Duration.ofSeconds(60);
    static final String PROMPT = "code (scripted)> ";
    static final String CTRL_C = "\u0003";
    static final String CTRL_D = "\u0004";
    static final String CTRL_U = "\u0015";
    static final String UP = "\u001bOA";
    static final String RULES = """
            {"rules": [{"id": "touching", "outcome": "ask", "command": "touch", "reason": "touching is asked for"}]}
            """;

    @TempDir
    static Path folder;

    static ServerWithFakeModel server;
    static GitRepository repository;
    static String project;
    static TcpProxy proxy;

    PseudoTerminal terminal;

    @BeforeAll
    static void start() throws Exception {
        server = ServerWithFakeModel.start(folder, script());
        repository = GitRepository.create(folder.resolve("repository"));
        Files.createDirectories(repository.path().resolve(".codeagent"));
        Files.writeString(repository.path().resolve(".codeagent/policy.json"), RULES);
        Files.writeString(repository.path().resolve(".gitignore"), "secret-*\n");
        Files.writeString(repository.path().resolve("secret-ignored.txt"), "ignored\n");
        Files.writeString(repository.path().resolve("untracked-notes.txt"), "notes\n");
        repository.git("add", ".codeagent", ".gitignore");
        repository.git("commit", "-q", "-m", "Rules");
        project = server.rest().registerProject(repository.path());
        proxy = TcpProxy.to(server.address().port());
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
        server.close();
    }

    @AfterEach
    void close() throws Exception {
        terminal.close();
    }

    void open(int columns, int rows) throws Exception {
        open(columns, rows, "xterm-256color");
    }

    void open(int columns, int rows, String type) throws Exception {
        String launcher = CodeagentCli.projectRoot().resolve("codeagent").toString();
        String address = "http://127.0.0.1:" + proxy.port();
        String token = server.codeagent().data().resolve("authorization").toString();
        String state = folder.resolve("state").toString();
        terminal = PseudoTerminal.start(
                columns,
                rows,
                repository.path(),
                Map.of("CODEAGENT_BUILD", "never", "XDG_STATE_HOME", state, "TERM", type),
                List.of(launcher, "--server", address, "--token-file", token, "--provider", "scripted"));
        awaitLine(PROMPT);
        assertThat(terminal.output()).doesNotContain("WARNING");
    }

    /** Waits until the last line of the screen with text is this one. */
    void awaitLine(String line) throws IOException, InterruptedException {
        terminal.await(
                () -> screenLines().reversed().stream().limit(1).anyMatch(line.stripTrailing()::equals),
                "line '" + line + "' at the end",
                LIMIT);
    }

    List<String> screenLines() {
        return terminal.screen().stream().filter(line -> !line.isBlank()).toList();
    }

    /** Whether the screen ends with the text, wherever its lines break. */
    boolean endsWith(String text) {
        return withoutBlanks(String.join("", screenLines())).endsWith(withoutBlanks(text));
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s", "");
    }

    /** A field of the last run. */
    static String lastRun(String field) throws IOException, InterruptedException {
        return server.rest()
                .listRuns("limit=1&projectId=" + project)
                .getJsonObject(0)
                .getString(field);
    }

    private static JsonObject script() {
        var quick = new Pacing(100, 0);
        ScriptedCall touch = ScriptedCall.of("run_command", "command", "touch made.txt");
        ScriptedCall write = ScriptedCall.of("write_file", "path", "guide.txt", "content", "half of the guide\n");
        var slowly = new Pacing(30, 200);
        return ModelScripts.script(Map.of(
                "*",
                ModelScripts.scenario(
                        Map.of(
                                "coding",
                                List.of(
                                        new ScriptedTurn("I touch it.", quick, List.of(touch)),
                                        new ScriptedTurn("It is touched.", quick, List.of())),
                                "planning",
                                List.of(new ScriptedTurn("This takes its time.\n\n".repeat(400), slowly, List.of())),
                                "documentation",
                                List.of(
                                        new ScriptedTurn("I begin.", quick, List.of(write)),
                                        new ScriptedTurn("This takes long.\n\n".repeat(400), slowly, List.of())),
                                "review",
                                List.of(new ScriptedTurn("It is reviewed.", quick, List.of()))),
                        false)));
    }
}
