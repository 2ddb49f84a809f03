package dev.codeagent.orchestrator;

import dev.codeagent.api.text.UnicodeText;
import java.util.List;
import java.util.regex.Pattern;

/** Shortens the output of a failed preparation to the line that a question and a verdict show. */
final class PreparationProblem {
    private static final int MAX_LINES = 3;
    private static final int MAX_CHARS = 600;
    private static final Pattern ERROR = Pattern.compile(
            "\\b(err!|error|fatal|failed|cannot|could not|not found|unsupported)", Pattern.CASE_INSENSITIVE);

    private static final Pattern ESCAPE_SEQUENCE = Pattern.compile("\\x1b\\[[0-9;?]*[A-Za-z]");

    private PreparationProblem() {}

    /** Returns the first lines that report an error, after the heading; the last lines if none does. */
    static String summarize(String output) {
        List<String> lines = ESCAPE_SEQUENCE
                .matcher(output)
                .replaceAll("")
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}", " ").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            return "the project cannot be prepared";
        }
        List<String> rest = lines.subList(1, lines.size());
        List<String> errors = rest.stream()
                .filter(line -> ERROR.matcher(line).find())
                .limit(MAX_LINES)
                .toList();
        List<String> shown =
                errors.isEmpty() ? rest.subList(Math.max(0, rest.size() - MAX_LINES), rest.size()) : errors;
        String heading = lines.getFirst().replaceFirst(";.*", "");
        String text = shown.isEmpty() ? heading : heading + ": " + String.join(" / ", shown);
        return UnicodeText.prefix(text, MAX_CHARS);
    }
}
