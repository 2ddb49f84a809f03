package dev.codeagent.fakemodel.http;

import java.io.IOException;

/** The client closed the connection before the response was complete. */
public final class ClientClosedException extends IOException {
    private static final long serialVersionUID = 1;

    ClientClosedException() {
        super("the client closed the connection");
    }
}
