package dev.codeagent.sandbox;

import java.io.InputStream;
import java.io.OutputStream;

/** Three streams to a running executor, over whatever carries them. */
public interface ExecutorTransport {

    /** What the executor reads. */
    OutputStream stdin();

    /** What it answers, one JSON-RPC message a line. */
    InputStream stdout();

    /** What it complains about. */
    InputStream stderr();

    /** After the streams have ended: how, in a few words that follow "the executor ended". May wait for a moment. */
    String exitDescription();

    /** Ends the executor with every process that it started; may be called more than once and from any thread. */
    void destroy();
}
