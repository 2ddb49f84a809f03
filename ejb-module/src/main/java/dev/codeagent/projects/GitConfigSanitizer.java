package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns off programs that a repository's own configuration, or a file that it includes, names and that git would run on
 * the host. A project may come from an untrusted source. The configuration of the user and of the system, for example
 * of git-lfs, stays in effect.
 *
 * @param options options of git that replace the repository's values with the user's, or with none
 * @param environment environment variables that override other programs of the repository
 */
record GitConfigSanitizer(List<String> options, Map<String, String> environment) {
    private static final Pattern DRIVER = Pattern.compile(
            "filter\\..*\\.(clean|smudge|process|required)|diff\\..*\\.(command|textconv)", Pattern.DOTALL);
    private static final Pattern REMOTE = Pattern.compile("remote\\..*\\.(promisor|uploadpack|vcs)", Pattern.DOTALL);
    private static final Pattern OTHER_PROGRAM = Pattern.compile(
            "diff\\.external|merge\\..*\\.driver"
                    + "|core\\.(sshcommand|gitproxy|askpass|alternaterefscommand|editor|pager)|sequence\\.editor"
                    + "|gpg\\..*program|trailer\\..*\\.(command|cmd)|credential\\..*|uploadpack\\..*hook",
            Pattern.CASE_INSENSITIVE);

    /**
     * Reads the configuration of a repository. Each git command needs its own call, because the command before may have
     * changed an included file, for example by applying a patch.
     *
     * @throws AgentException WORKSPACE_FAILED if the configuration cannot be read or names a program that cannot be
     *     overridden
     */
    static GitConfigSanitizer forRepository(Path gitDir) {
        var repositoryValues = new TreeMap<String, String>();
        var userValues = new HashMap<String, String>();
        String[] fields = listConfiguration(gitDir).split("\0");
        for (int i = 0; i + 1 < fields.length; i += 2) {
            String[] entry = fields[i + 1].split("\n", 2);
            boolean local = fields[i].equals("local") || fields[i].equals("worktree");
            (local ? repositoryValues : userValues).put(entry[0], entry.length > 1 ? entry[1] : "true");
        }
        var options = new ArrayList<String>();
        var environment = new HashMap<String, String>();
        int count = 0;
        for (String key : repositoryValues.keySet()) {
            Optional<String> replacement = replacement(key, userValues);
            if (replacement.isPresent()) {
                rejectEqualsSign(key);
                options.addAll(List.of("-c", key + "=" + replacement.get()));
            } else if (OTHER_PROGRAM.matcher(key).matches()) {
                environment.put("GIT_CONFIG_KEY_" + count, key);
                environment.put("GIT_CONFIG_VALUE_" + count, "");
                count++;
            }
        }
        environment.put("GIT_CONFIG_COUNT", String.valueOf(count));
        return new GitConfigSanitizer(options, environment);
    }

    /** The value that replaces the repository's; empty if the key is not a driver or a command of a remote. */
    private static Optional<String> replacement(String key, Map<String, String> userValues) {
        if (DRIVER.matcher(key).matches()) {
            return Optional.of(userValues.getOrDefault(key, key.endsWith(".required") ? "false" : ""));
        }
        Matcher remote = REMOTE.matcher(key);
        return !remote.matches()
                ? Optional.empty()
                : Optional.of(
                        switch (remote.group(1)) {
                            case "promisor" -> "false";
                            case "uploadpack" -> "git-upload-pack";
                            default -> "";
                        });
    }

    /** Option {@code -c} splits at the first equals sign, so it cannot override such a key. */
    private static void rejectEqualsSign(String key) {
        if (key.contains("=")) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the repository's configuration has '" + key
                            + "', which names a program and cannot be overridden; remove it from .git/config");
        }
    }

    /** Pairs of scope and entry; an entry is a key, or a key and its value on the next line. */
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
                Path.of("/"),
                Map.of(),
                new byte[0]);
        if (result.exitCode() != 0) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "git cannot read the configuration of " + gitDir + ": "
                            + result.error().strip());
        }
        return result.text();
    }
}
