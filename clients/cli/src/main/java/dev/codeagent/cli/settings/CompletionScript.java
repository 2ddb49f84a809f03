package dev.codeagent.cli.settings;

import dev.codeagent.cli.settings.CommandSpec.OptionSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The completion scripts of shells, generated from {@link CommandSpec}. Names of runs, providers and the like come from
 * {@code codeagent completion values KIND}, which answers nothing if no server runs.
 */
public final class CompletionScript {
    /** What completes the value of an option or a parameter, by the name of the value in the help. */
    private static final Map<String, String> KINDS = Map.of(
            "RUN", "runs",
            "RUN [STEP|CALL]", "runs",
            "ID", "approvals",
            "NAME", "providers",
            "[PROVIDER]", "providers",
            "NAME[/MODEL]", "providers",
            "FILE", "files",
            "DIR", "directories");

    private CompletionScript() {}

    /** @param shell one of {@link CommandSpec#SHELLS} */
    public static String of(String shell) {
        return switch (shell) {
            case "bash" -> "# bash: source <(codeagent completion bash)\n" + posix();
            case "zsh" ->
                "# zsh: source <(codeagent completion zsh)\nautoload -U +X compinit && compinit\n"
                        + "autoload -U +X bashcompinit && bashcompinit\n" + posix();
            default -> new FishCompletion().script();
        };
    }

    /** The kinds of names that the server knows. */
    public static List<String> dynamicKinds() {
        return List.of("runs", "sessions", "providers", "approvals");
    }

    static List<OptionSpec> optionsOf(CommandSpec command) {
        return Stream.concat(command.options().stream(), globalOptions().stream())
                .toList();
    }

    static List<OptionSpec> globalOptions() {
        return Stream.concat(
                        ArgumentParser.GLOBAL_OPTIONS.stream(),
                        Stream.of(
                                new OptionSpec("json", "", "print JSON, one object per line"),
                                new OptionSpec("help", "", "print the help of a command"),
                                new OptionSpec("version", "", "print the version")))
                .toList();
    }

    /**
     * The options that take a value, after their command: the word after them is not a command. An option of the same name
     * may take none in another command.
     *
     * @param anyCommand the pattern for any command
     */
    static List<String> optionsWithValue(String anyCommand) {
        return Stream.concat(
                        globalOptions().stream()
                                .filter(option -> !option.valueName().isEmpty())
                                .map(option -> anyCommand + "' --" + option.name() + "'"),
                        CommandSpec.ALL.stream()
                                .flatMap(command -> command.options().stream()
                                        .filter(option -> !option.valueName().isEmpty())
                                        .map(option -> "'" + command.name() + " --" + option.name() + "'")))
                .toList();
    }

    /** Fixed values of an option, or what completes them: {@code =kind}, or empty if nothing does. */
    static String valuesOf(OptionSpec option) {
        return switch (option.name()) {
            case "state" -> String.join(" ", CommandSpec.RUN_STATES);
            case "patch" -> String.join(" ", CommandSpec.PATCH_STATES);
            case "session" -> "=sessions";
            case "by" -> "run agent project caller day provider model call";
            default -> KINDS.containsKey(option.valueName()) ? "=" + KINDS.get(option.valueName()) : "";
        };
    }

    /** The same for the first parameter of a command. */
    static String valuesOf(CommandSpec command) {
        if (command.name().equals("completion")) {
            return String.join(" ", CommandSpec.SHELLS);
        }
        return KINDS.containsKey(command.parameter()) ? "=" + KINDS.get(command.parameter()) : "";
    }

    static List<String> groups() {
        return CommandSpec.GROUPS.keySet().stream().sorted().toList();
    }

    private static String posix() {
        return template("completion.sh")
                .replace("@GROUPS@", String.join("|", groups()))
                .replace("@VALUE_OPTIONS@", String.join(" | ", optionsWithValue("*")))
                .replace("@OPTION_VALUES@", String.join("\n", optionValueCases()))
                .replace("@PARAMETER_VALUES@", String.join("\n", parameterCases()))
                .replace("@OPTIONS@", String.join("\n", optionCases()));
    }

    private static List<String> optionValueCases() {
        var cases = new ArrayList<String>();
        for (CommandSpec command : CommandSpec.ALL) {
            for (OptionSpec option : command.options()) {
                addCase(cases, command.name() + " --" + option.name(), valuesOf(option));
            }
        }
        for (OptionSpec option : globalOptions()) {
            String values = valuesOf(option);
            if (!values.isEmpty()) {
                cases.add("    *\" --" + option.name() + "\") values=\"" + values + "\" ;;");
            }
        }
        return cases;
    }

    private static List<String> parameterCases() {
        var cases = new ArrayList<String>();
        addCase(cases, "", names(""));
        groups().forEach(group -> addCase(cases, group, names(group)));
        CommandSpec.ALL.forEach(command -> addCase(cases, command.name(), valuesOf(command)));
        return cases;
    }

    private static List<String> optionCases() {
        var cases = new ArrayList<String>();
        CommandSpec.ALL.forEach(command -> addCase(cases, command.name(), optionNames(optionsOf(command))));
        cases.add("    *) values=\"" + optionNames(globalOptions()) + "\" ;;");
        return cases;
    }

    private static void addCase(List<String> cases, String pattern, String values) {
        if (!values.isEmpty()) {
            cases.add("    \"" + pattern + "\") values=\"" + values + "\" ;;");
        }
    }

    private static String names(String group) {
        return CommandSpec.commandsIn(group).stream().map(CommandSpec::lastName).collect(Collectors.joining(" "));
    }

    private static String optionNames(List<OptionSpec> options) {
        return options.stream().map(option -> "--" + option.name()).collect(Collectors.joining(" "));
    }

    /** The part of a script that does not depend on the commands. */
    static String template(String name) {
        try (InputStream in = Objects.requireNonNull(CompletionScript.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
