package dev.codeagent.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.ProjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalRuleStoreTest {
    private static final ProjectId PROJECT = new ProjectId("p-1");

    @TempDir
    Path folder;

    @Test
    void storesDecisionsAcrossRestartsAndReturnsTheLastOne() {
        var store = new ApprovalRuleStore(folder);
        store.add(PROJECT, "t", "{\"a\":1}", true, "ann");
        store.add(PROJECT, "t", "{\"a\":2}", true, "ann");
        store.add(PROJECT, "t", "{\"a\":2}", false, "bob");

        var reopened = new ApprovalRuleStore(folder);

        assertThat(reopened.find(PROJECT, "t", "{\"a\": 1}")).contains(true);
        assertThat(reopened.find(PROJECT, "t", "{\"a\": 2}")).contains(false);
        assertThat(reopened.find(PROJECT, "t", "{\"a\": 3}")).isEmpty();
        assertThat(reopened.find(PROJECT, "u", "{\"a\": 1}")).isEmpty();
        assertThat(reopened.find(new ProjectId("p-2"), "t", "{\"a\": 1}")).isEmpty();
    }

    @Test
    void namesTheFileThatCannotBeRead() throws IOException {
        Path file = Files.createDirectories(folder.resolve("projects/p-1")).resolve("policy-answers.json");
        for (String damaged : new String[] {"", "{}", "{\"rules\": 1}", "["}) {
            Files.writeString(file, damaged);

            assertThatThrownBy(() -> new ApprovalRuleStore(folder).find(PROJECT, "t", "{}"))
                    .as(damaged)
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
