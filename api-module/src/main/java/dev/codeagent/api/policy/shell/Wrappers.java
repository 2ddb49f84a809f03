package dev.codeagent.api.policy.shell;

import dev.codeagent.api.policy.shell.Commands.Context;
import dev.codeagent.api.policy.shell.ShellCommand.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the command in the arguments of a program that runs another. */
final class Wrappers {
    private static final ShellWord MORE = new ShellWord(String.valueOf(ShellWord.ANY_WORDS), true);
    private static final Set<String> EXECUTING = Set.of("-exec", "-execdir", "-ok", "-okdir");

    private final Commands commands;
    private final Context context;

    Wrappers(Commands commands, Context context) {
        this.commands = commands;
        this.context = context;
    }

    /** Gives the found commands to {@link Commands}, and says what that makes of the program itself. */
    Kind unwrap(String program, List<ShellWord> words) {
        List<ShellWord> arguments = words.subList(1, words.size());
        switch (program) {
            case "eval" -> script(arguments);
            case "trap" -> trap(arguments);
            case "alias" -> aliases(arguments);
            case "find" -> find(arguments);
            case "watch" -> watch(arguments);
            case "parallel" -> parallel(arguments);
            case "su", "runuser", "script" -> switchedUser(arguments);
            case "sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "rbash", "yash" -> {
                return new ShellCalls(commands, context).read(arguments);
            }
            default -> {
                return WrapperOptions.has(program) ? wrapper(program, arguments) : Kind.PROGRAM;
            }
        }
        return Set.of("eval", "trap").contains(program) ? Kind.WRAPPER : Kind.PROGRAM;
    }

    private Kind wrapper(String program, List<ShellWord> arguments) {
        WrapperOptions options = WrapperOptions.of(program);
        var own = new ArrayList<String>();
        boolean loading = false;
        int i = 0;
        for (; i < arguments.size(); i++) {
            ShellWord word = arguments.get(i);
            String text = word.text();
            if (assigns(program, text)) {
                loading |= Commands.loading(text);
                continue;
            }
            if (!word.known() || !text.startsWith("-")) {
                break;
            }
            own.add(text);
            if (text.equals("--")) {
                i++;
                break;
            }
            if (program.equals("env") && splits(text)) {
                var rest = new ArrayList<>(arguments.subList(i, arguments.size()));
                rest.set(0, ShellWord.of(text.replaceFirst("^(-[iv0]*S|--s[a-z-]*=?)", "")));
                script(rest);
                return Kind.PROGRAM;
            }
            int length = length(program, options, text);
            if (length == 0) {
                return special(program, own, arguments, i);
            }
            i += length - 1;
        }
        while (i < arguments.size() && assigns(program, arguments.get(i).text())) {
            loading |= Commands.loading(arguments.get(i++).text());
        }
        int command = Math.min(i + options.operands(), arguments.size());
        if (!arguments.subList(i, command).stream().allMatch(ShellWord::known)) {
            commands.unknown(arguments); // It may be an option, and the command begin elsewhere.
        }
        i = command;
        behind(program, own, arguments.subList(i, arguments.size()), loading);
        return options.transparent() && i < arguments.size() ? Kind.WRAPPER : Kind.PROGRAM;
    }

    /** Whatever has an equals sign in it, also what no shell takes for an assignment. */
    private static boolean assigns(String program, String text) {
        return Set.of("env", "sudo", "doas").contains(program) && text.indexOf('=') > 0 && !text.startsWith("-");
    }

    /** {@code env -S} takes words out of one. */
    private static boolean splits(String text) {
        return text.startsWith("-S") || text.matches("-[iv0]+S.*") || text.startsWith("--s");
    }

    private static int length(String program, WrapperOptions options, String text) {
        boolean number = program.equals("nice") && text.matches("--?\\d+");
        return text.equals("-") && program.equals("env") || number ? 1 : options.length(text);
    }

    /** An option that is not known: it may take the next word or not. */
    private Kind special(String program, List<String> own, List<ShellWord> arguments, int at) {
        boolean asks = program.equals("command") && own.getLast().matches("-[pvV]+");
        boolean says = Set.of("--help", "--version").contains(own.getLast());
        if (asks || says) {
            return Kind.PROGRAM;
        }
        if (program.equals("sudo") && own.getLast().matches("-[si]|--shell|--login")) {
            script(arguments.subList(at + 1, arguments.size()));
        }
        commands.unknown(arguments.subList(at, arguments.size()));
        return Kind.PROGRAM;
    }

    private void behind(String program, List<String> own, List<ShellWord> command, boolean loading) {
        Context inner = loading ? context.unsure() : context;
        switch (program) {
            case "xargs" -> xargs(own, command);
            case "flock" -> {
                if (!command.isEmpty() && command.getFirst().text().matches("-c|--command")) {
                    script(command.subList(1, command.size()));
                } else {
                    commands.run(command, inner);
                }
            }
            default -> commands.run(command, inner);
        }
    }

    /** What is read becomes words of the command: behind it, or where it has the mark of {@code -I}. */
    private void xargs(List<String> own, List<ShellWord> command) {
        boolean replaces = own.stream().anyMatch(o -> o.matches("-[0oprtx]*[Ii].*|--replace.*"));
        var words = new ArrayList<ShellWord>();
        for (ShellWord word : command) {
            // Where the mark is another than {} any word may hold it.
            boolean other = replaces
                    && !own.contains("-I{}")
                    && !command.stream().anyMatch(w -> w.text().contains("{}"));
            words.add(other && !words.isEmpty() ? MORE : replaced(word));
        }
        if (!words.isEmpty()) {
            words.add(MORE);
            commands.run(words, new Context(java.util.Optional.empty(), context.sure()));
        }
    }

    private static ShellWord replaced(ShellWord word) {
        return new ShellWord(word.text().replace("{}", String.valueOf(ShellWord.ANY_TEXT)), word.sure());
    }

    private void find(List<ShellWord> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            if (EXECUTING.contains(arguments.get(i).text())) {
                var words = new ArrayList<ShellWord>();
                for (i++; i < arguments.size() && !ends(arguments, i); i++) {
                    words.add(replaced(arguments.get(i)));
                }
                commands.run(words, context);
            }
        }
    }

    private static boolean ends(List<ShellWord> arguments, int i) {
        String word = arguments.get(i).text();
        return word.equals(";")
                || word.equals("+") && arguments.get(i - 1).text().equals("{}");
    }

    private void trap(List<ShellWord> arguments) {
        arguments.stream()
                .filter(a -> !a.text().matches("-[lp]*|--|\\d+"))
                .findFirst()
                .ifPresent(action -> script(List.of(action)));
    }

    private void aliases(List<ShellWord> arguments) {
        for (ShellWord argument : arguments) {
            int equals = argument.text().indexOf('=');
            if (equals >= 0) {
                script(List.of(new ShellWord(argument.text().substring(equals + 1), argument.sure())));
            }
        }
    }

    private void watch(List<ShellWord> arguments) {
        int i = 0;
        while (i < arguments.size() && arguments.get(i).text().startsWith("-")) {
            String option = arguments.get(i).text();
            i += option.matches("-[a-zA-Z]*[nq]|--interval|--equexit") ? 2 : 1;
        }
        script(arguments.subList(Math.min(i, arguments.size()), arguments.size()));
    }

    private void parallel(List<ShellWord> arguments) {
        commands.unknown(arguments);
    }

    private void switchedUser(List<ShellWord> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i).text();
            if (word.startsWith("--command=")) {
                script(List.of(ShellWord.of(word.substring("--command=".length()))));
                return;
            }
            if (word.matches("-[a-zA-Z]*c|--command") && i + 1 < arguments.size()) {
                script(arguments.subList(i + 1, i + 2));
                return;
            }
        }
        commands.unknown(arguments);
    }

    /** Words that a shell reads as one script. */
    private void script(List<ShellWord> words) {
        if (words.stream().allMatch(ShellWord::known)) {
            commands.script(words.stream().map(ShellWord::text).collect(Collectors.joining(" ")));
        } else {
            commands.unknown(words);
        }
    }
}
