package dev.codeagent.cli.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An output that remembers that it could not be written, which a {@code PrintStream} hides. Thread-safe. */
public final class ReportingOutput extends FilterOutputStream {
    private volatile @Nullable IOException failure;

    public ReportingOutput(OutputStream output) {
        super(output);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Why output is missing. A reader that has read enough, such as {@code head}, is no failure. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure)
                .map(e -> String.valueOf(e.getMessage()))
                .filter(reason -> !reason.contains("roken pipe") && !reason.contains("pipe is being closed"));
    }
}
