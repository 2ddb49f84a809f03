package dev.codeagent.policy.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Programs that run other programs in ways that are not analyzed, by the table {@code policy/launchers.txt}: what they
 * run counts as unknown.
 */
final class OpaqueLaunchers {
    private static final Map<String, List<String>> TABLE = readTable();

    /** Options that run a command, of any program. */
    private static final List<String> COMMAND_OPTIONS = List.of(
            "--to-command",
            "--checkpoint-action",
            "--use-compress-program",
            "--rsh-command",
            "--exec",
            "--upload-pack",
            "--receive-pack",
            "--extcmd",
            "--rsh",
            "--tree-filter",
            "--index-filter",
            "--msg-filter",
            "--open-files");

    private static final int MIN_ABBREVIATION = 5;

    private OpaqueLaunchers() {}

    private static Map<String, List<String>> readTable() {
        var table = new HashMap<String, List<String>>();
        try (var reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(OpaqueLaunchers.class.getResourceAsStream("/policy/launchers.txt")),
                StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] parts = line.split(" : ", 2);
                if (!line.startsWith("#") && parts.length == 2) {
                    for (String program : parts[0].split(" ")) {
                        table.put(program, List.of(parts[1].split(" ")));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }

    static boolean launchesUnknown(String program, List<ShellWord> arguments) {
        boolean option = arguments.stream()
                .anyMatch(a -> COMMAND_OPTIONS.stream().anyMatch(o -> a.text().startsWith(o)));
        return option
                || program.matches("ld-(?:linux|musl).*")
                || conditions(program).stream().anyMatch(c -> holds(c, arguments))
                || switch (program) {
                    case "git" -> GitLaunches.launchesUnknown(arguments);
                    case "sed", "gsed" -> SedScript.launchesUnknown(arguments);
                    case "awk", "gawk", "mawk", "nawk", "original-awk", "goawk" -> awkLaunchesUnknown(arguments);
                    case "make", "gmake" -> readsUnknownMakefile(arguments);
                    case "find" -> arguments.stream().anyMatch(ShellWord::maySplit);
                    default -> false;
                };
    }

    /** A program may have its version in its name: {@code gcc-14}, {@code vim.basic}. */
    private static List<String> conditions(String program) {
        List<String> exact = TABLE.get(program);
        return exact != null || program.length() > InlineCode.MAX_NAME
                ? Objects.requireNonNullElse(exact, List.of())
                : TABLE.getOrDefault(program.replaceFirst("(?:[-.]?[0-9][0-9.]*|\\.[a-z]+\\d?)$", ""), List.of());
    }

    private static boolean holds(String condition, List<ShellWord> arguments) {
        String value = condition.substring(1);
        return switch (condition.charAt(0)) {
            case '*' -> true;
            case '~' -> arguments.stream().anyMatch(a -> a.text().contains(value));
            case '+' -> arguments.stream().anyMatch(a -> a.text().startsWith("+"));
            case '=' -> arguments.stream().anyMatch(a -> a.text().equals(value));
            case '^' ->
                !arguments.isEmpty()
                        && arguments.getFirst().text().matches("[A-Za-z]+")
                        && arguments.getFirst().text().contains(value);
            default -> condition.startsWith("--") ? hasLong(condition, arguments) : hasShort(value, arguments);
        };
    }

    private static boolean hasLong(String option, List<ShellWord> arguments) {
        return arguments.stream()
                .map(a -> a.text().replaceFirst("(?s)=.*", ""))
                .anyMatch(a -> a.equals(option) || a.length() >= MIN_ABBREVIATION && option.startsWith(a));
    }

    private static boolean hasShort(String name, List<ShellWord> arguments) {
        return arguments.stream()
                .map(ShellWord::text)
                .filter(a -> a.startsWith("-") && !a.startsWith("--"))
                .anyMatch(a -> name.length() > 1
                        ? a.equals("-" + name) || a.startsWith("-" + name + "=")
                        : a.matches("-[A-Za-z0-9]*" + name + ".*") || a.startsWith("-" + name));
    }

    /** A makefile that is the output of a command or the input. */
    private static boolean readsUnknownMakefile(List<ShellWord> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i).text();
            boolean option = word.matches("-[A-Za-z]*f|--(?:file|makefile)");
            ShellWord file = option && i + 1 < arguments.size() ? arguments.get(i + 1) : arguments.get(i);
            if ((option || word.matches("(?s)-f.+|--(?:file|makefile)=.*"))
                    && (!file.isKnown() || file.text().matches(".*/(?:stdin|fd/\\d+)"))) {
                return true;
            }
        }
        return false;
    }

    /** A program of awk runs commands by functions and pipes, loads libraries, or is in a file. */
    private static boolean awkLaunchesUnknown(List<ShellWord> arguments) {
        return arguments.stream()
                .map(ShellWord::text)
                .anyMatch(a -> a.contains("system")
                        || a.matches("(?s).*(?:^|[^|])\\|(?:[^|].*|)")
                        || a.contains("@load")
                        || a.contains("@include")
                        || a.matches("-[fEl].*|--(?:file|exec|load|include).*")
                        || a.matches("(?s).*@[A-Za-z_]\\w*\\s*\\(.*"));
    }
}
