package dev.codeagent.cli.settings;

import dev.codeagent.cli.outcome.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code --help} prints. */
final class Help {
    private final StringBuilder text = new StringBuilder();

    private Help() {}

    /** Of a command, of a group of commands, or of all with the empty name. */
    static String of(String name) {
        var help = new Help();
        Optional<CommandDescription> command = CommandDescription.find(name);
        if (command.isPresent()) {
            help.command(command.get());
        } else {
            help.group(name);
        }
        return help.text.toString();
    }

    private void command(CommandDescription command) {
        String parameter = command.parameter().equals("WORDS") ? "WORDS…" : command.parameter();
        head(("codeagent " + command.name() + " [OPTIONS] " + parameter).strip(), command.purpose());
        options(command.flags());
    }

    private void group(String name) {
        head(
                ("codeagent " + name).strip() + " [OPTIONS] COMMAND",
                CommandDescription.GROUPS.getOrDefault(
                        name, "A code agent system: five agents plan, code, review, test and document."));
        list(
                "Commands",
                CommandDescription.below(name).stream()
                        .map(c -> List.of(c.lastWord(), c.purpose()))
                        .toList());
        options(List.of());
        if (name.isEmpty()) {
            var codes = new ArrayList<List<String>>();
            for (ExitCode code : ExitCode.values()) {
                codes.add(List.of(String.format("%3d", code.number()), code.meaning()));
            }
            list("Exit codes", codes);
        }
    }

    private void head(String usage, String purpose) {
        text.append("Usage: ").append(usage).append('\n').append(purpose).append('\n');
    }

    private void options(List<CommandDescription.Flag> own) {
        var rows = new ArrayList<List<String>>();
        own.forEach(flag -> rows.add(row(flag)));
        Arguments.SHARED.forEach(flag -> rows.add(row(flag)));
        rows.add(List.of("--json", "JSON for programs, one object a line"));
        rows.add(List.of("-h, --help", "print this help"));
        rows.add(List.of("-V, --version", "print the version"));
        list("Options", rows);
    }

    private static List<String> row(CommandDescription.Flag flag) {
        return List.of(("--" + flag.name() + " " + flag.label()).strip(), flag.purpose());
    }

    private void list(String title, List<List<String>> rows) {
        int width = rows.stream().mapToInt(row -> row.getFirst().length()).max().orElse(0);
        text.append('\n').append(title).append(":\n");
        for (List<String> row : rows) {
            String name = row.getFirst();
            text.append("  ").append(name).append(" ".repeat(width - name.length() + 2));
            text.append(row.getLast()).append('\n');
        }
    }
}
