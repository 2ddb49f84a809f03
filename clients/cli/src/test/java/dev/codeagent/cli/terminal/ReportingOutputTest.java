package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ReportingOutputTest {
    @Test
    void outputThatIsMissingIsAFailure() {
        assertThat(failureOf("No space left on device").failure()).contains("No space left on device");
    }

    @Test
    void aReaderThatHasReadEnoughIsNone() {
        assertThat(failureOf("Broken pipe").failure()).isEmpty();
    }

    @Test
    void writtenOutputIsNone() {
        assertThat(new ReportingOutput(OutputStream.nullOutputStream()).failure())
                .isEmpty();
    }

    private static ReportingOutput failureOf(String message) {
        var output = new ReportingOutput(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        });
        new PrintStream(output, true).println("text");
        return output;
    }
}
