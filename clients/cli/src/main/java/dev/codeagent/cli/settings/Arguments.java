package dev.codeagent.cli.settings;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Reads the command line with picocli, by its programmatic interface: no reflection, so a command starts fast. */
public final class Arguments {
    private static final List<CommandDescription.Flag> SHARED = List.of(
            new CommandDescription.Flag("project", "DIR", "the folder to work on (default: where you stand)"),
            new CommandDescription.Flag("provider", "NAME[/MODEL]", "the model for all agents of the run"),
            new CommandDescription.Flag("server", "URL", "a server to use as it is"),
            new CommandDescription.Flag("data", "DIR", "the server's data directory"),
            new CommandDescription.Flag("port", "N", "the port, if this starts a server"),
            new CommandDescription.Flag("settings", "FILE", "a settings file, JSON or YAML"));

    private Arguments() {}

    public static Invocation parse(String version, String... arguments) {
        CommandLine line = commandLine(version);
        try {
            return read(line.parseArgs(arguments));
        } catch (CommandLine.ParameterException e) {
            throw CliFailure.usage(explain(e));
        }
    }

    private static Invocation read(CommandLine.ParseResult root) {
        var given = new HashMap<String, String>();
        var words = new ArrayList<String>();
        var path = new ArrayList<String>();
        CommandLine.ParseResult at = root;
        while (true) {
            if (at.isUsageHelpRequested()) {
                return Invocation.helpOnly(at.commandSpec().commandLine().getUsageMessage());
            }
            if (at.isVersionHelpRequested()) {
                return Invocation.helpOnly(root.commandSpec().version()[0] + "\n");
            }
            collect(at, given, words);
            if (!at.hasSubcommand()) {
                break;
            }
            at = at.subcommand();
            path.add(at.commandSpec().name());
        }
        String command = String.join(" ", path);
        if (!CommandDescription.names().contains(command)) {
            throw CliFailure.usage(
                    (command.isEmpty() ? "a command is missing" : "'" + command + "' needs one more word") + "\n"
                            + at.commandSpec().commandLine().getUsageMessage());
        }
        return new Invocation(command, words, given, java.util.Optional.empty());
    }

    private static void collect(CommandLine.ParseResult at, Map<String, String> given, List<String> words) {
        for (OptionSpec option : at.matchedOptions()) {
            given.put(option.longestName().substring(2), String.valueOf(option.<Object>getValue()));
        }
        for (PositionalParamSpec positional : at.matchedPositionals()) {
            List<String> values = positional.getValue();
            words.addAll(values);
        }
    }

    static CommandLine commandLine(String version) {
        CommandSpec root = CommandSpec.create().name("codeagent");
        root.version(version);
        root.usageMessage()
                .description("A code agent system: five agents plan, code, review, test and document.")
                .footer(footer());
        addShared(root);
        CommandSpec providers = CommandSpec.create();
        providers.usageMessage().description("add, list or test model providers");
        addShared(providers);
        for (CommandDescription description : CommandDescription.ALL) {
            CommandSpec spec = spec(description);
            if (description.name().startsWith("providers ")) {
                providers.addSubcommand(description.name().substring("providers ".length()), spec);
            } else {
                root.addSubcommand(description.name(), spec);
            }
            if (description.name().equals("cancel")) {
                root.addSubcommand("providers", providers);
            }
        }
        // A prompt may hold anything: no @files.
        return new CommandLine(root).setExpandAtFiles(false);
    }

    private static CommandSpec spec(CommandDescription description) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(description.purpose());
        addShared(spec);
        description.flags().forEach(flag -> spec.addOption(option(flag)));
        if (!description.parameter().isEmpty()) {
            boolean many = description.parameter().equals("WORDS");
            spec.addPositional(PositionalParamSpec.builder()
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .arity(many ? "0..*" : "1")
                    .index(many ? "0..*" : "0")
                    .required(!many)
                    .paramLabel(description.parameter())
                    .description(many ? "the request in your words" : "")
                    .build());
        }
        return spec;
    }

    private static void addShared(CommandSpec spec) {
        SHARED.forEach(flag -> spec.addOption(option(flag)));
        spec.addOption(OptionSpec.builder("--json")
                .type(boolean.class)
                .arity("0")
                .description("JSON for programs, one object a line")
                .build());
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .arity("0")
                .type(boolean.class)
                .description("print this help")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .arity("0")
                .type(boolean.class)
                .description("print the version")
                .build());
    }

    private static OptionSpec option(CommandDescription.Flag flag) {
        return OptionSpec.builder("--" + flag.name())
                .type(String.class)
                .arity("1")
                .paramLabel(flag.label())
                .description(flag.purpose())
                .build();
    }

    private static String[] footer() {
        var lines = new ArrayList<>(List.of("", "Exit codes:"));
        Arrays.stream(ExitCode.values())
                .forEach(code -> lines.add(String.format("  %3d  %s", code.number(), code.meaning())));
        return lines.toArray(String[]::new);
    }

    private static String explain(CommandLine.ParameterException e) {
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            var subcommands = e.getCommandLine().getSubcommands().keySet();
            if (!word.startsWith("-") && !subcommands.isEmpty()) {
                return "unknown command '" + word + "'" + Nearest.hint(word, subcommands)
                        + "; `codeagent --help` lists them";
            }
            if (word.startsWith("-")) {
                return "unknown option '" + word + "'" + Nearest.hint(word, options(e))
                        + "; put -- before a prompt that begins with a dash";
            }
            return "'" + word + "' is one word too many for `"
                    + e.getCommandLine().getCommandSpec().qualifiedName() + "`";
        }
        return e.getMessage();
    }

    private static List<String> options(CommandLine.ParameterException e) {
        return new ArrayList<>(e.getCommandLine().getCommandSpec().optionsMap().keySet());
    }
}
