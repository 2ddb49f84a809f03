package dev.codeagent.cli.settings;

import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.TextWrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The output of {@code --help}. No line is longer than the terminal is wide. */
final class HelpText {
    /** A description is at least so wide; where there is less room beside the name, it is below it. */
    private static final int MIN_DESCRIPTION = 24;

    private static final int MIN_COLUMNS = 20;

    private final StringBuilder text = new StringBuilder();
    private final int columns;

    private HelpText(int columns) {
        this.columns = Math.max(MIN_COLUMNS, columns);
    }

    /**
     * Help of a command, of a group of commands, or with the empty name of the client.
     *
     * @param columns the width of the terminal
     */
    static String of(String name, int columns) {
        var help = new HelpText(columns);
        Optional<CommandSpec> command = CommandSpec.find(name);
        if (command.isPresent()) {
            help.appendCommand(command.get());
        } else {
            help.appendGroup(name);
        }
        return help.text.toString();
    }

    private void appendCommand(CommandSpec command) {
        String parameter = command.parameter().equals("WORDS") ? "WORDS…" : command.parameter();
        appendUsage(("codeagent " + command.name() + " [OPTIONS] " + parameter).strip(), command.description());
        appendOptions(command.options());
    }

    private void appendGroup(String name) {
        appendUsage(
                ("codeagent " + name).strip() + " [OPTIONS] COMMAND",
                CommandSpec.GROUPS.getOrDefault(
                        name, "A code agent system: five agents plan, code, review, test and document."));
        appendList(
                "Commands",
                CommandSpec.commandsIn(name).stream()
                        .map(c -> List.of(c.lastName(), c.description()))
                        .toList());
        appendOptions(List.of());
        if (name.isEmpty()) {
            var codes = new ArrayList<List<String>>();
            for (ExitCode code : ExitCode.values()) {
                codes.add(List.of(String.format("%3d", code.code()), code.description()));
            }
            appendList("Exit codes", codes);
        }
    }

    private void appendUsage(String usage, String purpose) {
        text.append(String.join("\n  ", wrap("Usage: " + usage, columns - 2))).append('\n');
        text.append(String.join("\n", wrap(purpose, columns))).append('\n');
    }

    private static List<String> wrap(String text, int columns) {
        return TextWrapper.wrap(List.of(new StyledLine.Span(Style.PLAIN, text)), columns).stream()
                .map(StyledLine::text)
                .toList();
    }

    private void appendOptions(List<CommandSpec.OptionSpec> commandOptions) {
        var rows = new ArrayList<List<String>>();
        commandOptions.forEach(spec -> rows.add(optionRow(spec)));
        ArgumentParser.GLOBAL_OPTIONS.forEach(spec -> rows.add(optionRow(spec)));
        rows.add(List.of("--json", "print JSON, one object per line"));
        rows.add(List.of("-h, --help", "print this help"));
        rows.add(List.of("-V, --version", "print the version"));
        appendList("Options", rows);
    }

    private static List<String> optionRow(CommandSpec.OptionSpec spec) {
        return List.of(("--" + spec.name() + " " + spec.valueName()).strip(), spec.description());
    }

    private void appendList(String title, List<List<String>> rows) {
        int width = rows.stream().mapToInt(row -> row.getFirst().length()).max().orElse(0);
        boolean beside = columns - width - 4 >= MIN_DESCRIPTION;
        int indent = beside ? width + 4 : 6;
        text.append('\n').append(title).append(":\n");
        for (List<String> row : rows) {
            String name = row.getFirst();
            text.append("  ").append(name).append(beside ? " ".repeat(width - name.length() + 2) : "\n      ");
            text.append(String.join("\n" + " ".repeat(indent), wrap(row.getLast(), columns - indent)))
                    .append('\n');
        }
    }
}
