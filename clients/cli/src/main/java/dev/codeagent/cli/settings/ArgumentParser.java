package dev.codeagent.cli.settings;

import dev.codeagent.api.text.SpellingSuggestion;
import dev.codeagent.cli.exit.CliException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Parses the command line. Options may be before a command, after it, and between the words of a prompt. */
public final class ArgumentParser {
    static final List<CommandSpec.OptionSpec> GLOBAL_OPTIONS = List.of(
            new CommandSpec.OptionSpec(
                    "project", "DIR", "directory in the project (default: working directory); its git root is used"),
            new CommandSpec.OptionSpec("here", "", "only this directory of the repository, not its git root"),
            new CommandSpec.OptionSpec("provider", "NAME[/MODEL]", "the model for all agents of the run"),
            new CommandSpec.OptionSpec("server", "URL", "address of a running server"),
            new CommandSpec.OptionSpec(
                    "token-file", "FILE", "file with the token of a server of another machine or user"),
            new CommandSpec.OptionSpec(
                    "upload", "WHEN", "send the files to the server: auto (if it is remote), always, never"),
            new CommandSpec.OptionSpec("data", "DIR", "the server's data directory"),
            new CommandSpec.OptionSpec("port", "N", "port of the server that this command starts"),
            new CommandSpec.OptionSpec("settings", "FILE", "settings file, JSON or YAML"));

    /** A negative amount is a value, not an option; no option begins with a digit. */
    private static final Pattern NEGATIVE_NUMBER = Pattern.compile("-\\$?[.,]?\\d.*");

    /** Before a negative number, while the options are parsed. */
    private static final String VALUE_MARK = "\0";

    private final String version;
    private final Map<String, String> givenOptions = new HashMap<>();

    private ArgumentParser(String version) {
        this.version = version;
    }

    public static Invocation parse(String version, String... arguments) {
        return new ArgumentParser(version).parseGroup("", List.of(arguments));
    }

    /** Parses the options before the next word of a command in {@code group}, then that command. */
    private Invocation parseGroup(String group, List<String> arguments) {
        CommandLine line = parseOptions(List.of(), arguments, true);
        Optional<Invocation> helpOrVersion = helpOrVersion(line, group);
        if (helpOrVersion.isPresent()) {
            return helpOrVersion.get();
        }
        collectOptions(line, List.of());
        List<String> words = words(line);
        if (words.isEmpty() && group.isEmpty()) {
            return new Invocation(Invocation.NO_COMMAND, List.of(), givenOptions, Optional.empty());
        }
        if (words.isEmpty()) {
            String subcommands = CommandSpec.commandsIn(group).stream()
                    .map(CommandSpec::lastName)
                    .collect(Collectors.joining(", "));
            throw CliException.usageError(
                    "'" + group + "' needs a subcommand: " + subcommands + "; see `codeagent " + group + " --help`");
        }
        List<String> rest = words.subList(1, words.size());
        String name = (group + " " + words.getFirst()).strip();
        Optional<CommandSpec> found = CommandSpec.find(name);
        if (found.isPresent()) {
            return parseCommand(found.get(), rest);
        }
        if (CommandSpec.GROUPS.containsKey(name)) {
            return parseGroup(name, rest);
        }
        throw unknownArgument(
                words.getFirst(),
                CommandSpec.commandsIn(group).stream()
                        .map(CommandSpec::lastName)
                        .toList(),
                List.of());
    }

    private Invocation parseCommand(CommandSpec command, List<String> arguments) {
        CommandLine line = parseOptions(command.options(), arguments, false);
        Optional<Invocation> helpOrVersion = helpOrVersion(line, command.name());
        if (helpOrVersion.isPresent()) {
            return helpOrVersion.get();
        }
        collectOptions(line, command.options());
        List<String> parameters = words(line);
        int maxParameters = switch (command.parameter()) {
            case "" -> 0;
            case "WORDS" -> Integer.MAX_VALUE;
            default -> command.parameter().split(" ").length;
        };
        if (maxParameters > 0
                && maxParameters < Integer.MAX_VALUE
                && parameters.isEmpty()
                && !command.isParameterOptional()) {
            throw CliException.usageError(
                    "missing parameter: `codeagent " + command.name() + "` needs " + command.parameter());
        }
        if (parameters.size() > maxParameters) {
            throw CliException.usageError("unexpected argument '" + parameters.get(maxParameters) + "' for `codeagent "
                    + command.name() + "`");
        }
        return new Invocation(command.name(), parameters, givenOptions, Optional.empty());
    }

    /** Whether a global option needs a value; {@code name} is without dashes. */
    public static boolean takesValue(String name) {
        return GLOBAL_OPTIONS.stream()
                .anyMatch(o -> o.name().equals(name) && !o.valueName().isEmpty());
    }

    private Optional<Invocation> helpOrVersion(CommandLine line, String command) {
        if (line.hasOption("help")) {
            return Optional.of(Invocation.helpOnly(columns -> HelpText.of(command, columns)));
        }
        return line.hasOption("version")
                ? Optional.of(Invocation.helpOnly(columns -> version + "\n"))
                : Optional.empty();
    }

    /** An option after the command overrides one before it. Twice in one place is an error, unless it is repeatable. */
    private void collectOptions(CommandLine line, List<CommandSpec.OptionSpec> specs) {
        var seen = new HashSet<String>();
        for (Option option : line.getOptions()) {
            String name = option.getLongOpt();
            String value = option.hasArg() ? withoutMark(option.getValue()) : "true";
            boolean duplicate = !seen.add(name);
            boolean repeatable =
                    specs.stream().anyMatch(f -> f.repeatable() && f.name().equals(name));
            if (duplicate && !repeatable) {
                throw CliException.usageError("option '--" + name + "' is given twice");
            }
            givenOptions.put(name, duplicate ? givenOptions.get(name) + Invocation.VALUE_SEPARATOR + value : value);
        }
    }

    private static CommandLine parseOptions(
            List<CommandSpec.OptionSpec> specs, List<String> arguments, boolean stopAtCommand) {
        try {
            return DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(options(specs), markValues(arguments), stopAtCommand);
        } catch (UnrecognizedOptionException e) {
            throw unknownArgument(e.getOption(), List.of(), specs);
        } catch (MissingArgumentException e) {
            throw CliException.usageError("option '--" + e.getOption().getLongOpt() + "' needs a value: "
                    + e.getOption().getArgName());
        } catch (ParseException e) {
            throw CliException.usageError(String.valueOf(e.getMessage()));
        }
    }

    /** After {@code --} nothing is an option. */
    private static String[] markValues(List<String> arguments) {
        int end = arguments.contains("--") ? arguments.indexOf("--") : arguments.size();
        var marked = new ArrayList<String>(arguments);
        for (int i = 0; i < end; i++) {
            if (NEGATIVE_NUMBER.matcher(arguments.get(i)).matches()) {
                marked.set(i, VALUE_MARK + arguments.get(i));
            }
        }
        return marked.toArray(String[]::new);
    }

    private static List<String> words(CommandLine line) {
        return line.getArgList().stream().map(ArgumentParser::withoutMark).toList();
    }

    private static String withoutMark(String word) {
        return word.startsWith(VALUE_MARK) ? word.substring(VALUE_MARK.length()) : word;
    }

    private static CliException unknownArgument(
            String argument, List<String> commands, List<CommandSpec.OptionSpec> specs) {
        if (!argument.startsWith("-")) {
            return CliException.usageError("unknown command '" + argument + "'"
                    + SpellingSuggestion.didYouMean(argument, commands) + "; see `codeagent --help`");
        }
        List<String> names = options(specs).getOptions().stream()
                .map(option -> "--" + option.getLongOpt())
                .toList();
        return CliException.usageError("unknown option '" + argument + "'"
                + SpellingSuggestion.didYouMean(argument, names) + "; put -- before a prompt that begins with a dash");
    }

    private static Options options(List<CommandSpec.OptionSpec> specs) {
        var options = new Options();
        Stream.concat(GLOBAL_OPTIONS.stream(), specs.stream()).forEach(spec -> {
            var option = new Option(null, spec.name(), !spec.valueName().isEmpty(), spec.description());
            option.setArgName(spec.valueName());
            options.addOption(option);
        });
        return options.addOption(null, "json", false, "")
                .addOption("h", "help", false, "")
                .addOption("V", "version", false, "");
    }
}
