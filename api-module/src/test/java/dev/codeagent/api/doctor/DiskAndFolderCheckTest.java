package dev.codeagent.api.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.doctor.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskAndFolderCheckTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, FAIL", "199, FAIL", "200, WARN", "1999, WARN", "2000, OK", "90000, OK"})
    void judgesTheFreeSpace(long megabytes, Level level) {
        Finding finding = new DiskCheck(folder).judge(megabytes);

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.found()).contains(folder.toString());
        assertThat(finding.advice().isEmpty()).isEqualTo(level == Level.OK);
    }

    @Test
    void looksAtTheDiskWhereTheFolderWillBe() {
        assertThat(new DiskCheck(folder.resolve("not/yet/there")).look())
                .singleElement()
                .satisfies(f -> assertThat(f.found()).contains("are free where"));
    }

    @Test
    void writesToSeeThatAFolderCanBeWrittenAndLeavesNothing() {
        assertThat(FolderCheck.data(folder).look()).containsExactly(Finding.ok("data", folder + " can be written"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void makesNoFolder() {
        Path absent = folder.resolve("a/b");

        assertThat(FolderCheck.data(absent).look()).containsExactly(Finding.ok("data", absent + " will be made"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhoCannotWriteWhere() throws IOException {
        // Not even root can write there.
        Finding refused = FolderCheck.data(Path.of("/proc")).look().getFirst();
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(refused.level()).isEqualTo(Level.FAIL);
        assertThat(refused.found()).startsWith("cannot write into /proc: ");
        assertThat(refused.advice()).contains(System.getProperty("user.name"), "--data");
        assertThat(FolderCheck.data(file).look().getFirst().found()).endsWith("it is no folder");
        assertThat(FolderCheck.data(file.resolve("below")).look().getFirst().level())
                .isEqualTo(Level.FAIL);
    }

    @Test
    void wantsTheKeyForTheOwnersEyesOnly() throws IOException {
        Path key = folder.resolve("credentials.key");
        var check = new KeyFileCheck(key);
        assertThat(check.look().getFirst().level()).isEqualTo(Level.OK);

        Files.createFile(key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(check.look()).containsExactly(Finding.ok("credentials", key + " is rw-------"));

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Finding open = check.look().getFirst();
        assertThat(open.level()).isEqualTo(Level.WARN);
        assertThat(open.advice()).isEqualTo("chmod 600 " + key);
    }
}
