package dev.codeagent.websocket;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The output of a connection; knows whether the client does not read it, so that it waits in memory. */
final class ObservedOutput extends ServletOutputStream {
    private final ServletOutputStream out;
    private volatile boolean blocked;

    ObservedOutput(ServletOutputStream out) {
        this.out = out;
    }

    boolean isBlocked() {
        return blocked;
    }

    @Override
    public boolean isReady() {
        boolean ready = out.isReady();
        blocked = !ready;
        return ready;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        out.setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() throws IOException {
                blocked = false;
                listener.onWritePossible();
            }

            @Override
            public void onError(Throwable failure) {
                listener.onError(failure);
            }
        });
    }

    @Override
    public void write(int value) throws IOException {
        out.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
