package dev.codeagent.sandbox.docker;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Computes its value at the first call; after a failure the next call tries again. */
final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> supplier;
    private @Nullable T value;

    Lazy(Supplier<T> supplier) {
        this.supplier = supplier;
    }

    @Override
    public synchronized T get() {
        if (value == null) {
            value = supplier.get();
        }
        return value;
    }

    synchronized boolean isInitialized() {
        return value != null;
    }
}
