package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.ProjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnsweredCallsTest {
    private static final ProjectId PROJECT = new ProjectId("p-1");

    @TempDir
    Path folder;

    @Test
    void keepsAnswersOverRestartsAndTheLastOneCounts() {
        var answered = new AnsweredCalls(folder);
        answered.add(PROJECT, "t", "{\"a\":1}", true, "ann");
        answered.add(PROJECT, "t", "{\"a\":2}", true, "ann");
        answered.add(PROJECT, "t", "{\"a\":2}", false, "bob");

        var later = new AnsweredCalls(folder);

        assertThat(later.find(PROJECT, "t", "{\"a\": 1}")).contains(true);
        assertThat(later.find(PROJECT, "t", "{\"a\": 2}")).contains(false);
        assertThat(later.find(PROJECT, "t", "{\"a\": 3}")).isEmpty();
        assertThat(later.find(PROJECT, "u", "{\"a\": 1}")).isEmpty();
        assertThat(later.find(new ProjectId("p-2"), "t", "{\"a\": 1}")).isEmpty();
    }

    @Test
    void namesAFileThatIsDamaged() throws IOException {
        Path file = Files.createDirectories(folder.resolve("projects/p-1")).resolve("policy-answers.json");
        for (String damaged : new String[] {"", "{}", "{\"rules\": 1}", "["}) {
            Files.writeString(file, damaged);

            assertThatThrownBy(() -> new AnsweredCalls(folder).find(PROJECT, "t", "{}"))
                    .as(damaged)
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
