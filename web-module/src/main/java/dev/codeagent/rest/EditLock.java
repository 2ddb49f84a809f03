package dev.codeagent.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Lets one edit of a thing at a time compare the version in {@code If-Match} and store the change. */
@ApplicationScoped
public class EditLock {
    private static final int LOCKS = 64;

    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);

    /** @param edited what is edited, for example the id of a provider */
    public <T> T withLock(Object edited, Supplier<T> edit) {
        ReentrantLock lock = locks[Math.floorMod(edited.hashCode(), LOCKS)];
        lock.lock();
        try {
            return edit.get();
        } finally {
            lock.unlock();
        }
    }
}
