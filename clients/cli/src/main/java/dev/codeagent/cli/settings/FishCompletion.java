package dev.codeagent.cli.settings;

import dev.codeagent.cli.settings.CommandSpec.OptionSpec;

/** The completion script of fish, which also shows the descriptions. */
final class FishCompletion {
    private final StringBuilder text = new StringBuilder();

    String script() {
        text.append(CompletionScript.template("completion.fish")
                .replace("@VALUE_OPTIONS@", String.join(" ", CompletionScript.optionsWithValue("'*'")))
                .replace("@GROUPS@", String.join(" ", CompletionScript.groups())));
        for (CommandSpec command : CommandSpec.commandsIn("")) {
            appendWord("", command);
        }
        for (String group : CompletionScript.groups()) {
            CommandSpec.commandsIn(group).forEach(command -> appendWord(group, command));
        }
        for (CommandSpec command : CommandSpec.ALL) {
            String values = CompletionScript.valuesOf(command);
            if (!values.isEmpty()) {
                appendLine("-n " + at(command.name(), "") + arguments(values));
            }
            command.options().forEach(option -> appendOption("-n " + at(command.name(), " any"), option));
        }
        CompletionScript.globalOptions().forEach(option -> appendOption("", option));
        return text.toString();
    }

    private void appendWord(String group, CommandSpec command) {
        appendLine("-n " + at(group, "") + " -a " + quote(command.lastName()) + " -d " + quote(command.description()));
    }

    private void appendOption(String condition, OptionSpec option) {
        String value = option.valueName().isEmpty() ? "" : arguments(CompletionScript.valuesOf(option));
        appendLine(condition + " -l " + option.name() + value + " -d " + quote(option.description()));
    }

    private static String arguments(String values) {
        return switch (values) {
            case "" -> " -x";
            case "=files" -> " -r -F";
            case "=directories" -> " -x -a '(__fish_complete_directories)'";
            default ->
                values.startsWith("=")
                        ? " -x -a '(__codeagent_values " + values.substring(1) + ")'"
                        : " -x -a " + quote(values);
        };
    }

    private static String at(String command, String scope) {
        return "'__codeagent_at \"" + command + "\"" + scope + "'";
    }

    private static String quote(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private void appendLine(String arguments) {
        text.append("complete -c codeagent ").append(arguments.strip()).append('\n');
    }
}
