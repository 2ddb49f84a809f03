package dev.codeagent.cli.settings;

import dev.codeagent.cli.outcome.CliFailure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Reads the command line: options may stand before a command's word, behind it, and between the words of a prompt. */
public final class Arguments {
    static final List<CommandDescription.Flag> SHARED = List.of(
            new CommandDescription.Flag("project", "DIR", "the folder to work on (default: where you stand)"),
            new CommandDescription.Flag("provider", "NAME[/MODEL]", "the model for all agents of the run"),
            new CommandDescription.Flag("server", "URL", "a server to use as it is"),
            new CommandDescription.Flag("data", "DIR", "the server's data directory"),
            new CommandDescription.Flag("port", "N", "the port, if this starts a server"),
            new CommandDescription.Flag("settings", "FILE", "a settings file, JSON or YAML"));

    private final String version;
    private final Map<String, String> given = new HashMap<>();

    private Arguments(String version) {
        this.version = version;
    }

    public static Invocation parse(String version, String... arguments) {
        return new Arguments(version).level("", List.of(arguments));
    }

    /** Reads what stands before the next command's word below {@code above}, then that command. */
    private Invocation level(String above, List<String> arguments) {
        CommandLine line = read(List.of(), arguments, true);
        Optional<Invocation> asked = asked(line, above);
        if (asked.isPresent()) {
            return asked.get();
        }
        take(line, List.of());
        if (line.getArgList().isEmpty()) {
            throw CliFailure.usage((above.isEmpty() ? "a command is missing" : "'" + above + "' needs one more word")
                    + "\n" + Help.of(above));
        }
        List<String> rest = line.getArgList().subList(1, line.getArgList().size());
        String name = (above + " " + line.getArgList().getFirst()).strip();
        Optional<CommandDescription> found = CommandDescription.find(name);
        if (found.isPresent()) {
            return command(found.get(), rest);
        }
        if (CommandDescription.GROUPS.containsKey(name)) {
            return level(name, rest);
        }
        throw unknown(
                line.getArgList().getFirst(),
                CommandDescription.below(above).stream()
                        .map(CommandDescription::lastWord)
                        .toList(),
                List.of());
    }

    private Invocation command(CommandDescription command, List<String> arguments) {
        CommandLine line = read(command.flags(), arguments, false);
        Optional<Invocation> asked = asked(line, command.name());
        if (asked.isPresent()) {
            return asked.get();
        }
        take(line, command.flags());
        List<String> words = line.getArgList();
        int most = switch (command.parameter()) {
            case "" -> 0;
            case "WORDS" -> Integer.MAX_VALUE;
            default -> command.parameter().split(" ").length;
        };
        if (most > 0 && most < Integer.MAX_VALUE && words.isEmpty()) {
            throw CliFailure.usage("Missing required parameter: '" + command.parameter() + "'");
        }
        if (words.size() > most) {
            throw CliFailure.usage(
                    "'" + words.get(most) + "' is one word too many for `codeagent " + command.name() + "`");
        }
        return new Invocation(command.name(), words, given, Optional.empty());
    }

    private Optional<Invocation> asked(CommandLine line, String command) {
        if (line.hasOption("help")) {
            return Optional.of(Invocation.helpOnly(Help.of(command)));
        }
        return line.hasOption("version") ? Optional.of(Invocation.helpOnly(version + "\n")) : Optional.empty();
    }

    /** What stands nearer to the prompt wins, but twice in one place is a mistake, unless it may be given often. */
    private void take(CommandLine line, List<CommandDescription.Flag> flags) {
        var here = new HashSet<String>();
        for (Option option : line.getOptions()) {
            String name = option.getLongOpt();
            String value = option.hasArg() ? option.getValue() : "true";
            boolean again = !here.add(name);
            boolean often = flags.stream().anyMatch(f -> f.often() && f.name().equals(name));
            if (again && !often) {
                throw CliFailure.usage("option '--" + name + "' is given twice");
            }
            given.put(name, again ? given.get(name) + Invocation.BETWEEN + value : value);
        }
    }

    private static CommandLine read(List<CommandDescription.Flag> flags, List<String> arguments, boolean untilWord) {
        try {
            return DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(options(flags), arguments.toArray(String[]::new), untilWord);
        } catch (UnrecognizedOptionException e) {
            throw unknown(e.getOption(), List.of(), flags);
        } catch (MissingArgumentException e) {
            throw CliFailure.usage("option '--" + e.getOption().getLongOpt() + "' needs a value: "
                    + e.getOption().getArgName());
        } catch (ParseException e) {
            throw CliFailure.usage(e.getMessage());
        }
    }

    private static CliFailure unknown(String word, List<String> commands, List<CommandDescription.Flag> flags) {
        if (!word.startsWith("-")) {
            return CliFailure.usage("unknown command '" + word + "'" + Nearest.hint(word, commands)
                    + "; `codeagent --help` lists them");
        }
        List<String> names = options(flags).getOptions().stream()
                .map(option -> "--" + option.getLongOpt())
                .toList();
        return CliFailure.usage("unknown option '" + word + "'" + Nearest.hint(word, names)
                + "; put -- before a prompt that begins with a dash");
    }

    private static Options options(List<CommandDescription.Flag> flags) {
        var options = new Options();
        Stream.concat(SHARED.stream(), flags.stream()).forEach(flag -> {
            var option = new Option(null, flag.name(), !flag.label().isEmpty(), flag.purpose());
            option.setArgName(flag.label());
            options.addOption(option);
        });
        return options.addOption(null, "json", false, "")
                .addOption("h", "help", false, "")
                .addOption("V", "version", false, "");
    }
}
