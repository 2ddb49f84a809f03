package dev.codeagent.policy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.policy.shell.ShellCommand;
import dev.codeagent.policy.shell.ShellWord;
import java.util.List;

/**
 * A program and words, as in {@code git push} or {@code mvn test *}. {@code *} is any text. Read in two ways, so that a doubt
 * never allows: a rule that denies or asks is <em>broad</em>, other words may stand between and behind, options stand
 * anywhere and together; a rule that allows is <em>narrow</em>, word by word, with a last {@code *} for whatever follows.
 */
record CommandPattern(String program, List<String> argumentPatterns) {

    static CommandPattern parse(String text) {
        List<String> all = List.of(text.strip().split("\\s+"));
        if (all.getFirst().isEmpty()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE, "a command pattern is empty; write \"*\" for every command");
        }
        return new CommandPattern(all.getFirst(), all.subList(1, all.size()));
    }

    /** Whether the command may be one that this means. */
    boolean mayMatch(ShellCommand command, boolean caseSensitive) {
        if (command.kind() == ShellCommand.Kind.UNKNOWN) {
            return true;
        }
        return program(command, caseSensitive)
                && matchesOptions(command, caseSensitive)
                && matchesOperands(command.words().subList(1, command.words().size()), caseSensitive);
    }

    private boolean program(ShellCommand command, boolean caseSensitive) {
        String name = command.words().getFirst().text();
        String compared = program.contains("/") ? name : command.programName().orElse(name);
        return GlobPatterns.overlap(GlobPatterns.forWords(program), compared, caseSensitive);
    }

    private boolean matchesOptions(ShellCommand command, boolean caseSensitive) {
        List<ShellWord> arguments = command.words().subList(1, command.words().size());
        return argumentPatterns.stream()
                .filter(CommandPattern::isOption)
                .allMatch(o -> arguments.stream().anyMatch(ShellWord::maySplit)
                        || (o.startsWith("--")
                                ? matchesLongOption(o, arguments, caseSensitive)
                                : matchesShortOptions(o, arguments)));
    }

    private static boolean isOption(String word) {
        return word.length() > 1 && word.startsWith("-");
    }

    /** A long option may be cut short, and its value may stand in it. */
    private static boolean matchesLongOption(String option, List<ShellWord> arguments, boolean caseSensitive) {
        return arguments.stream()
                        .map(ShellWord::text)
                        .filter(a -> a.startsWith("--") && a.length() > 2)
                        .anyMatch(a -> {
                            String name = a.contains("=") && !option.contains("=") ? a.substring(0, a.indexOf('=')) : a;
                            return GlobPatterns.overlap(GlobPatterns.forWords(option), name, caseSensitive)
                                    || option.startsWith(name);
                        })
                || arguments.stream()
                        .anyMatch(a -> !a.isKnown()
                                && (ShellWord.isWildcard(a.text().charAt(0))
                                        || a.text().startsWith("-")));
    }

    /** Letters may stand together or apart. */
    private static boolean matchesShortOptions(String option, List<ShellWord> arguments) {
        return option.substring(1)
                .chars()
                .allMatch(letter -> letter == '*'
                        || arguments.stream()
                                .map(ShellWord::text)
                                .filter(a -> !a.isEmpty())
                                .anyMatch(a -> ShellWord.isWildcard(a.charAt(0))
                                        || a.startsWith("-")
                                                && !a.startsWith("--")
                                                && a.chars()
                                                        .anyMatch(c -> c == letter || ShellWord.isWildcard((char) c))));
    }

    private boolean matchesOperands(List<ShellWord> arguments, boolean caseSensitive) {
        List<String> expected = argumentPatterns.stream()
                .filter(w -> !isOption(w) && !w.equals("*"))
                .toList();
        int found = 0;
        for (ShellWord argument : arguments) {
            if (argument.maySplit() || found == expected.size()) {
                return true;
            }
            if (GlobPatterns.overlap(GlobPatterns.forWords(expected.get(found)), argument.text(), caseSensitive)) {
                found++;
            }
        }
        return found == expected.size();
    }

    /** Whether the command certainly is one that this means. */
    boolean certainlyMatches(ShellCommand command) {
        if (command.kind() == ShellCommand.Kind.UNKNOWN || !command.certain()) {
            return false;
        }
        List<ShellWord> given = command.words();
        boolean open = !argumentPatterns.isEmpty() && argumentPatterns.getLast().equals("*");
        List<String> fixed = open ? argumentPatterns.subList(0, argumentPatterns.size() - 1) : argumentPatterns;
        if (given.size() <= fixed.size() || !open && given.size() != fixed.size() + 1) {
            return argumentPatterns.isEmpty() && program.equals("*");
        }
        for (int i = 0; i <= fixed.size(); i++) {
            String pattern = i == 0 ? program : fixed.get(i - 1);
            boolean hasDirectory = i == 0 && given.get(0).text().contains("/") && !program.contains("/");
            if (hasDirectory
                    || !given.get(i).isKnown()
                    || !given.get(i).certain()
                    || !matchesText(pattern, given.get(i).text())) {
                return argumentPatterns.isEmpty() && program.equals("*");
            }
        }
        return true;
    }

    private static boolean matchesText(String pattern, String text) {
        return GlobPatterns.overlap(GlobPatterns.forWords(pattern), text, true);
    }
}
