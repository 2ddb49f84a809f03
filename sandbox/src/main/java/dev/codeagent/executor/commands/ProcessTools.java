package dev.codeagent.executor.commands;

import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.ToolError;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Programs that go on while the agent does other things: a server, a watcher, a prompt. */
public record ProcessTools(Workspace workspace, Background background) {
    private static final int READ_BYTES = 30_000;
    private static final int MAX_WAIT_MILLIS = 60_000;
    private static final Set<String> SIGNALS =
            Set.of("HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM", "STOP", "CONT", "WINCH");

    /** Named by the call that starts it, so that no other sandbox's process is ever meant by the name. */
    public Result start(Call call) {
        String command = call.arguments().text("command");
        var program = CommandTools.program(workspace, call, Duration.ZERO);
        BackgroundProgram started = background.start(program, command);
        String input = call.arguments().text("stdin", "");
        if (!input.isEmpty()) {
            started.write(input.getBytes(StandardCharsets.UTF_8), false);
        }
        return new Result(
                "started process '" + started.id() + "'; process_read shows what it prints",
                fields(started).build(),
                false);
    }

    public Result read(Call call) {
        Arguments arguments = call.arguments();
        BackgroundProgram program = background.find(arguments.text("process"));
        Ring output = program.output();
        int limit = Math.clamp(arguments.number("limit", READ_BYTES), 1, READ_BYTES);
        long asked = arguments.number("offset", Math.max(0L, output.total() - limit));
        program.awaitOutput(asked, Duration.ofMillis(Math.clamp(arguments.number("wait_ms", 0), 0, MAX_WAIT_MILLIS)));
        boolean running = program.running();
        long from = Math.max(asked, output.first());
        byte[] bytes = output.from(from, limit);
        int length = running || bytes.length == limit ? wholeCharacters(bytes) : bytes.length;
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        String gone =
                from > Math.max(0, asked) ? "… " + (from - Math.max(0, asked)) + " bytes are no longer kept …\n" : "";
        long next = Math.min(from, output.total()) + length;
        var fields = fields(program).add("offset", next).add("more", next < output.total());
        return new Result(
                gone + text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + "(" + program.state()
                        + "; next offset " + next + ")",
                fields.build(),
                false);
    }

    /** The length without a character that is cut at the end. */
    private static int wholeCharacters(byte[] bytes) {
        for (int back = 1; back <= Math.min(3, bytes.length); back++) {
            int b = bytes[bytes.length - back] & 0xff;
            if (b >= 0xc0) {
                int needed = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
                return needed > back && bytes.length > back ? bytes.length - back : bytes.length;
            }
            if (b < 0x80) {
                break;
            }
        }
        return bytes.length;
    }

    public Result write(Call call) {
        Arguments arguments = call.arguments();
        byte[] input = arguments.text("input", "").getBytes(StandardCharsets.UTF_8);
        boolean close = arguments.flag("close", false);
        BackgroundProgram program = background.find(arguments.text("process"));
        program.write(input, close);
        return Result.of(
                "wrote " + input.length + " bytes to '" + program.id() + "'" + (close ? " and closed its input" : ""));
    }

    public Result signal(Call call) {
        String signal =
                call.arguments().text("signal", "TERM").toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
        if (!SIGNALS.contains(signal)) {
            throw new ToolError("no signal '" + signal + "'; there are "
                    + SIGNALS.stream().sorted().collect(Collectors.joining(", ")));
        }
        BackgroundProgram program = background.find(call.arguments().text("process"));
        program.signal(signal);
        return Result.of("sent " + signal + " to '" + program.id() + "'");
    }

    public Result list(Call call) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        background.all().forEach(p -> all.add(fields(p)));
        String text = background.all().stream()
                .map(p -> p.id() + ": " + p.state() + ", " + p.output().total() + " bytes printed: " + p.command())
                .collect(Collectors.joining("\n"));
        return new Result(
                text.isEmpty() ? "no process was started" : text,
                Json.createObjectBuilder().add("processes", all).build(),
                false);
    }

    private static JsonObjectBuilder fields(BackgroundProgram program) {
        var fields = Json.createObjectBuilder()
                .add("process", program.id())
                .add("running", program.running())
                .add("printed", program.output().total());
        if (!program.running()) {
            fields.add("exitCode", program.exitCode());
        }
        return fields;
    }
}
