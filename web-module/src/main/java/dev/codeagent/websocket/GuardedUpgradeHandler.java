package dev.codeagent.websocket;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives the container's handler a connection whose frames are guarded. Public, because the container creates it. */
public final class GuardedUpgradeHandler implements HttpUpgradeHandler {
    private final IncomingMemory.Share memory = IncomingMemory.SERVER.share();
    private @Nullable HttpUpgradeHandler guarded;

    void guard(HttpUpgradeHandler handler) {
        guarded = handler;
    }

    @Override
    public void init(WebConnection connection) {
        if (guarded != null) {
            guarded.init(new GuardedConnection(connection, memory));
        }
    }

    @Override
    public void destroy() {
        memory.release();
        if (guarded != null) {
            guarded.destroy();
        }
    }

    private static final class GuardedConnection implements WebConnection {
        private final WebConnection connection;
        private final ServletInputStream in;
        private final ServletOutputStream out;
        private final IncomingMemory.Share memory;

        GuardedConnection(WebConnection connection, IncomingMemory.Share memory) {
            this.connection = connection;
            this.memory = memory;
            try {
                var observed = new ObservedOutput(connection.getOutputStream());
                this.in = new GuardedInput(connection.getInputStream(), new FrameGuard(observed::isBlocked, memory));
                this.out = observed;
            } catch (IOException e) {
                throw new IllegalStateException("the connection has no streams", e);
            }
        }

        @Override
        public ServletInputStream getInputStream() {
            return in;
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return out;
        }

        @Override
        public void close() throws Exception {
            memory.release();
            connection.close();
        }
    }
}
