package dev.codeagent.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.diagnostics.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the checks of Java, of programs on the PATH, and of bubblewrap. */
class ProgramCheckTest {
    @TempDir
    Path bin;

    private Map<String, String> path() {
        return Map.of("PATH", bin.toString());
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Finding git() throws InterruptedException {
        return new ProgramCheck(path(), "git", Level.FAIL, "lost", "install it")
                .run()
                .getFirst();
    }

    @Test
    void requiresJava21() {
        assertThat(new JavaCheck(Runtime.Version.parse("21"), "/jdk").run())
                .containsExactly(Finding.ok("java", "Java 21 in /jdk"));
        Finding old =
                new JavaCheck(Runtime.Version.parse("17.0.2"), "/jdk").run().getFirst();
        assertThat(old.level()).isEqualTo(Level.FAIL);
        assertThat(old.advice()).contains("21");
    }

    @Test
    void namesTheJdksOfThisMachine() throws IOException {
        Path home =
                Files.createDirectories(bin.resolve("user/.jdks/azul-11/bin")).getParent();
        Files.createFile(home.resolve("bin/javac"));
        assertThat(home.resolve("bin/javac").toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"A\"\nJAVA_VERSION=\"11.0.2\"\n");

        Finding found = new JdkCheck(Map.of(), bin.resolve("user")).run().getFirst();

        assertThat(found.level()).isEqualTo(Level.OK);
        assertThat(found.found()).contains("11.0.2 in " + home.toRealPath());
    }

    @Test
    void showsTheVersionWithoutColors() throws Exception {
        program("git", "printf '\\n\\033[1mgit version 9\\033[m\\nmore\\n'");

        assertThat(git()).isEqualTo(Finding.ok("git", "git version 9"));
    }

    @Test
    void distinguishesAMissingFromAFailingProgram() throws Exception {
        assertThat(git()).isEqualTo(Finding.fail("git", "not on the PATH", "lost", "install it"));

        program("git", "echo 'no library' >&2; exit 1");
        assertThat(git().found()).isEqualTo(bin.resolve("git") + " does not work: no library");
        assertThat(git().level()).isEqualTo(Level.FAIL);
    }

    @Test
    void killsAHangingProgramAndItsChildren() throws Exception {
        program("slow", "echo $$ > " + bin + "/pid; sleep 1000 & sleep 1000");

        ProcessProbe probe = ProcessProbe.run(List.of(bin.resolve("slow").toString()), Duration.ofSeconds(3));

        assertThat(probe.succeeded()).isFalse();
        long pid = Long.parseLong(Files.readString(bin.resolve("pid")).strip());
        ProcessHandle.of(pid)
                .ifPresent(p -> p.onExit()
                        .orTimeout(60, java.util.concurrent.TimeUnit.SECONDS)
                        .join());
    }

    @Test
    void doesNotWaitForAChildThatKeepsTheOutputOpen() throws Exception {
        program("parent", "sleep 20 & echo ready");

        assertThat(ProcessProbe.run(List.of(bin.resolve("parent").toString()), Duration.ofMinutes(1)))
                .isEqualTo(new ProcessProbe(true, "ready"));
    }

    @Test
    void startsASandboxToCheckBubblewrap() throws Exception {
        assertThat(new BubblewrapCheck(Map.of("PATH", System.getenv("PATH")), true).run())
                .singleElement()
                .satisfies(finding -> assertThat(finding.found()).startsWith("can create a sandbox"))
                .satisfies(finding -> assertThat(finding.level())
                        .isEqualTo(WritableCgroups.detect().weakness().isEmpty() ? Level.OK : Level.WARN));
    }

    @Test
    void failsWithoutBubblewrapOnlyIfTheSettingsRequireIt() throws Exception {
        Finding missing = new BubblewrapCheck(path(), true).run().getFirst();
        program("bwrap", "echo 'bwrap: No permissions to create new namespace' >&2; exit 1");
        Finding needed = new BubblewrapCheck(path(), true).run().getFirst();
        Finding optional = new BubblewrapCheck(path(), false).run().getFirst();

        assertThat(missing.level()).isEqualTo(Level.FAIL);
        assertThat(missing.advice()).contains("apt install bubblewrap");
        assertThat(needed.level()).isEqualTo(Level.FAIL);
        assertThat(needed.found()).contains("No permissions to create new namespace");
        assertThat(needed.advice()).contains("sysctl");
        assertThat(optional.level()).isEqualTo(Level.WARN);
        assertThat(optional.lost()).contains("without isolation");
    }
}
