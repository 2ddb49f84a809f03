package dev.codeagent.cli.session;

import dev.codeagent.api.command.CommandLine;
import dev.codeagent.api.text.SpellingSuggestion;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.settings.ArgumentParser;
import dev.codeagent.cli.settings.CommandSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides what a typed line means. A line that begins with {@code /} is a command. Other lines are requests for agents,
 * except those that can only be meant as a command of the command line: its name alone, with options, or with parameters
 * of the right form. "undo the last change" is a request, {@code undo last} is a command.
 */
final class LineInterpreter {
    private static final Pattern RUN = Pattern.compile("last|run-\\S+|(?=\\S*\\d)[0-9a-z.-]{4,}");

    /** Parameters that must have the form of an id in a line without a slash. */
    private static final Set<String> ID_PARAMETERS = Set.of("RUN", "ID", "RUN [STEP|CALL]");

    /** Programs that serve until they are stopped. */
    static final Set<String> SERVING = Set.of("dev", "fake-model", "llm");

    private LineInterpreter() {}

    static TypedLine interpret(String text) {
        List<String> blankSeparated = PromptParser.split(text);
        if (blankSeparated.isEmpty()) {
            return new TypedLine.Empty();
        }
        String first = blankSeparated.getFirst();
        Optional<SessionVerb> sessionVerb = SessionVerb.find(first);
        if (sessionVerb.isPresent() && (first.startsWith("/") || blankSeparated.size() == 1)) {
            return new TypedLine.SessionCommand(
                    sessionVerb.get(), text.substring(first.length()).strip());
        }
        if (isSlashCommand(first)) {
            return request(text, first);
        }
        boolean slash = first.startsWith("/");
        List<String> words = CommandLine.words(slash ? text.substring(1) : text);
        Optional<CommandSpec> verb = findVerb(words);
        if (verb.isPresent() && (slash || isMeantAsCommand(verb.get(), words))) {
            return SERVING.contains(verb.get().name())
                    ? new TypedLine.Rejected("`" + verb.get().name()
                            + "` serves until it is stopped; call `codeagent "
                            + verb.get().name()
                            + "` in another terminal")
                    : new TypedLine.Verb(words);
        }
        if (slash && first.indexOf('/', 1) < 0) {
            return isGroup(words)
                    ? new TypedLine.Verb(words)
                    : new TypedLine.Rejected("unknown command '" + first + "'"
                            + SpellingSuggestion.didYouMean(first, commandWords()) + "; /help lists the commands");
        }
        if (isGroup(words) && words.size() == 1) {
            return new TypedLine.Verb(words);
        }
        String meant = blankSeparated.size() == 1 ? SpellingSuggestion.didYouMean("/" + first, commandWords()) : "";
        return meant.isEmpty()
                ? new TypedLine.Request("", List.of(), text)
                : new TypedLine.Rejected("'" + first + "' is no command" + meant + "; a request has several words");
    }

    /** All words that can begin a line with a slash. */
    static List<String> commandWords() {
        return Stream.concat(
                        Stream.of(SessionVerb.values()).map(SessionVerb::word),
                        CommandSpec.ALL.stream()
                                .map(CommandSpec::name)
                                .filter(name -> !SERVING.contains(name))
                                .map(name -> name.startsWith("/") ? name : "/" + name.split(" ")[0]))
                .distinct()
                .toList();
    }

    private static boolean isSlashCommand(String word) {
        return CommandSpec.ALL.stream()
                .anyMatch(spec ->
                        spec.isSlashCommand() && isRequest(spec) && spec.name().equals(word));
    }

    private static boolean isRequest(CommandSpec spec) {
        return spec.parameter().equals("WORDS");
    }

    /** A command with its options, which come first; the text after them is not parsed. */
    private static TypedLine request(String line, String command) {
        CommandLine parsed = CommandLine.parse(line, option -> takesValue(command, option));
        List<String> options =
                parsed.options().stream().flatMap(o -> o.words().stream()).toList();
        return parsed.text().isEmpty() && options.isEmpty()
                ? new TypedLine.SelectCommand(command)
                : new TypedLine.Request(command, options, parsed.text());
    }

    private static boolean takesValue(String command, String option) {
        return ArgumentParser.takesValue(option)
                || CommandSpec.ALL.stream()
                        .filter(spec -> spec.name().equals(command))
                        .flatMap(spec -> spec.options().stream())
                        .anyMatch(o -> o.name().equals(option) && !o.valueName().isEmpty());
    }

    /** Whether a command of one word has a parameter in addition to its options. */
    static boolean hasParameter(List<String> words) {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("--")) {
                return true;
            }
            if (!word.contains("=") && takesValue(words.getFirst(), word.substring(2))) {
                i++;
            }
        }
        return false;
    }

    static Optional<CommandSpec> findVerb(List<String> words) {
        return CommandSpec.ALL.stream()
                .filter(spec -> !spec.isSlashCommand())
                .filter(spec -> isPrefix(PromptParser.split(spec.name()), words))
                .findFirst();
    }

    private static boolean isGroup(List<String> words) {
        return CommandSpec.ALL.stream()
                .anyMatch(spec -> !spec.isSlashCommand() && spec.name().startsWith(words.getFirst() + " "));
    }

    private static boolean isPrefix(List<String> name, List<String> words) {
        return words.size() >= name.size() && words.subList(0, name.size()).equals(name);
    }

    private static boolean isMeantAsCommand(CommandSpec verb, List<String> words) {
        List<String> rest = words.subList(PromptParser.split(verb.name()).size(), words.size());
        if (rest.isEmpty() || rest.stream().anyMatch(word -> word.startsWith("--"))) {
            return true;
        }
        if (ID_PARAMETERS.contains(verb.parameter())
                && !RUN.matcher(rest.getFirst()).matches()) {
            return false;
        }
        try {
            ArgumentParser.parse("", words.toArray(String[]::new));
            return true;
        } catch (CliException e) {
            return false;
        }
    }
}
