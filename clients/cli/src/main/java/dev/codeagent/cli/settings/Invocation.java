package dev.codeagent.cli.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The parsed command line.
 *
 * @param command the name of one of {@link CommandSpec#ALL}, or {@link #NO_COMMAND}
 * @param parameters the arguments after the command
 * @param options all options by long name without dashes
 * @param help text to print instead of running a command, by the width of the terminal
 */
public record Invocation(
        String command, List<String> parameters, Map<String, String> options, Optional<IntFunction<String>> help) {
    /** The name of the command if the command line has options only, or nothing. */
    public static final String NO_COMMAND = "";

    /** Separates the values of a repeated option; no argument can contain it. */
    static final String VALUE_SEPARATOR = "\0";

    public Invocation {
        parameters = List.copyOf(parameters);
        options = Map.copyOf(options);
    }

    static Invocation helpOnly(IntFunction<String> text) {
        return new Invocation("", List.of(), Map.of(), Optional.of(text));
    }

    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** All values of a repeatable option. */
    public List<String> optionValues(String name) {
        return option(name)
                .map(text -> List.of(text.split(VALUE_SEPARATOR, -1)))
                .orElse(List.of());
    }

    /** The file that an option names. */
    public Optional<Path> fileOption(String name) {
        return option(name).map(text -> UserPathResolver.inWorkingDirectory().resolve("--" + name, text));
    }

    /** The first parameter. */
    public String parameter() {
        return parameters.getFirst();
    }
}
