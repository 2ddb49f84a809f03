package dev.codeagent.sandbox.docker;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Computes its value at the first call; after a failure the next call tries again. */
final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> supplier;
    private volatile @Nullable T value;

    Lazy(Supplier<T> supplier) {
        this.supplier = supplier;
    }

    @Override
    public synchronized T get() {
        T current = value;
        if (current == null) {
            current = supplier.get();
            value = current;
        }
        return current;
    }

    /** Does not wait while the value is computed. */
    boolean isInitialized() {
        return value != null;
    }
}
