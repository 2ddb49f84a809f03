package dev.codeagent.modelgateway;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A runner without containers; it counts starts and names containers c1, c2 and so on. */
final class FakeModelRunner implements ModelRunner {
    final AtomicInteger started = new AtomicInteger();
    final List<String> removed = new CopyOnWriteArrayList<>();
    volatile boolean healthy = true;
    volatile ContainerStatus status = ContainerStatus.RUNNING;
    volatile RuntimeException startFailure;
    volatile URI address = URI.create("http://127.0.0.1:9");
    volatile Runnable onStart = () -> {};

    @Override
    public RunningModel start(ModelSettings model) {
        if (startFailure != null) {
            throw startFailure;
        }
        status = ContainerStatus.RUNNING;
        onStart.run();
        return new RunningModel("c" + started.incrementAndGet(), address, 1L << 30);
    }

    @Override
    public ContainerStatus status(RunningModel running) {
        return status;
    }

    @Override
    public boolean isHealthy(RunningModel running, ModelSettings model) {
        return healthy;
    }

    @Override
    public void remove(RunningModel running) {
        removed.add(running.container());
    }
}
