package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns off commands that a repository's own configuration, or a file that it includes, names. A repository from an
 * archive may name any command. The configuration of the user and of the system stays in effect.
 */
final class GitConfigSanitizer {
    private static final Pattern FILTER =
            Pattern.compile("(filter\\..+)\\.(clean|smudge|process|required)", Pattern.DOTALL);
    private static final Pattern REMOTE = Pattern.compile("(remote\\..+)\\.(promisor|uploadpack|vcs)", Pattern.DOTALL);
    private static final Pattern DIFF_DRIVER = Pattern.compile("(diff\\..+)\\.(command|textconv)", Pattern.DOTALL);

    private GitConfigSanitizer() {}

    /** Options of git that replace the repository's values with the user's, or with none. */
    static List<String> overrideOptions(Path gitDir) {
        var repositoryValues = new HashMap<String, String>();
        var userValues = new HashMap<String, String>();
        String[] fields = listConfiguration(gitDir).split("\0");
        for (int i = 0; i + 1 < fields.length; i += 2) {
            String[] entry = fields[i + 1].split("\n", 2);
            boolean local = fields[i].equals("local") || fields[i].equals("worktree");
            (local ? repositoryValues : userValues).put(entry[0], entry.length > 1 ? entry[1] : "true");
        }
        var options = new ArrayList<String>();
        for (String key : new TreeSet<>(repositoryValues.keySet())) {
            if (key.contains("=")) {
                // `-c` splits at the first '=', so it cannot override this key.
                rejectProgram(key);
            } else if (FILTER.matcher(key).matches() || DIFF_DRIVER.matcher(key).matches()) {
                addOverride(options, key, userValues.getOrDefault(key, key.endsWith(".required") ? "false" : ""));
            } else {
                overrideRemote(options, key);
            }
        }
        return List.copyOf(options);
    }

    private static void overrideRemote(List<String> options, String key) {
        Matcher remote = REMOTE.matcher(key);
        if (remote.matches()) {
            String value = switch (remote.group(2)) {
                case "promisor" -> "false";
                case "uploadpack" -> "git-upload-pack";
                default -> "";
            };
            addOverride(options, key, value);
        }
    }

    private static void addOverride(List<String> options, String key, String value) {
        options.addAll(List.of("-c", key + "=" + value));
    }

    private static void rejectProgram(String key) {
        if (FILTER.matcher(key).matches()
                || DIFF_DRIVER.matcher(key).matches()
                || REMOTE.matcher(key).matches()) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the repository's configuration has '" + key
                            + "', which names a program and cannot be overridden; remove it from .git/config");
        }
    }

    private static String listConfiguration(Path gitDir) {
        Git.CommandResult result = Git.execute(
                List.of(
                        "git",
                        "-c",
                        "safe.directory=*",
                        "--git-dir=" + gitDir,
                        "config",
                        "--list",
                        "--show-scope",
                        "--includes",
                        "-z"),
                gitDir,
                Map.of(),
                new byte[0]);
        if (result.exitCode() != 0) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "git cannot read the configuration of " + gitDir + ": "
                            + result.error().strip());
        }
        return new String(result.output(), StandardCharsets.UTF_8);
    }
}
