package dev.codeagent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.security.LocalToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalTokenFileTest {
    @TempDir
    Path data;

    @Test
    void createsAFileThatOnlyItsOwnerCanRead() throws IOException {
        LocalToken token = LocalTokenFile.openOrCreate(data);

        assertThat(mode()).isEqualTo("rw-------");
        assertThat(Files.readString(file())).isEqualTo("Authorization: Bearer " + token.value() + "\n");
        assertThat(token.value()).hasSize(43);
        assertThat(token.toString()).doesNotContain(token.value());
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void keepsTheToken() {
        assertThat(LocalTokenFile.openOrCreate(data)).isEqualTo(LocalTokenFile.openOrCreate(data));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-", "rwx------"})
    void replacesATokenThatOthersCouldRead(String mode) throws IOException {
        LocalToken exposed = LocalTokenFile.openOrCreate(data);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));

        assertThat(LocalTokenFile.openOrCreate(data)).isNotEqualTo(exposed);
        assertThat(mode()).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Authorization: Bearer ", "Authorization: Bearer short", "Authorization: Basic eDp5"})
    void replacesAFileWithoutAToken(String content) throws IOException {
        Files.createFile(file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file(), content);

        LocalToken token = LocalTokenFile.openOrCreate(data);

        assertThat(LocalToken.parse(Files.readString(file()))).contains(token);
    }

    @Test
    void refusesALink() throws IOException {
        Path other =
                Files.writeString(data.resolve("other"), LocalToken.generate().fileContent());
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
        Files.createSymbolicLink(file(), other);

        assertThatThrownBy(() -> LocalTokenFile.openOrCreate(data))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(file() + " is not a regular file");
    }

    @Test
    void refusesADirectory() throws IOException {
        Files.createDirectory(file());

        assertThatThrownBy(() -> LocalTokenFile.openOrCreate(data)).hasMessageContaining("is not a regular file");
    }

    @Test
    void concurrentStartsAgreeOnOneToken() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<LocalToken> start = () -> LocalTokenFile.openOrCreate(data);
            List<Future<LocalToken>> tokens =
                    threads.invokeAll(Stream.generate(() -> start).limit(32).toList());

            for (Future<LocalToken> token : tokens) {
                assertThat(token.get()).isEqualTo(tokens.getFirst().get());
            }
        }
    }

    private Path file() {
        return data.resolve("authorization");
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file()));
    }
}
