package dev.codeagent.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.cli.terminal.TerminalWriter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final RunSummary summary = new RunSummary(
            new TerminalWriter(new PrintStream(bytes, true, StandardCharsets.UTF_8), false),
            run -> "",
            command -> command);

    @Test
    void theReasonOfAFailureIsToldOnce() {
        summary.addShownNotice("the provider rejected the request");
        summary.addShownNotice("the run changed no file");

        assertThat(failed("the provider rejected the request")).contains("failed   see above (PROVIDER_REJECTED)");
    }

    @Test
    void aReasonThatNoNoticeToldIsShown() {
        assertThat(failed("no byte for 60 s")).contains("failed   no byte for 60 s (PROVIDER_REJECTED)");
    }

    @Test
    void aFileWithoutChangedLinesHasNoNumbers() {
        assertThat(RunSummary.formatChange("modified", 0, 0)).isEqualTo("modified");
        assertThat(RunSummary.formatChange("modified", 2, 0)).isEqualTo("modified, +2 −0");
    }

    private String failed(String reason) {
        summary.print(new RunEvent.Finished(RunState.FAILED, "PROVIDER_REJECTED", reason, Usage.NONE, "", 1_000));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
