package dev.codeagent.projects;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Turns off programs that a repository's own configuration names and that git would run on the host. A project may come
 * from an untrusted source. Programs of the user's own configuration, such as git-lfs, stay on.
 */
final class GitConfigEnvironment {
    private static final Pattern PROGRAM = Pattern.compile(
            "filter\\..*\\.(clean|smudge|process)|diff\\.external|diff\\..*\\.(command|textconv)|merge\\..*\\.driver"
                    + "|core\\.(sshcommand|gitproxy|askpass|alternaterefscommand|editor|pager)|sequence\\.editor"
                    + "|gpg\\..*program|trailer\\..*\\.(command|cmd)|credential\\..*|uploadpack\\..*hook",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern REQUIRED = Pattern.compile("filter\\..*\\.required", Pattern.CASE_INSENSITIVE);

    private GitConfigEnvironment() {}

    /** Environment variables that override the programs of the repository. */
    static Map<String, String> overrideVariables(Path gitDir) {
        Git.CommandResult listed = Git.execute(
                List.of(
                        "git",
                        "-c",
                        "safe.directory=*",
                        "--git-dir=" + gitDir,
                        "config",
                        "--local",
                        "--includes",
                        "--list",
                        "--name-only",
                        "-z"),
                Path.of("/"),
                Map.of(),
                new byte[0]);
        var environment = new HashMap<String, String>();
        int count = 0;
        for (String name : listed.text().split("\0")) {
            boolean program = PROGRAM.matcher(name).matches();
            if (program || REQUIRED.matcher(name).matches()) {
                environment.put("GIT_CONFIG_KEY_" + count, name);
                environment.put("GIT_CONFIG_VALUE_" + count, program ? "" : "false");
                count++;
            }
        }
        environment.put("GIT_CONFIG_COUNT", String.valueOf(count));
        return environment;
    }
}
