package dev.codeagent.policy.shell;

import dev.codeagent.policy.shell.CommandResolver.ExecutionContext;
import dev.codeagent.policy.shell.ShellCommand.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the command in the arguments of a program that runs another program. */
final class CommandUnwrapper {
    private static final ShellWord MORE_WORDS = new ShellWord(String.valueOf(ShellWord.ANY_WORDS), true);
    private static final Set<String> FIND_EXEC_ACTIONS = Set.of("-exec", "-execdir", "-ok", "-okdir");

    private final CommandResolver resolver;
    private final ExecutionContext context;

    CommandUnwrapper(CommandResolver resolver, ExecutionContext context) {
        this.resolver = resolver;
        this.context = context;
    }

    /** Passes the found commands to {@link CommandResolver} and returns the kind of the program itself. */
    Kind unwrap(String program, List<ShellWord> words) {
        List<ShellWord> arguments = words.subList(1, words.size());
        switch (program) {
            case "eval" -> addScript(arguments);
            case "trap" -> unwrapTrap(arguments);
            case "alias" -> unwrapAliases(arguments);
            case "find" -> unwrapFind(arguments);
            case "watch" -> unwrapWatch(arguments);
            case "parallel" -> unwrapParallel(arguments);
            case "bundle",
                    "poetry",
                    "pipenv",
                    "pdm",
                    "uv",
                    "rye",
                    "hatch",
                    "conda",
                    "mamba",
                    "micromamba",
                    "mise",
                    "asdf",
                    "pyenv",
                    "rbenv",
                    "nodenv",
                    "direnv",
                    "dotenv",
                    "op",
                    "doppler",
                    "yarn",
                    "pnpm",
                    "npm",
                    "devbox",
                    "pixi" -> unwrapRunner(arguments);
            case "su", "runuser", "script" -> unwrapUserSwitch(arguments);
            case "sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "rbash", "yash" -> {
                return new ShellInvocation(resolver, context).resolve(arguments);
            }
            default -> {
                return WrapperOptions.isWrapper(program) ? unwrapWrapper(program, arguments) : Kind.PROGRAM;
            }
        }
        return Set.of("eval", "trap").contains(program) ? Kind.WRAPPER : Kind.PROGRAM;
    }

    private Kind unwrapWrapper(String program, List<ShellWord> arguments) {
        WrapperOptions options = WrapperOptions.of(program);
        var seenOptions = new ArrayList<String>();
        boolean sensitive = false;
        int i = 0;
        for (; i < arguments.size(); i++) {
            ShellWord word = arguments.get(i);
            String text = word.text();
            if (isAssignment(program, text)) {
                sensitive |= CommandResolver.isSensitiveVariable(text);
                resolver.variables().setFrom(word);
                continue;
            }
            if (!word.isKnown() || !text.startsWith("-")) {
                break;
            }
            seenOptions.add(text);
            if (text.equals("--")) {
                i++;
                break;
            }
            if (program.equals("env") && isSplitString(text)) {
                var rest = new ArrayList<>(arguments.subList(i, arguments.size()));
                rest.set(0, ShellWord.of(text.replaceFirst("^(-[iv0]*S|--s[a-z-]*=?)", "")));
                addScript(rest);
                return Kind.PROGRAM;
            }
            int length = wordCount(program, options, text);
            if (length == 0) {
                return unwrapUnknownOption(program, seenOptions, arguments, i);
            }
            i += length - 1;
        }
        while (i < arguments.size() && isAssignment(program, arguments.get(i).text())) {
            sensitive |= CommandResolver.isSensitiveVariable(arguments.get(i).text());
            resolver.variables().setFrom(arguments.get(i++));
        }
        int command = Math.min(i + options.operands(), arguments.size());
        if (!arguments.subList(i, command).stream().allMatch(ShellWord::isKnown)) {
            resolver.addUnknown(arguments); // It may be an option, so the command may start elsewhere.
        }
        i = command;
        resolveInner(program, seenOptions, arguments.subList(i, arguments.size()), sensitive);
        return options.transparent() && i < arguments.size() ? Kind.WRAPPER : Kind.PROGRAM;
    }

    /** Any text with an equals sign, including text that a shell does not treat as an assignment. */
    private static boolean isAssignment(String program, String text) {
        return Set.of("env", "sudo", "doas").contains(program) && text.indexOf('=') > 0 && !text.startsWith("-");
    }

    /** {@code env -S} splits one word into several. */
    private static boolean isSplitString(String text) {
        return text.startsWith("-S") || text.matches("-[iv0]+S.*") || text.startsWith("--s");
    }

    private static int wordCount(String program, WrapperOptions options, String text) {
        boolean number = program.equals("nice") && text.matches("--?\\d+");
        return text.equals("-") && program.equals("env") || number ? 1 : options.wordCount(text);
    }

    /** An unknown option may or may not take the next word. */
    private Kind unwrapUnknownOption(String program, List<String> seenOptions, List<ShellWord> arguments, int at) {
        boolean queries = program.equals("command") && seenOptions.getLast().matches("-[pvV]+");
        boolean printsInfo = Set.of("--help", "--version").contains(seenOptions.getLast());
        if (queries || printsInfo) {
            return Kind.PROGRAM;
        }
        if (program.equals("sudo") && seenOptions.getLast().matches("-[si]|--shell|--login")) {
            addScript(arguments.subList(at + 1, arguments.size()));
        }
        resolver.addUnknown(arguments.subList(at, arguments.size()));
        return Kind.PROGRAM;
    }

    private void resolveInner(String program, List<String> seenOptions, List<ShellWord> command, boolean sensitive) {
        ExecutionContext inner = sensitive ? context.uncertain() : context;
        switch (program) {
            case "xargs" -> unwrapXargs(seenOptions, command);
            case "flock" -> {
                if (!command.isEmpty() && command.getFirst().text().matches("-c|--command")) {
                    addScript(command.subList(1, command.size()));
                } else {
                    resolver.resolve(command, inner);
                }
            }
            default -> resolver.resolve(command, inner);
        }
    }

    /** The input becomes words of the command: at its end, or in place of the placeholder of {@code -I}. */
    private void unwrapXargs(List<String> seenOptions, List<ShellWord> command) {
        boolean replaces = seenOptions.stream().anyMatch(o -> o.matches("-[0oprtx]*[Ii].*|--replace.*"));
        // If the placeholder is not {}, any word may contain it.
        boolean other = replaces
                && !seenOptions.contains("-I{}")
                && command.stream().noneMatch(w -> w.text().contains("{}"));
        var words = new ArrayList<ShellWord>();
        for (ShellWord word : command) {
            words.add(other && !words.isEmpty() ? MORE_WORDS : replaceBraces(word));
        }
        if (!words.isEmpty()) {
            words.add(MORE_WORDS);
            resolver.resolve(words, new ExecutionContext(java.util.Optional.empty(), context.certain()));
        }
    }

    private static ShellWord replaceBraces(ShellWord word) {
        return new ShellWord(word.text().replace("{}", String.valueOf(ShellWord.ANY_TEXT)), word.certain());
    }

    private void unwrapFind(List<ShellWord> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            if (FIND_EXEC_ACTIONS.contains(arguments.get(i).text())) {
                var words = new ArrayList<ShellWord>();
                for (i++; i < arguments.size() && !isExecEnd(arguments, i); i++) {
                    words.add(replaceBraces(arguments.get(i)));
                }
                resolver.resolve(words, context);
            }
        }
    }

    private static boolean isExecEnd(List<ShellWord> arguments, int i) {
        String word = arguments.get(i).text();
        return word.equals(";")
                || word.equals("+") && arguments.get(i - 1).text().equals("{}");
    }

    private void unwrapTrap(List<ShellWord> arguments) {
        arguments.stream()
                .filter(a -> !a.text().matches("-[lp]*|--|\\d+"))
                .findFirst()
                .ifPresent(action -> addScript(List.of(action)));
    }

    private void unwrapAliases(List<ShellWord> arguments) {
        if (arguments.stream().anyMatch(a -> a.text().indexOf('=') >= 0)) {
            resolver.addUnknown(arguments); // From now on their names may stand for these commands.
        }
        for (ShellWord argument : arguments) {
            int equals = argument.text().indexOf('=');
            if (equals >= 0) {
                addScript(List.of(new ShellWord(argument.text().substring(equals + 1), argument.certain())));
            }
        }
    }

    private void unwrapWatch(List<ShellWord> arguments) {
        int i = 0;
        while (i < arguments.size() && arguments.get(i).text().startsWith("-")) {
            String option = arguments.get(i).text();
            i += option.matches("-[a-zA-Z]*[nq]|--interval|--equexit") ? 2 : 1;
        }
        addScript(arguments.subList(Math.min(i, arguments.size()), arguments.size()));
    }

    /** {@code poetry run PROGRAM …}: the words after the subcommand and its options. */
    private void unwrapRunner(List<ShellWord> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            if (Set.of("run", "exec").contains(arguments.get(i).text())) {
                int command = i + 1;
                while (command < arguments.size()
                        && arguments.get(command).text().startsWith("-")) {
                    command++;
                }
                resolver.resolve(arguments.subList(command, arguments.size()), context);
                if (command > i + 1) {
                    resolver.addUnknown(arguments); // A word after an option may be its value.
                }
                return;
            }
        }
    }

    private void unwrapParallel(List<ShellWord> arguments) {
        resolver.addUnknown(arguments);
    }

    private void unwrapUserSwitch(List<ShellWord> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i).text();
            if (word.startsWith("--command=")) {
                addScript(List.of(ShellWord.of(word.substring("--command=".length()))));
                return;
            }
            if (word.matches("-[a-zA-Z]*c|--command") && i + 1 < arguments.size()) {
                addScript(arguments.subList(i + 1, i + 2));
                return;
            }
        }
        resolver.addUnknown(arguments);
    }

    /** Words that a shell runs as one script. */
    private void addScript(List<ShellWord> words) {
        if (words.stream().allMatch(ShellWord::isKnown)) {
            resolver.addScript(words.stream().map(ShellWord::text).collect(Collectors.joining(" ")));
        } else {
            resolver.addUnknown(words);
        }
    }
}
