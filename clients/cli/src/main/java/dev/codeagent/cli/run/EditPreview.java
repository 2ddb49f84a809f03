package dev.codeagent.cli.run;

import dev.codeagent.api.wire.ToolCallText;
import dev.codeagent.cli.terminal.LineDiff;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The change that a call of {@code edit_file} or {@code write_file} makes, as a colored difference of its arguments. */
final class EditPreview {
    /** Of a call that was made; its whole change is in the diff of the run. */
    static final int MAX_LINES = 16;

    private static final int CONTEXT = 2;
    private static final String INDENT = "    ";

    private EditPreview() {}

    /** At most {@code max} lines, with two lines around each change; none if the call does not edit. */
    static List<StyledLine> lines(String tool, String arguments, int max) {
        var diff = withoutDistantContext(diff(tool, ToolArguments.parse(arguments)));
        while (!diff.isEmpty()
                && diff.getLast().sign() == ' '
                && diff.getLast().text().isBlank()) {
            diff.removeLast();
        }
        var lines = new ArrayList<StyledLine>();
        for (LineDiff.Line line : diff.subList(0, Math.min(max, diff.size()))) {
            lines.add(styled(line, line.text().replace("\t", "    ")));
        }
        if (diff.size() > max) {
            lines.add(StyledLine.of(Style.DIM, INDENT + "… " + (diff.size() - max) + " more lines"));
        }
        return lines;
    }

    /**
     * The whole call as a question. No character of it is hidden, see {@link ToolCallText}; a call that is longer than its
     * limit, or that does not edit, is shown as that text.
     */
    static List<StyledLine> question(String tool, String arguments) {
        JsonObject json = ToolArguments.parse(arguments);
        List<LineDiff.Line> diff = diff(tool, json);
        var rest = Json.createObjectBuilder(json);
        List.of("old", "new", "content").forEach(rest::remove);
        var lines = new ArrayList<>(
                styled("? allow " + ToolCallText.of(tool, rest.build().toString())));
        for (LineDiff.Line line : diff) {
            lines.add(styled(line, ToolCallText.visibleLine(line.text())));
        }
        int chars = lines.stream().mapToInt(line -> line.text().length()).sum();
        return diff.isEmpty() || chars > ToolCallText.MAX_CHARS
                ? styled("? allow " + ToolCallText.of(tool, arguments))
                : lines;
    }

    private static List<StyledLine> styled(String text) {
        return text.lines().map(line -> StyledLine.of(Style.YELLOW, line)).toList();
    }

    private static StyledLine styled(LineDiff.Line line, String text) {
        Style style = switch (line.sign()) {
            case '+' -> Style.GREEN;
            case '-' -> Style.RED;
            default -> Style.DIM;
        };
        return StyledLine.of(style, INDENT + line.sign() + " " + text);
    }

    private static List<LineDiff.Line> diff(String tool, JsonObject arguments) {
        if (tool.equals("edit_file")
                && arguments.get("old") instanceof JsonString old
                && arguments.get("new") instanceof JsonString changed) {
            return LineDiff.between(split(old.getString()), split(changed.getString()));
        }
        if (tool.equals("write_file") && arguments.get("content") instanceof JsonString content) {
            return LineDiff.between(List.of(), split(content.getString().replaceFirst("\n$", "")));
        }
        return List.of();
    }

    private static List<String> split(String text) {
        return Arrays.asList(text.split("\n", -1));
    }

    private static ArrayList<LineDiff.Line> withoutDistantContext(List<LineDiff.Line> diff) {
        var near = new ArrayList<LineDiff.Line>();
        for (int i = 0; i < diff.size(); i++) {
            int from = Math.max(0, i - CONTEXT);
            int to = Math.min(diff.size(), i + CONTEXT + 1);
            if (diff.subList(from, to).stream().anyMatch(line -> line.sign() != ' ')) {
                near.add(diff.get(i));
            }
        }
        return near;
    }
}
