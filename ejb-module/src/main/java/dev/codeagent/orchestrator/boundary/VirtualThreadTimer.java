package dev.codeagent.orchestrator.boundary;

import dev.codeagent.orchestrator.VirtualThreadWatchdog;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Watches the virtual threads, of runs and of event streams, if this Java has a scheduler that can be changed. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class VirtualThreadTimer {
    @Resource
    ManagedScheduledExecutorService scheduler;

    private Optional<ScheduledFuture<?>> schedule = Optional.empty();

    @PostConstruct
    void start() {
        if (VirtualThreadWatchdog.isSupported()) {
            schedule =
                    Optional.of(scheduler.scheduleWithFixedDelay(new VirtualThreadWatchdog(), 1, 1, TimeUnit.SECONDS));
        }
    }

    @PreDestroy
    void stop() {
        schedule.ifPresent(s -> s.cancel(false));
    }
}
