package dev.codeagent.sandbox.docker;

import java.util.function.Supplier;

/** Makes its value at the first call; a failure is tried again. */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> source;
    private T value;

    Once(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public synchronized T get() {
        if (value == null) {
            value = source.get();
        }
        return value;
    }

    synchronized boolean made() {
        return value != null;
    }
}
