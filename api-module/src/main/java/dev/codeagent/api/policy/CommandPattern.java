package dev.codeagent.api.policy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.policy.shell.ShellCommand;
import dev.codeagent.api.policy.shell.ShellWord;
import java.util.List;

/**
 * A program and words, as in {@code git push} or {@code mvn test *}. {@code *} is any text. Read in two ways, so that a doubt
 * never allows: a rule that denies or asks is <em>broad</em>, other words may stand between and behind, options stand
 * anywhere and together; a rule that allows is <em>narrow</em>, word by word, with a last {@code *} for whatever follows.
 */
record CommandPattern(String program, List<String> words) {

    static CommandPattern of(String text) {
        List<String> all = List.of(text.strip().split("\\s+"));
        if (all.getFirst().isEmpty()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE, "a command pattern is empty; write \"*\" for every command");
        }
        return new CommandPattern(all.getFirst(), all.subList(1, all.size()));
    }

    /** Whether the command may be one that this means. */
    boolean broad(ShellCommand command, boolean caseMatters) {
        if (command.kind() == ShellCommand.Kind.UNKNOWN) {
            return true;
        }
        return program(command, caseMatters)
                && options(command, caseMatters)
                && operands(command.words().subList(1, command.words().size()), caseMatters);
    }

    private boolean program(ShellCommand command, boolean caseMatters) {
        String name = command.words().getFirst().text();
        String compared = program.contains("/") ? name : command.program().orElse(name);
        return Globs.meet(Globs.words(program), compared, caseMatters);
    }

    private boolean options(ShellCommand command, boolean caseMatters) {
        List<ShellWord> arguments = command.words().subList(1, command.words().size());
        return words.stream()
                .filter(CommandPattern::option)
                .allMatch(o -> arguments.stream().anyMatch(ShellWord::splits)
                        || (o.startsWith("--") ? longOption(o, arguments, caseMatters) : letters(o, arguments)));
    }

    private static boolean option(String word) {
        return word.length() > 1 && word.startsWith("-");
    }

    /** A long option may be cut short, and its value may stand in it. */
    private static boolean longOption(String option, List<ShellWord> arguments, boolean caseMatters) {
        return arguments.stream()
                        .map(ShellWord::text)
                        .filter(a -> a.startsWith("--") && a.length() > 2)
                        .anyMatch(a -> {
                            String name = a.contains("=") && !option.contains("=") ? a.substring(0, a.indexOf('=')) : a;
                            return Globs.meet(Globs.words(option), name, caseMatters) || option.startsWith(name);
                        })
                || arguments.stream()
                        .anyMatch(a -> !a.known()
                                && (ShellWord.mark(a.text().charAt(0))
                                        || a.text().startsWith("-")));
    }

    /** Letters may stand together or apart. */
    private static boolean letters(String option, List<ShellWord> arguments) {
        return option.substring(1)
                .chars()
                .allMatch(letter -> letter == '*'
                        || arguments.stream()
                                .map(ShellWord::text)
                                .filter(a -> !a.isEmpty())
                                .anyMatch(a -> ShellWord.mark(a.charAt(0))
                                        || a.startsWith("-")
                                                && !a.startsWith("--")
                                                && a.chars().anyMatch(c -> c == letter || ShellWord.mark((char) c))));
    }

    private boolean operands(List<ShellWord> arguments, boolean caseMatters) {
        List<String> wanted =
                words.stream().filter(w -> !option(w) && !w.equals("*")).toList();
        int found = 0;
        for (ShellWord argument : arguments) {
            if (argument.splits() || found == wanted.size()) {
                return true;
            }
            if (Globs.meet(Globs.words(wanted.get(found)), argument.text(), caseMatters)) {
                found++;
            }
        }
        return found == wanted.size();
    }

    /** Whether the command certainly is one that this means. */
    boolean narrow(ShellCommand command) {
        if (command.kind() == ShellCommand.Kind.UNKNOWN || !command.sure()) {
            return false;
        }
        List<ShellWord> given = command.words();
        boolean open = !words.isEmpty() && words.getLast().equals("*");
        List<String> fixed = open ? words.subList(0, words.size() - 1) : words;
        if (given.size() <= fixed.size() || !open && given.size() != fixed.size() + 1) {
            return words.isEmpty() && program.equals("*");
        }
        for (int i = 0; i <= fixed.size(); i++) {
            String pattern = i == 0 ? program : fixed.get(i - 1);
            boolean folder = i == 0 && given.get(0).text().contains("/") && !program.contains("/");
            if (folder
                    || !given.get(i).known()
                    || !given.get(i).sure()
                    || !fits(pattern, given.get(i).text())) {
                return words.isEmpty() && program.equals("*");
            }
        }
        return true;
    }

    private static boolean fits(String pattern, String text) {
        return Globs.meet(Globs.words(pattern), text, true);
    }
}
