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

class DataLockTest {
    @TempDir
    Path data;

    @Test
    void saysWhereTheServerIsAsLongAsItHoldsTheLock() {
        DataLock lock = DataLock.take(data, 8123);

        assertThat(data.resolve("server.json"))
                .hasContent("{\"pid\":" + ProcessHandle.current().pid() + ",\"port\":8123}");
        lock.close();
        assertThat(data.resolve("server.json")).doesNotExist();
        DataLock.take(data, 8124).close();
    }

    @Test
    void refusesADirectoryOfAnotherApplicationOfThisProcess() {
        DataLock first = DataLock.take(data, 8123);

        assertRefused();
        assertRefused();
        assertThat(data.resolve("server.json")).content().contains("8123");
        first.close();
    }

    @Test
    void refusesADirectoryOfAnotherProcess() throws Exception {
        Process other = holder();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('+');
            assertRefused();
        } finally {
            other.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
        DataLock.take(data, 8123).close();
    }

    private void assertRefused() {
        assertThatThrownBy(() -> DataLock.take(data, 8124))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("another server works on " + data);
    }

    private Process holder() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Takes the lock, says so, and keeps it until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws InterruptedException {
            DataLock.take(Path.of(args[0]), 1);
            System.out.print('+');
            System.out.flush();
            Thread.sleep(60_000);
        }
    }
}
