package dev.codeagent.llm;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Containers that are numbers. */
final class FakeHost implements ModelHost {
    final AtomicInteger started = new AtomicInteger();
    final List<String> removed = new CopyOnWriteArrayList<>();
    volatile boolean healthy = true;
    volatile Fate fate = Fate.ALIVE;
    volatile RuntimeException refusal;
    volatile URI address = URI.create("http://127.0.0.1:9");
    volatile Runnable whileStarting = () -> {};

    @Override
    public Running start(ModelEntry model) {
        if (refusal != null) {
            throw refusal;
        }
        fate = Fate.ALIVE;
        whileStarting.run();
        return new Running("c" + started.incrementAndGet(), address, 1L << 30);
    }

    @Override
    public Fate fate(Running running) {
        return fate;
    }

    @Override
    public boolean healthy(Running running, ModelEntry model) {
        return healthy;
    }

    @Override
    public void remove(Running running) {
        removed.add(running.container());
    }
}
