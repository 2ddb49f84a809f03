package dev.codeagent.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.diagnostics.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskAndDirectoryCheckTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, FAIL", "199, FAIL", "200, WARN", "1999, WARN", "2000, OK", "90000, OK"})
    void derivesTheLevelFromTheFreeSpace(long megabytes, Level level) {
        Finding finding = new DiskCheck(folder).evaluate(megabytes);

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.found()).contains(folder.toString());
        assertThat(finding.advice().isEmpty()).isEqualTo(level == Level.OK);
    }

    @Test
    void checksTheDiskOfTheNearestExistingDirectory() {
        assertThat(new DiskCheck(folder.resolve("not/yet/there")).run())
                .singleElement()
                .satisfies(f -> assertThat(f.found()).contains("are free on the disk of"));
    }

    @Test
    void probesWriteAccessAndLeavesNoFile() {
        assertThat(DirectoryCheck.dataDirectory(folder).run())
                .containsExactly(Finding.ok("data", folder + " is writable"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void doesNotCreateTheDirectory() {
        Path absent = folder.resolve("a/b");

        assertThat(DirectoryCheck.dataDirectory(absent).run())
                .containsExactly(Finding.ok("data", absent + " will be created"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void namesTheUserAndTheUnwritableDirectory() throws IOException {
        // Not even root can write there.
        Finding refused = DirectoryCheck.dataDirectory(Path.of("/proc")).run().getFirst();
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(refused.level()).isEqualTo(Level.FAIL);
        assertThat(refused.found()).startsWith("cannot write into /proc: ");
        assertThat(refused.advice()).contains(System.getProperty("user.name"), "--data");
        assertThat(DirectoryCheck.dataDirectory(file).run().getFirst().found()).endsWith("it is not a directory");
        assertThat(DirectoryCheck.dataDirectory(file.resolve("below"))
                        .run()
                        .getFirst()
                        .level())
                .isEqualTo(Level.FAIL);
    }

    @Test
    void warnsWhenOtherUsersCanReadTheKey() throws IOException {
        Path key = folder.resolve("credentials.key");
        var check = new KeyFileCheck(key);
        assertThat(check.run().getFirst().level()).isEqualTo(Level.OK);

        Files.createFile(key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(check.run()).containsExactly(Finding.ok("credentials", key + " is rw-------"));

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Finding open = check.run().getFirst();
        assertThat(open.level()).isEqualTo(Level.WARN);
        assertThat(open.advice()).isEqualTo("run chmod 600 " + key);
    }
}
