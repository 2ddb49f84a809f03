package dev.codeagent.policy.shell;

import java.util.List;
import java.util.Set;

/** Programs that run other programs in ways that are not analyzed: what they run counts as unknown. */
final class OpaqueLaunchers {
    private static final Set<String> OPAQUE_PROGRAMS = Set.of(
            "source",
            ".",
            "unshare",
            "nsenter",
            "strace",
            "ltrace",
            "gdb",
            "proot",
            "fakeroot",
            "prlimit",
            "firejail",
            "bwrap",
            "systemd-run",
            "dbus-run-session",
            "xvfb-run",
            "entr",
            "expect",
            "at",
            "batch",
            "crontab",
            "start-stop-daemon",
            "catchsegv",
            "valgrind",
            "perf",
            "hyperfine",
            "unbuffer",
            "rlwrap",
            "torsocks",
            "proxychains",
            "proxychains4",
            "chpst",
            "softlimit",
            "cgexec",
            "numactl",
            "schedtool",
            "runcon",
            "setarch",
            "linux32",
            "linux64",
            "setpriv",
            "capsh",
            "pkexec",
            "gosu",
            "su-exec",
            "tini",
            "dumb-init",
            "tmux",
            "screen",
            "daemonize",
            "watchexec",
            "inotifywait",
            "rush",
            "pexec",
            "ld.so",
            "bind",
            "complete");

    /** Options that run a command, of programs that otherwise run none. */
    private static final List<String> COMMAND_OPTIONS = List.of(
            "--to-command",
            "--checkpoint-action",
            "--use-compress-program",
            "--rsh-command",
            "--exec",
            "--upload-pack",
            "--receive-pack",
            "--extcmd",
            "--rsh",
            "--tree-filter",
            "--index-filter",
            "--msg-filter",
            "--open-files");

    private static final List<String> SAFE_GIT_KEYS =
            List.of("user.", "color.", "advice.", "init.", "commit.gpgsign=", "core.quotepath=", "core.autocrlf=");

    private OpaqueLaunchers() {}

    static boolean launchesUnknown(String program, List<ShellWord> arguments) {
        boolean option = arguments.stream()
                .anyMatch(a -> COMMAND_OPTIONS.stream().anyMatch(o -> a.text().startsWith(o)));
        return OPAQUE_PROGRAMS.contains(program)
                || program.startsWith("ld-linux")
                || option
                || switch (program) {
                    case "git" -> gitLaunchesUnknown(arguments);
                    case "awk", "gawk", "mawk", "nawk" ->
                        arguments.stream()
                                .anyMatch(a ->
                                        a.text().contains("system") || a.text().contains("|"));
                    case "mapfile", "readarray" ->
                        arguments.stream().anyMatch(a -> a.text().startsWith("-C"));
                    case "find" -> arguments.stream().anyMatch(ShellWord::maySplit);
                    default -> false;
                };
    }

    /**
     * Git runs the programs named in its configuration, and {@code bisect}, {@code submodule} and {@code rebase} run
     * their arguments.
     */
    private static boolean gitLaunchesUnknown(List<ShellWord> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i).text();
            String next = i + 1 < arguments.size() ? arguments.get(i + 1).text() : "";
            boolean key = word.equals("-c") && SAFE_GIT_KEYS.stream().noneMatch(next::startsWith);
            boolean runs = Set.of("bisect run", "submodule foreach").contains(word + " " + next)
                    || Set.of("-x", "filter-branch", "--config-env", "difftool", "mergetool")
                            .contains(word);
            boolean alias = word.startsWith("alias.") || word.equals("config") && next.startsWith("core.");
            if (key || runs || alias) {
                return true;
            }
        }
        return false;
    }
}
