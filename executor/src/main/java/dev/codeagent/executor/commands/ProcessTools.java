package dev.codeagent.executor.commands;

import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Tools for processes that continue while the agent does other things: a server, a watcher, a prompt. */
public record ProcessTools(Workspace workspace, BackgroundProcesses backgroundProcesses) {
    private static final int MAX_READ_BYTES = 30_000;
    private static final int MAX_WAIT_MILLIS = 60_000;
    private static final Set<String> SIGNALS =
            Set.of("HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM", "STOP", "CONT", "WINCH");

    /** The id of the call names the process, so the name never refers to a process of another sandbox. */
    public ToolResult start(ToolCall call) {
        String command = call.arguments().string("command");
        var spec = CommandTools.processSpec(workspace, call, Duration.ZERO);
        BackgroundProcess started = backgroundProcesses.start(spec, command);
        String input = call.arguments().string("stdin", "");
        if (!input.isEmpty()) {
            started.writeInput(input.getBytes(StandardCharsets.UTF_8), false);
        }
        return new ToolResult(
                "started process '" + started.id() + "'; use process_read to see its output",
                fields(started).build(),
                false);
    }

    public ToolResult read(ToolCall call) {
        JsonArguments arguments = call.arguments();
        BackgroundProcess process = backgroundProcesses.find(arguments.string("process"));
        RingBuffer output = process.output();
        int limit = Math.clamp(arguments.number("limit", MAX_READ_BYTES), 1, MAX_READ_BYTES);
        long requestedOffset = arguments.number("offset", Math.max(0L, output.totalBytes() - limit));
        process.awaitOutput(
                requestedOffset, Duration.ofMillis(Math.clamp(arguments.number("wait_ms", 0), 0, MAX_WAIT_MILLIS)));
        boolean running = process.isRunning();
        long from = Math.max(requestedOffset, output.firstOffset());
        byte[] bytes = output.read(from, limit);
        int length = running || bytes.length == limit ? wholeCharacters(bytes) : bytes.length;
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        String omittedNotice = from > Math.max(0, requestedOffset)
                ? "… " + (from - Math.max(0, requestedOffset)) + " bytes are no longer kept …\n"
                : "";
        long next = Math.min(from, output.totalBytes()) + length;
        var fields = fields(process).add("offset", next).add("more", next < output.totalBytes());
        return new ToolResult(
                omittedNotice + text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + "("
                        + process.describeState() + "; next offset " + next + ")",
                fields.build(),
                false);
    }

    /** The length without an incomplete character at the end. */
    private static int wholeCharacters(byte[] bytes) {
        for (int distance = 1; distance <= Math.min(3, bytes.length); distance++) {
            int b = bytes[bytes.length - distance] & 0xff;
            if (b >= 0xc0) {
                int length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
                return length > distance && bytes.length > distance ? bytes.length - distance : bytes.length;
            }
            if (b < 0x80) {
                break;
            }
        }
        return bytes.length;
    }

    public ToolResult write(ToolCall call) {
        JsonArguments arguments = call.arguments();
        byte[] input = arguments.string("input", "").getBytes(StandardCharsets.UTF_8);
        boolean close = arguments.flag("close", false);
        BackgroundProcess process = backgroundProcesses.find(arguments.string("process"));
        process.writeInput(input, close);
        return ToolResult.of(
                "wrote " + input.length + " bytes to '" + process.id() + "'" + (close ? " and closed its input" : ""));
    }

    public ToolResult signal(ToolCall call) {
        String signal = call.arguments()
                .string("signal", "TERM")
                .toUpperCase(Locale.ROOT)
                .replaceFirst("^SIG", "");
        if (!SIGNALS.contains(signal)) {
            throw new ToolExecutionException("no signal '" + signal + "'; use one of "
                    + SIGNALS.stream().sorted().collect(Collectors.joining(", ")));
        }
        BackgroundProcess process = backgroundProcesses.find(call.arguments().string("process"));
        process.sendSignal(signal);
        return ToolResult.of("sent " + signal + " to '" + process.id() + "'");
    }

    public ToolResult list(ToolCall call) {
        JsonArrayBuilder processes = Json.createArrayBuilder();
        backgroundProcesses.all().forEach(p -> processes.add(fields(p)));
        String text = backgroundProcesses.all().stream()
                .map(p -> p.id() + ": " + p.describeState() + ", " + p.output().totalBytes() + " bytes printed: "
                        + p.command())
                .collect(Collectors.joining("\n"));
        return new ToolResult(
                text.isEmpty() ? "no process was started" : text,
                Json.createObjectBuilder().add("processes", processes).build(),
                false);
    }

    private static JsonObjectBuilder fields(BackgroundProcess process) {
        var fields = Json.createObjectBuilder()
                .add("process", process.id())
                .add("running", process.isRunning())
                .add("printed", process.output().totalBytes());
        if (!process.isRunning()) {
            fields.add("exitCode", process.exitCode());
        }
        return fields;
    }
}
