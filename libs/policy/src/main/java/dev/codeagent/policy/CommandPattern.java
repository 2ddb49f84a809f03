package dev.codeagent.policy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.policy.shell.ShellCommand;
import dev.codeagent.policy.shell.ShellWord;
import java.util.List;
import java.util.stream.Stream;

/**
 * Pattern for a command: a program and words, for example {@code git push} or {@code mvn test *}. {@code *} matches any
 * text. An ambiguous command is never allowed automatically, so matching depends on the rule. Rules that deny or ask
 * match broadly: other words may come between and after, options may be anywhere and combined. Rules that allow match
 * narrowly: word by word, and a final {@code *} matches all remaining words.
 */
record CommandPattern(String program, List<String> argumentPatterns) {

    static CommandPattern parse(String text) {
        List<String> all = List.of(text.strip().split("\\s+"));
        if (all.getFirst().isEmpty()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE, "a command pattern is empty; use \"*\" to match every command");
        }
        return new CommandPattern(all.getFirst(), all.subList(1, all.size()));
    }

    /** Whether the command may match this pattern. */
    boolean mayMatch(ShellCommand command, GlobMatcher globMatcher) {
        if (command.kind() == ShellCommand.Kind.UNKNOWN) {
            return true;
        }
        return matchesProgram(command, globMatcher)
                && matchesOptions(command, globMatcher)
                && matchesOperands(command.words().subList(1, command.words().size()), globMatcher);
    }

    private boolean matchesProgram(ShellCommand command, GlobMatcher globMatcher) {
        String name = command.words().getFirst().text();
        String compared = program.contains("/") ? name : command.programName().orElse(name);
        return globMatcher.overlap(GlobPatterns.forWords(program), compared);
    }

    private boolean matchesOptions(ShellCommand command, GlobMatcher globMatcher) {
        List<ShellWord> arguments = command.words().subList(1, command.words().size());
        if (arguments.stream().anyMatch(ShellWord::maySplit)) {
            return true;
        }
        String name = command.programName().orElse("");
        return argumentPatterns.stream()
                .filter(CommandPattern::isOption)
                .flatMap(CommandPattern::separate)
                .allMatch(option -> OptionSynonyms.of(name, option).stream()
                        .anyMatch(o -> o.startsWith("--")
                                ? matchesLongOption(o, arguments, globMatcher)
                                : matchesShortOptions(o, arguments)));
    }

    /** Short options may be written together. */
    private static Stream<String> separate(String option) {
        return option.startsWith("--")
                ? Stream.of(option)
                : option.substring(1).chars().mapToObj(c -> "-" + (char) c);
    }

    private static boolean isOption(String word) {
        return word.length() > 1 && word.startsWith("-");
    }

    /** A long option may be abbreviated and may include its value. */
    private static boolean matchesLongOption(String option, List<ShellWord> arguments, GlobMatcher globMatcher) {
        return arguments.stream()
                        .map(ShellWord::text)
                        .filter(a -> a.startsWith("--") && a.length() > 2)
                        .anyMatch(a -> {
                            String name = a.contains("=") && !option.contains("=") ? a.substring(0, a.indexOf('=')) : a;
                            return globMatcher.overlap(GlobPatterns.forWords(option), name) || option.startsWith(name);
                        })
                || arguments.stream()
                        .anyMatch(a -> !a.isKnown()
                                && (ShellWord.isWildcard(a.text().charAt(0))
                                        || a.text().startsWith("-")));
    }

    /** Letters may be combined or separate. */
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

    private boolean matchesOperands(List<ShellWord> arguments, GlobMatcher globMatcher) {
        List<String> expected = argumentPatterns.stream()
                .filter(w -> !isOption(w) && !w.equals("*"))
                .toList();
        int found = 0;
        for (ShellWord argument : arguments) {
            if (argument.maySplit() || found == expected.size()) {
                return true;
            }
            if (globMatcher.overlap(GlobPatterns.forWords(expected.get(found)), argument.text())) {
                found++;
            }
        }
        return found == expected.size();
    }

    /** Whether the command certainly matches this pattern. */
    boolean certainlyMatches(ShellCommand command, GlobMatcher globMatcher) {
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
                    || !globMatcher.overlap(
                            GlobPatterns.forWords(pattern), given.get(i).text(), true)) {
                return argumentPatterns.isEmpty() && program.equals("*");
            }
        }
        return true;
    }
}
