package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The interactive session in a pseudo-terminal, with real keys, against a server with a scripted model. */
class InteractiveSessionTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PROMPT = "code (scripted)> ";
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";
    private static final String CTRL_U = "\u0015";
    private static final String UP = "\u001bOA";
    private static final String RULES = """
            {"rules": [{"id": "touching", "outcome": "ask", "command": "touch", "reason": "touching is asked for"}]}
            """;

    @TempDir
    static Path folder;

    private static ServerWithFakeModel server;
    private static GitRepository repository;
    private static String project;
    private static TcpProxy proxy;

    private PseudoTerminal terminal;

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

    @Test
    void completesCommandsFilesRunsAndProviders() throws Exception {
        String run = server.rest().startRun(project, "/review", "for the completion", "scripted");
        open(100, 30);

        terminal.type("/prov\t");
        terminal.awaitScreen(PROMPT + "/provider", LIMIT);
        terminal.type(" scr\t");
        terminal.awaitScreen(PROMPT + "/provider scripted", LIMIT);
        terminal.type(CTRL_U + "explain @notes\t");
        terminal.awaitScreen(PROMPT + "explain @untracked-notes.txt", LIMIT);
        terminal.type(CTRL_U + "diff " + run.substring(0, run.length() - 1) + "\t");
        terminal.awaitScreen(PROMPT + "diff " + run, LIMIT);
        terminal.type(CTRL_U + "explain @secret\t\t");
        terminal.type(" end");
        terminal.awaitScreen(PROMPT + "explain @secret end", LIMIT);
        assertThat(terminal.screen()).noneMatch(line -> line.contains("secret-ignored"));
    }

    @Test
    void sendsSeveralLinesAsOneRequest() throws Exception {
        open(80, 40);

        terminal.type("/review first \\\rsecond\u001b\rthird ```\r"); // Alt-Enter sends escape and return.
        awaitLine("… ");
        terminal.type("code \"in a block\r``` and \"in\rquotes\"\r");
        terminal.awaitScreen("It is reviewed.", LIMIT);

        assertThat(lastRun("prompt")).isEqualTo("first \nsecond\nthird ```\ncode \"in a block\n``` and \"in\nquotes\"");
    }

    @Test
    void ctrlCCancelsTheRunAndKeepsTheSession() throws Exception {
        open(80, 30);

        terminal.type("/plan slowly\r");
        terminal.awaitScreen("takes its time", LIMIT);
        terminal.type("and then this");
        terminal.type(CTRL_C);
        terminal.awaitScreen("cancelling the run", LIMIT);
        awaitLine(PROMPT + "and then this"); // What was typed during the run is kept.
        await().atMost(LIMIT).until(() -> lastRun("state").equals("cancelled"));

        terminal.type(CTRL_C);
        awaitLine(PROMPT);
        terminal.type("/review go on\r");
        terminal.awaitScreen("It is reviewed.", LIMIT);
        awaitLine(PROMPT);
        terminal.type(CTRL_C);
        terminal.awaitScreen("press Ctrl-C again", LIMIT);
        terminal.type(CTRL_C);
        assertThat(terminal.awaitExit(LIMIT)).isZero();
    }

    @Test
    void oneKeyAnswersAnApproval() throws Exception {
        open(80, 45);

        terminal.type("touch it\r");
        terminal.awaitScreen("allow it?", LIMIT);
        terminal.type("w");
        Thread.sleep(500); // Longer than the time in which a key is no answer.
        terminal.type("y");
        terminal.awaitScreen("approved by", LIMIT);
        terminal.awaitScreen("It is touched.", LIMIT);
        awaitLine(PROMPT + "w");
        terminal.type(CTRL_U + "apply\r"); // The last run.
        terminal.awaitScreen("applied to your working tree", LIMIT);

        assertThat(repository.path().resolve("made.txt")).exists();
        assertThat(terminal.output()).contains("touching is asked for");
    }

    @Test
    void enterDuringARunExecutesTheLineAfterIt() throws Exception {
        open(80, 40);

        terminal.type("/review first\r");
        terminal.awaitScreen("It is reviewed.", LIMIT); // The server still ends the run.
        terminal.type("/plan slowly\r");
        terminal.awaitScreen("takes its time", LIMIT);
        terminal.type("/review second\rand third");
        terminal.awaitScreen("next: /review second", LIMIT);
        terminal.awaitScreen("> and third", LIMIT);
        terminal.type(CTRL_C); // What was typed before the run was cancelled is not executed.
        awaitLine("… and third");
        assertThat(screenLines()).contains(PROMPT + "/review second");

        terminal.type(CTRL_C);
        awaitLine(PROMPT);
        terminal.type("touch it\r");
        terminal.awaitScreen("allow it?", LIMIT);
        Thread.sleep(500); // Longer than the time in which a key is no answer.
        terminal.type("y/review fourth\rand fifth");
        terminal.awaitScreen("It is reviewed.", LIMIT);
        awaitLine(PROMPT + "and fifth");
        assertThat(lastRun("prompt")).isEqualTo("fourth");
    }

    @Test
    void ctrlCEndsTheWaitingForAnAnswer() throws Exception {
        open(80, 24);

        proxy.stall();
        try {
            terminal.type("runs\r");
            Thread.sleep(500); // The request is on its way.
            terminal.type(CTRL_C);
            terminal.awaitScreen("interrupted", LIMIT);
        } finally {
            proxy.restore();
        }
        awaitLine(PROMPT);
        terminal.type("/exit\r");
        assertThat(terminal.awaitExit(LIMIT)).isZero();
    }

    @Test
    void wrapsAtTheWidthOfTheWindow() throws Exception {
        open(80, 24);
        String text = "word ".repeat(14) + "end";
        terminal.type(text);
        terminal.await(() -> endsWith(PROMPT + text), "text", LIMIT);

        for (int columns : new int[] {140, 60, 80, 33, 100}) {
            int before = terminal.output().length();
            terminal.resize(columns, 24);
            terminal.await(
                    () -> terminal.output().length() > before && endsWith(PROMPT + text),
                    "text at " + columns + " columns",
                    LIMIT);
            assertThat(String.join("", screenLines()).split(Pattern.quote(PROMPT), -1))
                    .as("prompts on the screen at %d columns", columns)
                    .hasSize(2);
        }
    }

    @Test
    void keepsTheOutputOfARunWhenTheWindowChanges() throws Exception {
        open(80, 24);

        terminal.type("/plan slowly\r");
        terminal.awaitScreen("takes its time", LIMIT);
        for (int columns : new int[] {140, 60, 80}) {
            terminal.resize(columns, 24);
            Thread.sleep(1_200); // The status line is drawn at least once.
            assertThat(screenLines().stream().filter(line -> line.startsWith("planning · ")))
                    .as("the status line at %d columns", columns)
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(screenLines()).as("at %d columns", columns).anyMatch(line -> line.contains("takes its time"));
        }
        terminal.type(CTRL_C);
        awaitLine(PROMPT);
    }

    @Test
    void pastesTenThousandCharactersAsOneText() throws Exception {
        open(80, 24);
        int runsBefore = server.rest().listRuns("projectId=" + project).size();
        String pasted = "a line of pasted text, 39 characters ø\n".repeat(257).substring(0, 10_000);

        terminal.type("/review ");
        terminal.paste(pasted);
        terminal.awaitScreen("[pasted text 1: 10,000 characters]", LIMIT);
        assertThat(server.rest().listRuns("projectId=" + project)).hasSize(runsBefore);
        terminal.type("\r");
        terminal.awaitScreen("It is reviewed.", LIMIT);

        assertThat(lastRun("prompt")).isEqualTo(pasted.strip());
    }

    @Test
    void keepsSessionAndTextWhenTheConnectionBreaks() throws Exception {
        open(100, 40);

        terminal.type("/plan slowly\r");
        terminal.awaitScreen("takes its time", LIMIT);
        proxy.cut();
        terminal.awaitScreen("connection lost", LIMIT);
        proxy.restore();
        terminal.awaitScreen("reconnected", LIMIT);
        terminal.type(CTRL_C);
        terminal.awaitScreen("cancelled", LIMIT);
        awaitLine(PROMPT);

        terminal.type("/review this is ty");
        proxy.cut();
        terminal.awaitScreen("does not answer", LIMIT);
        terminal.type("ped\r");
        terminal.awaitScreen("cannot reach", LIMIT);
        awaitLine(PROMPT + "/review this is typed");
        proxy.restore();
        terminal.awaitScreen("connected again", LIMIT);
        terminal.type("\r");
        terminal.awaitScreen("It is reviewed.", LIMIT);
        assertThat(lastRun("prompt")).isEqualTo("this is typed");
    }

    @Test
    void keepsTheHistoryForItsUserAloneAndWithoutKeys() throws Exception {
        open(80, 24);
        terminal.type("/help\r");
        terminal.awaitScreen("Ctrl-R", LIMIT);
        terminal.type("providers add x --key sk-planted --url nowhere\r");
        awaitLine(PROMPT);
        terminal.type(CTRL_D);
        assertThat(terminal.awaitExit(LIMIT)).isZero();
        terminal.close();

        open(80, 24);
        terminal.type(UP);
        awaitLine(PROMPT + "/help");
        Path history = folder.resolve("state/codeagent/history");
        assertThat(history).content().contains("/help").doesNotContain("sk-planted");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
    }

    @Test
    void worksInATerminalWithoutAnyAbility() throws Exception {
        open(80, 24, "dumb");

        terminal.type("/review plainly\r");
        terminal.awaitScreen("It is reviewed.", LIMIT);
        awaitLine(PROMPT);
        terminal.type("/exit\r");

        assertThat(terminal.awaitExit(LIMIT)).isZero();
        assertThat(terminal.output()).doesNotContain("\u001b[");
    }

    private void open(int columns, int rows) throws Exception {
        open(columns, rows, "xterm-256color");
    }

    private void open(int columns, int rows, String type) throws Exception {
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
    private void awaitLine(String line) throws IOException, InterruptedException {
        terminal.await(
                () -> screenLines().reversed().stream().limit(1).anyMatch(line.stripTrailing()::equals),
                "line '" + line + "' at the end",
                LIMIT);
    }

    private List<String> screenLines() {
        return terminal.screen().stream().filter(line -> !line.isBlank()).toList();
    }

    /** Whether the screen ends with the text, wherever its lines break. */
    private boolean endsWith(String text) {
        return withoutBlanks(String.join("", screenLines())).endsWith(withoutBlanks(text));
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s", "");
    }

    /** A field of the last run. */
    private static String lastRun(String field) throws IOException, InterruptedException {
        return server.rest()
                .listRuns("limit=1&projectId=" + project)
                .getJsonObject(0)
                .getString(field);
    }

    private static JsonObject script() {
        var quick = new Pacing(100, 0);
        ScriptedCall touch = ScriptedCall.of("run_command", "command", "touch made.txt");
        return ModelScripts.script(Map.of(
                "*",
                ModelScripts.scenario(
                        Map.of(
                                "coding",
                                List.of(
                                        new ScriptedTurn("I touch it.", quick, List.of(touch)),
                                        new ScriptedTurn("It is touched.", quick, List.of())),
                                "planning",
                                List.of(new ScriptedTurn(
                                        "This takes its time.\n\n".repeat(400), new Pacing(30, 200), List.of())),
                                "review",
                                List.of(new ScriptedTurn("It is reviewed.", quick, List.of()))),
                        false)));
    }
}
