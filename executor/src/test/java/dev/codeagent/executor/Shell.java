package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs shell commands that prepare a test. */
public final class Shell {
    private Shell() {}

    /** Runs a command that must succeed, and returns its output. */
    public static String run(Path directory, String command) throws Exception {
        var builder = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(command + "\n" + output).isZero();
        return output;
    }

    /** Creates a repository and commits all files of the directory. */
    static void initRepository(Path directory) throws Exception {
        run(
                directory,
                "git init -q -b work . && git config user.name A && git config user.email a@b.invalid"
                        + " && git add -A && git commit -q --allow-empty -m First");
    }
}
