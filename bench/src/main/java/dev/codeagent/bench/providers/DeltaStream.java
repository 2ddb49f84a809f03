package dev.codeagent.bench.providers;

import java.io.IOException;

/** A connection on which a client can request answers of the model, one after another. */
interface DeltaStream extends AutoCloseable {
    /** Requests an answer and passes what arrives to the recorder, until the answer is over. */
    void play(DeltaRecorder recorder) throws IOException;

    @Override
    void close() throws IOException;

    /** Opens connections of one kind. */
    @FunctionalInterface
    interface Factory {
        DeltaStream open() throws IOException;
    }
}
