package dev.codeagent.policy.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The options of a program that runs another one, as far as they are needed to find that other program.
 *
 * @param valued short options with a value
 * @param flags short options without a value
 * @param longValued long options whose value may be the next word
 * @param longFlags long options without a value
 * @param operands the number of words before the command
 * @param transparent whether the command runs as it would without the wrapper
 */
record WrapperOptions(
        String valued,
        String flags,
        List<String> longValued,
        List<String> longFlags,
        int operands,
        boolean transparent) {

    private static final Map<String, WrapperOptions> KNOWN = Map.ofEntries(
            Map.entry(
                    "env",
                    of("uC", "i0v", "unset chdir", "ignore-environment null debug list-signal-handling", 0, true)),
            Map.entry("nice", of("n", "", "adjustment", "", 0, true)),
            Map.entry("timeout", of("sk", "fpv", "signal kill-after", "foreground preserve-status verbose", 1, true)),
            Map.entry("choom", of("np", "", "adjust pid", "", 0, true)),
            Map.entry("nohup", of("", "", "", "", 0, true)),
            Map.entry("setsid", of("", "cfw", "", "ctty fork wait", 0, true)),
            Map.entry("stdbuf", of("ioe", "", "input output error", "", 0, true)),
            Map.entry("ionice", of("cn", "t", "class classdata", "ignore", 0, true)),
            Map.entry("chrt", of("TPD", "abdfimorRv", "", "all-tasks batch fifo idle other rr verbose", 1, true)),
            Map.entry("taskset", of("", "ac", "", "all-tasks cpu-list", 1, true)),
            Map.entry("time", of("fo", "apqvV", "format output", "append portability quiet verbose", 0, true)),
            Map.entry("command", of("", "p", "", "", 0, true)),
            Map.entry("builtin", of("", "", "", "", 0, true)),
            Map.entry("exec", of("a", "cl", "", "", 0, true)),
            Map.entry("busybox", of("", "", "", "", 0, true)),
            Map.entry("toybox", of("", "", "", "", 0, true)),
            Map.entry(
                    "sudo",
                    of(
                            "ughpCrtTURD",
                            "AbBEHknNPS",
                            "user group host prompt close-from role type command-timeout other-user chroot chdir",
                            "askpass background bell preserve-env set-home non-interactive preserve-groups stdin",
                            0,
                            false)),
            Map.entry("doas", of("uC", "Ln", "", "", 0, false)),
            Map.entry("chroot", of("", "", "userspec groups", "skip-chdir", 1, false)),
            Map.entry(
                    "xargs",
                    of(
                            "aEdILnPs",
                            "0oprtxi",
                            "arg-file delimiter max-args max-procs max-chars process-slot-var",
                            "null no-run-if-empty interactive verbose exit open-tty replace max-lines eof",
                            0,
                            false)),
            Map.entry(
                    "flock",
                    of("wE", "sxunoFv", "wait timeout conflict-exit-code", "shared exclusive unlock", 1, true)));

    private static WrapperOptions of(
            String valued, String flags, String longValued, String longFlags, int operands, boolean transparent) {
        return new WrapperOptions(valued, flags, names(longValued), names(longFlags), operands, transparent);
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.split(" ")).filter(n -> !n.isEmpty()).toList();
    }

    static boolean isWrapper(String program) {
        return KNOWN.containsKey(program);
    }

    static WrapperOptions of(String program) {
        return Objects.requireNonNull(KNOWN.get(program));
    }

    /** Returns how many words an option uses, including itself; 0 if the option is unknown. */
    int wordCount(String option) {
        if (option.startsWith("--")) {
            return longWordCount(option.substring(2));
        }
        for (int i = 1; i < option.length(); i++) {
            char letter = option.charAt(i);
            if (valued.indexOf(letter) >= 0) {
                return i + 1 == option.length() ? 2 : 1;
            }
            if (flags.indexOf(letter) < 0) {
                return 0;
            }
        }
        return 1;
    }

    /** GNU programs accept any unambiguous prefix of a long option. */
    private int longWordCount(String option) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        boolean valuedOption = longValued.stream().anyMatch(o -> o.startsWith(name));
        boolean flag = longFlags.stream().anyMatch(o -> o.startsWith(name));
        if (equals >= 0) {
            return valuedOption || flag ? 1 : 0;
        }
        return valuedOption && flag && !longValued.contains(name) && !longFlags.contains(name)
                ? 0
                : longFlags.contains(name) ? 1 : valuedOption ? 2 : flag ? 1 : 0;
    }
}
