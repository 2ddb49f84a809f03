package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Git as a user runs it, without the configuration of the machine. */
final class RealGit {
    private RealGit() {}

    static void git(Path directory, String... arguments) {
        var command = new ArrayList<>(List.of(
                "git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "core.hooksPath=/dev/null"));
        command.addAll(List.of(arguments));
        var result = new GitProcess(
                        command, directory, Map.of("GIT_ALLOW_PROTOCOL", "file"), GitProcess.Limits.STANDARD)
                .run(new byte[0]);
        assertThat(result.exitCode()).as(result.error()).isZero();
    }
}
