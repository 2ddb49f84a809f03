package dev.codeagent.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.exit.CliException;
import jakarta.json.Json;
import org.junit.jupiter.api.Test;

class PullCommandTest {
    private static String line(String status, long completed, long total, long rate, long left) {
        return PullCommand.progressLine(Json.createObjectBuilder()
                .add("status", status)
                .add("completedBytes", completed)
                .add("totalBytes", total)
                .add("bytesPerSecond", rate)
                .add("secondsLeft", left)
                .build());
    }

    @Test
    void showsBytesTotalRateAndRemainingTime() {
        assertThat(line("pulling", 1_200_000_000L, 2_500_000_000L, 31_000_000, 42))
                .isEqualTo("pulling  1.2 GB of 2.5 GB (48 %)  31.0 MB/s  42 s left");
        assertThat(line("pulling", 999, 4_000_000_000_000L, 500, 8_000_000))
                .contains("999 B of 4.0 TB (0 %)", "2222 h");
    }

    @Test
    void showsOnlyWhatIsKnown() {
        assertThat(line("verifying", 0, 0, 0, 0)).isEqualTo("verifying");
        assertThat(line("pulling", 500_000, 0, 0, 0)).isEqualTo("pulling  500.0 kB");
        assertThat(line("pulling", 0, 90_000, 1_000, 90))
                .isEqualTo("pulling  0 B of 90.0 kB (0 %)  1.0 kB/s  1 min 30 s left");
    }

    @Test
    void theTextOfTheServerCannotControlTheTerminal() {
        assertThat(line("\u001b[2Jgone\n", 0, 0, 0, 0)).doesNotContain("\u001b").doesNotContain("\n");
    }

    @Test
    void aModelNameMayContainSlashesAndTags() {
        assertThat(ModelCommands.ModelName.parse("docker/ai/model:4b"))
                .isEqualTo(new ModelCommands.ModelName("docker", "ai/model:4b"));
        assertThatThrownBy(() -> ModelCommands.ModelName.parse("model")).isInstanceOf(CliException.class);
        assertThatThrownBy(() -> ModelCommands.ModelName.parse("ollama/")).isInstanceOf(CliException.class);
    }
}
