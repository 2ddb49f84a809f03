package dev.codeagent.cli.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command line as understood.
 *
 * @param command the name of one of {@link CommandSpec#ALL}
 * @param parameters what followed it
 * @param options all options by their long name without dashes
 * @param help a text to print instead of doing anything
 */
public record Invocation(String command, List<String> parameters, Map<String, String> options, Optional<String> help) {
    /** Between the values of an option that was given often; no argument can hold it. */
    static final String VALUE_SEPARATOR = "\0";

    public Invocation {
        parameters = List.copyOf(parameters);
        options = Map.copyOf(options);
    }

    static Invocation helpOnly(String text) {
        return new Invocation("", List.of(), Map.of(), Optional.of(text));
    }

    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** All values of an option that may be given often. */
    public List<String> optionValues(String name) {
        return option(name)
                .map(text -> List.of(text.split(VALUE_SEPARATOR, -1)))
                .orElse(List.of());
    }

    /** The file that an option names. */
    public Optional<Path> fileOption(String name) {
        return option(name).map(text -> UserPathResolver.inWorkingDirectory().resolve("--" + name, text));
    }

    /** The one parameter of commands that have one. */
    public String parameter() {
        return parameters.getFirst();
    }
}
