package dev.codeagent.policy.shell;

import java.util.List;
import java.util.Set;

/** The calls of git that run programs that an argument or a setting names. */
final class GitLaunches {
    private static final List<String> SAFE_KEYS = List.of(
            "user.",
            "color.",
            "advice.",
            "init.defaultbranch",
            "commit.gpgsign",
            "core.quotepath",
            "core.autocrlf",
            "core.filemode",
            "core.ignorecase",
            "core.abbrev",
            "core.bare",
            "pull.",
            "push.default",
            "push.autosetupremote",
            "fetch.prune",
            "rebase.auto",
            "merge.conflictstyle",
            "diff.algorithm",
            "diff.renames",
            "log.",
            "status.",
            "branch.",
            "safe.directory",
            "format.",
            "gc.",
            "pack.",
            "index.",
            "feature.",
            "help.autocorrect",
            "tag.sort");

    private static final Set<String> LAUNCHING_COMMANDS = Set.of(
            "filter-branch",
            "difftool",
            "mergetool",
            "instaweb",
            "web--browse",
            "send-email",
            "svn",
            "cvsimport",
            "p4",
            "shell",
            "hook",
            "for-each-repo",
            "remote-ext",
            "remote-fd",
            "daemon",
            "credential",
            "gui",
            "citool",
            "gitk");

    private static final Set<String> LAUNCHING_OPTIONS = Set.of(
            "-x",
            "--config-env",
            "--exec-path",
            "--template",
            "--config",
            "--upload-pack",
            "--receive-pack",
            "--exec",
            "--smtp-server",
            "--sendmail-cmd",
            "--open-files-in-pager",
            "--extcmd",
            "--ext-diff",
            "--textconv",
            "--access-hook",
            "--edit-todo");

    /** {@code -u} of these names a program; {@code -O} of grep names a pager. */
    private static final Set<String> FETCHING = Set.of("clone", "fetch", "ls-remote", "fetch-pack", "grep");

    /** How often the words after {@code config} are read in one call. */
    private static final int MAX_SETTINGS = 10;

    private GitLaunches() {}

    static boolean launchesUnknown(List<ShellWord> arguments) {
        boolean fetches = false;
        int settings = 0;
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i).text();
            String next = i + 1 < arguments.size() ? arguments.get(i + 1).text() : "";
            boolean key =
                    word.equals("-c") && !isSafeKey(next) || word.matches("(?s)-c.+") && !isSafeKey(word.substring(2));
            boolean runs =
                    Set.of("bisect run", "submodule foreach", "rebase --exec").contains(word + " " + next)
                            || LAUNCHING_COMMANDS.contains(word)
                            || LAUNCHING_OPTIONS.contains(word.replaceFirst("(?s)=.*", ""));
            boolean named = word.startsWith("alias.")
                    || word.matches("(?is)(?:ext|fd)::.*")
                    || fetches && word.matches("-O.+|-u")
                    || word.equals("config")
                            && (++settings > MAX_SETTINGS
                                    || configuresUnsafe(arguments.subList(i + 1, arguments.size())));
            fetches |= FETCHING.contains(word);
            if (key || runs || named) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSafeKey(String setting) {
        String lower = setting.toLowerCase(java.util.Locale.ROOT);
        return SAFE_KEYS.stream().anyMatch(lower::startsWith);
    }

    /** Whether {@code git config} sets a key that may name a program; reading is harmless. */
    private static boolean configuresUnsafe(List<ShellWord> arguments) {
        if (arguments.stream().map(ShellWord::text).anyMatch(a -> a.matches("-e|--edit|edit"))) {
            return true;
        }
        List<String> operands = arguments.stream()
                .map(ShellWord::text)
                .filter(a -> !a.startsWith("-") && !Set.of("set", "--add").contains(a))
                .toList();
        boolean reads = operands.size() < 2
                || arguments.stream()
                        .map(ShellWord::text)
                        .anyMatch(a -> a.matches("--get.*|--list|-l|get|list|--unset.*|unset"));
        return !reads && operands.stream().noneMatch(GitLaunches::isSafeKey);
    }
}
