package dev.codeagent.policy.shell;

import dev.codeagent.policy.shell.ScriptBuilder.Assignment;
import dev.codeagent.policy.shell.ScriptBuilder.RawCommand;
import dev.codeagent.policy.shell.ShellCommand.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Resolves the commands of a script to those that actually run: unwraps wrappers and parses scripts in arguments. */
final class CommandResolver {
    private static final int MAX_COMMANDS = 20_000;

    /** Variables that change which program a name refers to, or what else a program runs. */
    private static final List<String> SENSITIVE_VARIABLES = List.of(
            "PATH",
            "LD_",
            "DYLD_",
            "BASH_",
            "ENV",
            "IFS",
            "SHELL",
            "PROMPT_COMMAND",
            "PS4",
            "GIT_",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS",
            "MAVEN_",
            "GRADLE_OPTS",
            "NODE_",
            "NPM_",
            "npm_",
            "PYTHON",
            "PERL",
            "RUBY",
            "EDITOR",
            "VISUAL",
            "PAGER",
            "LESS",
            "CDPATH",
            "HOME",
            "CC",
            "CXX",
            "MAKE",
            "RUSTC",
            "CARGO_");

    private static final Set<String> DECLARING_COMMANDS = Set.of(
            "export",
            "declare",
            "typeset",
            "local",
            "readonly",
            "let",
            "unset",
            "printf",
            "test",
            "[",
            "read",
            "mapfile",
            "readarray",
            "wait",
            "getopts");

    private static final Set<String> VALUE_SETTING_COMMANDS =
            Set.of("export", "declare", "typeset", "local", "readonly", "let", "read", "mapfile", "readarray", "set");

    private static final Set<String> VARIABLE_SETTING_COMMANDS =
            Set.of("read", "mapfile", "readarray", "getopts", "printf", "let", "declare", "typeset", "local", "wait");

    private final ScriptBuilder scriptBuilder;
    private final List<ShellCommand> all = new ArrayList<>();
    private final List<ShellWord> directories = new ArrayList<>();
    private final VariableInspector variables;
    private boolean namesAltered;

    CommandResolver(ScriptBuilder scriptBuilder) {
        this.scriptBuilder = scriptBuilder;
        this.variables = new VariableInspector(this, scriptBuilder);
    }

    /** @param onlyCommand whether the script has no other command, so that this one gets the script's input */
    void add(RawCommand raw, boolean onlyCommand) {
        if (raw.assignments().stream().anyMatch(a -> hasSubstitution(a.value()))) {
            addUnknown(raw.words());
        }
        raw.assignments().forEach(a -> variables.set(a.name(), Optional.of(a.value())));
        boolean sensitive =
                raw.assignments().stream().map(Assignment::name).anyMatch(CommandResolver::isSensitiveVariable);
        namesAltered |= sensitive && raw.words().isEmpty();
        raw.assignments().stream().filter(a -> a.name().equals("IFS")).forEach(a -> scriptBuilder.markUnresolved("*"));
        Optional<HereDocument> input =
                raw.redirections().stream().flatMap(r -> r.document().stream()).reduce((a, b) -> b);
        boolean redirected =
                raw.redirections().stream().anyMatch(r -> r.operator().startsWith("<"));
        resolve(
                raw.words(),
                new ExecutionContext(onlyCommand && !redirected ? scriptBuilder.standardInput() : input, !sensitive));
    }

    /** Sets a variable of the environment in which the script runs. */
    void addEnvironment(String name, String value) {
        namesAltered |= isSensitiveVariable(name);
        variables.set(name, Optional.of(ShellWord.of(value)));
        if (hasSubstitution(ShellWord.of(value))) {
            addUnknown(List.of(ShellWord.of(name)));
        }
    }

    /** Adds an unknown command if the script evaluates a text that may contain a substitution. */
    void addEvaluated(List<ShellWord> values) {
        boolean evaluates = Stream.concat(scriptBuilder.evaluated().stream(), scriptBuilder.assigned().stream())
                .anyMatch(w ->
                        hasSubstitution(w) || w.text().equals(String.valueOf(ShellWord.ANY_WORDS)) && !w.certain());
        boolean dollar = scriptBuilder.hasArithmetic()
                && values.stream().anyMatch(v -> v.text().indexOf('$') >= 0);
        if (evaluates || dollar) {
            addUnknown(List.of(ShellWord.of("arithmetic")));
        }
    }

    VariableInspector variables() {
        return variables;
    }

    Optional<HereDocument> standardInput() {
        return scriptBuilder.standardInput();
    }

    /**
     * What a command inherits from its caller: the input if it is a text, and whether its name certainly refers to the
     * program.
     */
    record ExecutionContext(Optional<HereDocument> input, boolean certain) {
        ExecutionContext uncertain() {
            return new ExecutionContext(input, false);
        }
    }

    /** Adds a command with its words; if its program only runs another command, adds that one too. */
    void resolve(List<ShellWord> words, ExecutionContext context) {
        if (words.isEmpty()) {
            return;
        }
        if (all.size() > MAX_COMMANDS) {
            throw new CharCursor("")
                    .parseError("it runs more than " + MAX_COMMANDS + " commands; write a simpler command");
        }
        scriptBuilder.countWords(words.size());
        Optional<String> program = words.getFirst().programName();
        if (program.isEmpty()) {
            addUnknown(words);
            return;
        }
        scriptBuilder.enterNesting();
        Kind kind = new CommandUnwrapper(this, context).unwrap(program.get(), words);
        scriptBuilder.leaveNesting();
        inspect(program.get(), words, context);
        all.add(new ShellCommand(kind, words, context.certain()));
    }

    /** Records what a command means for the rest of the script. */
    private void inspect(String program, List<ShellWord> words, ExecutionContext context) {
        List<ShellWord> arguments = words.subList(1, words.size());
        switch (program) {
            case "cd", "pushd", "chdir" ->
                directories.addAll(arguments.isEmpty() ? List.of(ShellWord.of("/")) : arguments);
            case "alias", "hash", "enable", "shopt" -> namesAltered = true;
            default -> {}
        }
        variables.inspect(program, arguments);
        for (int i = 0; i < arguments.size(); i++) {
            readDirectoryOption(arguments.get(i).text(), arguments.subList(i + 1, arguments.size()));
        }
        if (VARIABLE_SETTING_COMMANDS.contains(program)) {
            arguments.forEach(a -> scriptBuilder.markUnresolved(a.text().replaceFirst("[\\[=].*", "")));
        }
        if (DECLARING_COMMANDS.contains(program)) {
            namesAltered |= arguments.stream().anyMatch(a -> isSensitiveVariable(a.text()));
            if (arguments.stream().anyMatch(CommandResolver::hasSubstitution)) {
                addUnknown(words);
            }
        }
        boolean code = InlineCode.isInterpreter(program)
                && InlineCode.launchesUnknown(program, arguments, context, scriptBuilder.standardInput());
        if (code || OpaqueLaunchers.launchesUnknown(program, arguments)) {
            addUnknown(words);
        }
        if (program.matches("g?sed")) {
            SedScript.files(arguments).forEach(scriptBuilder::addLoopValue);
        }
    }

    /** Parses a script that is contained in an argument. */
    void addScript(String text) {
        ShellParser.parse(text, scriptBuilder);
    }

    /** Parses a text that may be a script; if it can't be parsed, what it runs is unknown. */
    void addPossibleScript(String text) {
        if (!scriptBuilder.tryParse(text)) {
            addUnknown(List.of(ShellWord.of("input")));
        }
    }

    /** {@code -C} sets the working directory for git, make, tar and env. */
    private void readDirectoryOption(String option, List<ShellWord> rest) {
        if (option.matches("-C|--directory|--chdir") && !rest.isEmpty()) {
            directories.add(rest.getFirst());
        } else if (option.matches("(?s)(-C|--directory=|--chdir=).+")) {
            directories.add(ShellWord.of(option.replaceFirst("-C|--directory=|--chdir=", "")));
        }
    }

    void addUnknown(List<ShellWord> words) {
        scriptBuilder.countWords(words.size());
        scriptBuilder.markUnresolved("*");
        all.add(new ShellCommand(Kind.UNKNOWN, words, false));
    }

    /** Arithmetic and some tests execute substitutions in the text of a variable. */
    private static boolean hasSubstitution(ShellWord value) {
        return value.text().contains("$(") || value.text().contains("`");
    }

    /** Whether the program is a builtin whose arguments name variables or are evaluated. */
    static boolean evaluatesArguments(ShellWord program) {
        return program.programName().filter(DECLARING_COMMANDS::contains).isPresent();
    }

    /** Whether the command gives variables the texts in its arguments. */
    static boolean declares(List<ShellWord> words) {
        return words.stream()
                .findFirst()
                .flatMap(ShellWord::programName)
                .filter(p -> p.equals("printf")
                        ? words.stream().anyMatch(w -> w.text().startsWith("-v"))
                        : VALUE_SETTING_COMMANDS.contains(p))
                .isPresent();
    }

    static boolean isSensitiveVariable(String name) {
        return SENSITIVE_VARIABLES.stream().anyMatch(name::startsWith);
    }

    List<ShellCommand> commands() {
        return all.stream()
                .map(c -> namesAltered || isFunction(c) ? new ShellCommand(c.kind(), c.words(), false) : c)
                .toList();
    }

    /** Whether the script itself defines a function with this name. */
    private boolean isFunction(ShellCommand command) {
        return command.programName().filter(scriptBuilder.functions()::contains).isPresent();
    }

    List<ShellWord> directories() {
        return directories;
    }
}
