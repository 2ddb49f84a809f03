package dev.codeagent.cli.conformance;

import java.io.IOException;
import java.net.URI;

/** The client that is checked: it starts a run at the address, follows it to its end, and ends itself. */
@FunctionalInterface
public interface ClientUnderTest {
    /** Returns whether the client reported success. */
    boolean follow(URI address) throws IOException;
}
