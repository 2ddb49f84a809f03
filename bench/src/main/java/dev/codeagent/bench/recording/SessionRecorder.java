package dev.codeagent.bench.recording;

import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.PseudoTerminal;
import dev.codeagent.bench.harness.ServerProcess;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Records a session at 80 and at 140 columns into a directory: a picture, its text, and an asciicast with the terminal's own
 * colors. Server, sandbox, edits and tests are real; the model is the scripted one of the demo.
 */
public final class SessionRecorder {
    private static final int ROWS = 36;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long KEY_MILLIS = 25;
    private static final long READING_MILLIS = 900;

    private static final String RULES = """
            {"rules": [{"id": "edits", "outcome": "ask", "tool": "edit_file", "reason": "edits of this project are shown first"}]}
            """;

    private SessionRecorder() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        if (args.length != 1) {
            System.err.println("usage: SessionRecorder DIRECTORY");
            System.exit(2);
        }
        Path target = Files.createDirectories(Path.of(args[0]));
        Path root = BuildArtifacts.locate().projectRoot();
        try (var directory = new BenchmarkDirectory();
                FakeModelProcess model = FakeModelProcess.start(
                        directory.path(), EnvelopeCodec.parse(Files.readString(root.resolve("demo/script.json"))));
                ServerProcess server = ServerProcess.start(directory.path())) {
            server.restClient().registerProvider("demo", model.url(), "any");
            for (int columns : new int[] {80, 140}) {
                Path home = directory.path().resolve(String.valueOf(columns));
                copyProject(root.resolve("demo/project"), home.resolve("cron"));
                record(target, columns, home, server, root, directory.path());
            }
        }
    }

    private static void copyProject(Path source, Path target) throws IOException, InterruptedException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.createDirectories(target.resolve(".codeagent"));
        Files.writeString(target.resolve(".codeagent/policy.json"), RULES);
        GitRepository.initialize(target);
    }

    private static void record(Path target, int columns, Path home, ServerProcess server, Path root, Path directory)
            throws IOException, InterruptedException {
        var command = List.of(
                root.resolve("codeagent").toString(),
                "--data",
                server.dataDirectory().toString(),
                "--provider",
                "demo");
        var environment = Map.of(
                "CODEAGENT_BUILD",
                "never",
                "HOME",
                home.toString(),
                "XDG_STATE_HOME",
                directory.resolve("state").toString());
        try (var terminal = PseudoTerminal.start(columns, ROWS, home.resolve("cron"), environment, command)) {
            play(terminal);
            save(terminal, target, columns);
        }
    }

    private static void play(PseudoTerminal terminal) throws IOException, InterruptedException {
        awaitPrompt(terminal);
        type(terminal, "0-7 in the day-of-week field must mean every day, see @FieldParser.j\t");
        pause();
        terminal.type("\r");
        String question = "allow it?";
        int answered = 0;
        while (answered < 4) {
            int expected = ++answered;
            terminal.await(() -> count(terminal.output(), question) >= expected, question, LIMIT);
            pause();
            terminal.type(answered == 1 ? "y" : "a");
            Thread.sleep(READING_MILLIS);
            if (awaitQuestionOrPrompt(terminal, question, expected)) {
                break;
            }
        }
        awaitPrompt(terminal);
        pause();
        type(terminal, "apply\r");
        awaitPrompt(terminal);
        pause();
        type(terminal, "undo\r");
        awaitPrompt(terminal);
        pause();
        type(terminal, "runs\r");
        awaitPrompt(terminal);
        pause();
    }

    /** True if the prompt is there again. */
    private static boolean awaitQuestionOrPrompt(PseudoTerminal terminal, String question, int known)
            throws IOException, InterruptedException {
        terminal.await(
                () -> count(terminal.output(), question) > known || isPrompt(terminal), "question or prompt", LIMIT);
        return isPrompt(terminal);
    }

    private static void awaitPrompt(PseudoTerminal terminal) throws IOException, InterruptedException {
        Thread.sleep(READING_MILLIS);
        terminal.await(() -> isPrompt(terminal), "prompt", LIMIT);
    }

    private static boolean isPrompt(PseudoTerminal terminal) {
        return terminal.screen().stream()
                .filter(line -> !line.isBlank())
                .reduce("", (first, second) -> second)
                .equals("code (demo)>");
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    private static void type(PseudoTerminal terminal, String text) throws IOException, InterruptedException {
        for (char key : text.toCharArray()) {
            terminal.type(String.valueOf(key));
            Thread.sleep(KEY_MILLIS);
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(READING_MILLIS);
    }

    private static void save(PseudoTerminal terminal, Path target, int columns) throws IOException {
        String name = "session-" + columns;
        List<long[]> lines = terminal.transcript();
        Files.writeString(target.resolve(name + ".svg"), TerminalPicture.draw(lines, columns));
        var text = new StringBuilder();
        lines.forEach(line -> text.append(TerminalPicture.text(line)).append('\n'));
        Files.writeString(target.resolve(name + ".txt"), text.toString().stripTrailing() + "\n");
        var cast = new StringBuilder("{\"version\": 2, \"width\": %d, \"height\": %d}\n".formatted(columns, ROWS));
        for (PseudoTerminal.Chunk chunk : terminal.chunks()) {
            JsonArrayBuilder event = Json.createArrayBuilder()
                    .add(Double.parseDouble(
                            String.format(Locale.ROOT, "%.3f", chunk.at().toMillis() / 1e3)))
                    .add("o")
                    .add(chunk.text());
            cast.append(event.build()).append('\n');
        }
        Files.writeString(target.resolve(name + ".cast"), cast.toString());
    }
}
