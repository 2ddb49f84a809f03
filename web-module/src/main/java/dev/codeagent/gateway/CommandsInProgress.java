package dev.codeagent.gateway;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Executes commands with the same id one after the other: the second waits for the first and finds what it did. */
final class CommandsInProgress {
    private final ConcurrentHashMap<String, CompletableFuture<Void>> running = new ConcurrentHashMap<>();

    <T> T exclusively(String id, Supplier<T> work) {
        var mine = new CompletableFuture<Void>();
        for (var other = running.putIfAbsent(id, mine); other != null; other = running.putIfAbsent(id, mine)) {
            other.join();
        }
        try {
            return work.get();
        } finally {
            running.remove(id);
            mine.complete(null);
        }
    }
}
