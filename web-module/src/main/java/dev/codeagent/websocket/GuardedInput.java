package dev.codeagent.websocket;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a client that passed the guard. */
final class GuardedInput extends ServletInputStream {
    private static final int BUFFER_BYTES = 16 << 10;

    private final ServletInputStream in;
    private final FrameGuard guard;
    private ByteBuffer passed = ByteBuffer.allocate(0);

    GuardedInput(ServletInputStream in, FrameGuard guard) {
        this.in = in;
        this.guard = guard;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) == 1 ? one[0] & 0xff : -1;
    }

    /** Returns 0 if nothing of what was received passes the guard yet. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!passed.hasRemaining()) {
            byte[] received = new byte[Math.max(1, Math.min(BUFFER_BYTES, in.available()))];
            int count = in.read(received, 0, received.length);
            if (count < 0) {
                return count;
            }
            var out = new ByteArrayOutputStream(count);
            guard.filter(ByteBuffer.wrap(received, 0, count), out);
            passed = ByteBuffer.wrap(out.toByteArray());
        }
        int count = Math.min(length, passed.remaining());
        passed.get(target, offset, count);
        return count;
    }

    @Override
    public int available() throws IOException {
        return passed.hasRemaining() ? passed.remaining() : in.available();
    }

    @Override
    public boolean isFinished() {
        return !passed.hasRemaining() && in.isFinished();
    }

    @Override
    public boolean isReady() {
        return passed.hasRemaining() || in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        in.setReadListener(listener);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
