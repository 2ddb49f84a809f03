package dev.codeagent.orchestrator.boundary;

import dev.codeagent.orchestrator.VirtualThreadWatchdog;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.util.Optional;

/**
 * Watches the virtual threads, of runs and of event streams, if this Java has a scheduler that can be changed. It has a thread of
 * its own, because the threads of the container wait for classes too.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class VirtualThreadMonitor {
    private static final long INTERVAL_MILLIS = 1_000;

    @Resource
    ManagedThreadFactory threads;

    private Optional<Thread> thread = Optional.empty();

    @PostConstruct
    void start() {
        if (VirtualThreadWatchdog.isSupported()) {
            var watchdog = new VirtualThreadWatchdog(task ->
                    threads.newThread(() -> Thread.ofVirtual().start(task)).start());
            thread = Optional.of(threads.newThread(() -> watch(watchdog)));
            thread.get().start();
        }
    }

    private static void watch(VirtualThreadWatchdog watchdog) {
        try {
            while (true) {
                Thread.sleep(INTERVAL_MILLIS);
                watchdog.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The application ends.
        }
    }

    @PreDestroy
    void stop() {
        thread.ifPresent(Thread::interrupt);
    }
}
