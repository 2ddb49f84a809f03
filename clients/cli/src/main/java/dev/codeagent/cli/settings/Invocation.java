package dev.codeagent.cli.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command line as understood.
 *
 * @param command the name of one of {@link CommandDescription#ALL}
 * @param words what followed it
 * @param given all options by their long name without dashes
 * @param help a text to print instead of doing anything
 */
public record Invocation(String command, List<String> words, Map<String, String> given, Optional<String> help) {
    /** Between the values of an option that was given often; no argument can hold it. */
    static final String BETWEEN = "\0";

    public Invocation {
        words = List.copyOf(words);
        given = Map.copyOf(given);
    }

    static Invocation helpOnly(String text) {
        return new Invocation("", List.of(), Map.of(), Optional.of(text));
    }

    public Optional<String> flag(String name) {
        return Optional.ofNullable(given.get(name));
    }

    /** All values of an option that may be given often. */
    public List<String> flags(String name) {
        return flag(name).map(text -> List.of(text.split(BETWEEN, -1))).orElse(List.of());
    }

    /** The file that an option names. */
    public Optional<Path> file(String name) {
        return flag(name).map(text -> UserPaths.here().resolve("--" + name, text));
    }

    /** The one parameter of commands that have one. */
    public String word() {
        return words.getFirst();
    }
}
