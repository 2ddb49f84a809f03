package dev.codeagent.cli.session;

import dev.codeagent.cli.settings.CommandSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, their options and parameters, and the project's files after {@code @}. */
final class SessionCompleter implements Completer {
    private static final int MAX_FILES = 200;

    private final ServerNames names;
    private final ProjectFiles files;

    SessionCompleter(ServerNames names, ProjectFiles files) {
        this.names = names;
        this.files = files;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> before = line.words().subList(0, line.wordIndex());
        String word = line.word().substring(0, line.wordCursor());
        if (word.startsWith("@")) {
            files(word.substring(1)).forEach(path -> candidates.add(candidate("@" + path, "")));
        } else if (before.isEmpty()) {
            commands(word).forEach(candidates::add);
        } else {
            parameters(before, word).forEach(candidates::add);
        }
    }

    /** Those whose path or name begins with the text first, then those that contain it. */
    private Stream<String> files(String text) {
        List<String> all = files.list();
        String lower = text.toLowerCase(java.util.Locale.ROOT);
        return Stream.concat(
                        all.stream()
                                .filter(path ->
                                        path.startsWith(text) || nameOf(path).startsWith(text)),
                        all.stream()
                                .filter(path ->
                                        path.toLowerCase(java.util.Locale.ROOT).contains(lower)))
                .distinct()
                .limit(MAX_FILES);
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Stream<Candidate> commands(String word) {
        if (word.startsWith("/")) {
            return LineInterpreter.commandWords().stream().map(name -> candidate(name, describe(name)));
        }
        return CommandSpec.ALL.stream()
                .filter(spec -> !spec.isSlashCommand())
                .map(spec -> spec.name().split(" ")[0])
                .distinct()
                .map(name -> candidate(name, describe("/" + name)));
    }

    private static String describe(String word) {
        return Stream.concat(
                        Stream.of(SessionVerb.values())
                                .filter(verb -> verb.word().equals(word))
                                .map(SessionVerb::description),
                        CommandSpec.ALL.stream()
                                .filter(spec -> spec.name().equals(word) || ("/" + spec.name()).equals(word))
                                .map(CommandSpec::description))
                .findFirst()
                .orElse("");
    }

    private Stream<Candidate> parameters(List<String> before, String word) {
        String first = before.getFirst();
        String previous = before.getLast();
        if (previous.equals("--provider") || first.equals("/provider") || first.equals("/model")) {
            return Stream.concat(named(names.providers()), named(names.models()));
        }
        if (previous.equals("--run")) {
            return runs();
        }
        List<String> words = first.startsWith("/") ? withoutSlash(before) : before;
        Optional<CommandSpec> slashCommand = CommandSpec.ALL.stream()
                .filter(spec -> spec.isSlashCommand() && spec.name().equals(first))
                .findFirst();
        Optional<CommandSpec> command = slashCommand.or(() -> LineInterpreter.findVerb(words));
        if (command.isEmpty()) {
            return subcommands(words);
        }
        if (word.startsWith("-")) {
            return command.get().options().stream()
                    .map(option -> candidate("--" + option.name(), option.description()));
        }
        return values(command.get());
    }

    private static List<String> withoutSlash(List<String> words) {
        return Stream.concat(
                        Stream.of(words.getFirst().substring(1)), words.stream().skip(1))
                .toList();
    }

    private static Stream<Candidate> subcommands(List<String> words) {
        String group = String.join(" ", words) + " ";
        return CommandSpec.ALL.stream()
                .filter(spec -> spec.name().startsWith(group))
                .map(spec -> candidate(spec.name().substring(group.length()), spec.description()));
    }

    private Stream<Candidate> values(CommandSpec command) {
        return switch (command.parameter()) {
            case "RUN", "RUN [STEP|CALL]" -> runs();
            case "ID" -> named(names.approvals());
            case "NAME", "[PROVIDER]" -> named(names.providers());
            case "PROVIDER/MODEL" -> named(names.models());
            default -> Stream.of();
        };
    }

    private Stream<Candidate> runs() {
        return Stream.concat(Stream.of(candidate("last", "the last run")), named(names.runs()));
    }

    private static Stream<Candidate> named(List<ServerNames.Name> all) {
        return all.stream().map(name -> candidate(name.value(), name.description()));
    }

    private static Candidate candidate(String value, String description) {
        return new Candidate(value, value, null, description.isEmpty() ? null : description, null, null, true);
    }
}
