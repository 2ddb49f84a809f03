package dev.codeagent.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatchCommandsTest {
    @Test
    void nothingIsLeftToApplyOfARunThatWasUndone() {
        assertThat(PatchCommands.applied("undone"))
                .contains("nothing of it is left")
                .doesNotContain("partly");
        assertThat(PatchCommands.applied("open")).isEqualTo("partly applied");
        assertThat(PatchCommands.applied("applied")).isEqualTo("applied to your working tree");
    }
}
