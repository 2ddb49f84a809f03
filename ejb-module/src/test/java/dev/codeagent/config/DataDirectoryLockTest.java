package dev.codeagent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryLockTest {
    @TempDir
    Path data;

    @Test
    void writesTheServerFileWhileItHoldsTheLock() {
        DataDirectoryLock lock = DataDirectoryLock.acquire(data, "localhost", 8123);

        assertThat(data.resolve("server.json"))
                .hasContent("{\"pid\":" + ProcessHandle.current().pid() + ",\"host\":\"127.0.0.1\",\"port\":8123}");
        lock.close();
        assertThat(data.resolve("server.json")).doesNotExist();
        DataDirectoryLock.acquire(data, "localhost", 8124).close();
    }

    @Test
    void rejectsADirectoryLockedByAnotherApplicationOfThisProcess() {
        DataDirectoryLock first = DataDirectoryLock.acquire(data, "localhost", 8123);

        assertRejected();
        assertRejected();
        assertThat(data.resolve("server.json")).content().contains("8123");
        first.close();
    }

    @Test
    void rejectsADirectoryLockedByAnotherProcess() throws Exception {
        Process other = startLockHolder();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('+');
            assertRejected();
        } finally {
            other.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
        DataDirectoryLock.acquire(data, "localhost", 8123).close();
    }

    private void assertRejected() {
        assertThatThrownBy(() -> DataDirectoryLock.acquire(data, "localhost", 8124))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("another server works on " + data);
    }

    private Process startLockHolder() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Takes the lock, prints '+', and holds the lock until it is killed or its input ends. */
    static final class LockHolder {
        private LockHolder() {}

        public static void main(String[] args) throws IOException {
            DataDirectoryLock.acquire(Path.of(args[0]), "localhost", 1);
            System.out.print('+');
            System.out.flush();
            System.in.read();
        }
    }
}
