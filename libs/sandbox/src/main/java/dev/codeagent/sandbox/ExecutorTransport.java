package dev.codeagent.sandbox;

import java.io.InputStream;
import java.io.OutputStream;

/** The standard streams of a running executor, over any transport. */
public interface ExecutorTransport {

    /** The input of the executor. */
    OutputStream stdin();

    /** The answers of the executor, one JSON-RPC message per line. */
    InputStream stdout();

    /** The error output of the executor. */
    InputStream stderr();

    /**
     * How the executor ended, after its streams ended: a phrase that continues "the executor ended". May wait briefly.
     */
    String exitDescription();

    /** Stops the executor and every process that it started; idempotent, and callable from any thread. */
    void destroy();
}
