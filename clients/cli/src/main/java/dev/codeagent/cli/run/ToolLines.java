package dev.codeagent.cli.run;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Screen;
import dev.codeagent.cli.terminal.Style;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Shows each tool call on one line: what it does when it begins, its outcome behind that when it ends. */
final class ToolLines {
    private static final List<String> TELLING = List.of("path", "command", "pattern", "filter");
    private static final int ARGUMENT = 90;
    private static final int RESULT = 140;

    private final Screen screen;
    private final Map<String, String> heads = new HashMap<>();
    private String open = "";

    ToolLines(Screen screen) {
        this.screen = screen;
    }

    void called(RunEvent.ToolCalled e) {
        interrupt();
        String argument = argument(e.arguments());
        String head = "⏺ " + SafeText.line(e.tool(), ARGUMENT) + (argument.isEmpty() ? "" : " " + argument);
        heads.put(e.call(), head);
        screen.closeLine();
        screen.text(Style.CYAN, head);
        open = e.call();
    }

    void finished(RunEvent.ToolFinished e) {
        String head = Objects.requireNonNullElse(heads.remove(e.call()), "⏺ " + SafeText.line(e.tool(), ARGUMENT));
        if (!open.equals(e.call())) {
            interrupt();
            screen.closeLine();
            screen.text(Style.CYAN, head);
        }
        open = "";
        boolean ok = e.outcome().equals("ok");
        screen.text(ok ? Style.GREEN : Style.RED, "  " + SafeText.line(e.outcome(), ARGUMENT));
        screen.text(Style.DIM, " " + Transcript.seconds(e.millis()) + "\n");
        if (!ok) {
            String reason = e.result().lines().filter(l -> !l.isBlank()).findFirst().orElse("no reason given");
            screen.line(Style.RED, "    " + SafeText.line(reason, RESULT));
        }
    }

    /** Something else is about to be shown. */
    void interrupt() {
        if (!open.isEmpty()) {
            screen.closeLine();
            open = "";
        }
    }

    /** The argument that tells most about a call. */
    private static String argument(String arguments) {
        try (var reader = Json.createReader(new StringReader(arguments))) {
            JsonObject json = reader.readObject();
            return TELLING.stream()
                    .filter(name -> json.get(name) instanceof JsonString)
                    .findFirst()
                    .map(name -> SafeText.line(json.getString(name), ARGUMENT))
                    .orElse("");
        } catch (JsonException e) {
            return SafeText.line(arguments, ARGUMENT);
        }
    }
}
