package dev.codeagent.webhooks.boundary;

import dev.codeagent.webhooks.WebhookDispatcher;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sends the deliveries of webhooks that are due, every two seconds, and deletes old ones every hour. */
@Singleton
@Startup
@DependsOn("RunLifecycle")
@TransactionManagement(TransactionManagementType.BEAN)
public class WebhookTimer {
    private static final Logger LOG = Logger.getLogger(WebhookTimer.class.getName());
    private static final long SECONDS = 2;
    private static final long RETENTION_MINUTES = 60;

    @Resource
    ManagedScheduledExecutorService scheduler;

    @Inject
    WebhookDispatcher dispatcher;

    private ScheduledFuture<?> schedule;
    private ScheduledFuture<?> retention;

    @PostConstruct
    void start() {
        schedule = scheduler.scheduleWithFixedDelay(
                () -> run(dispatcher::dispatch, "send the deliveries of webhooks"), SECONDS, SECONDS, TimeUnit.SECONDS);
        retention = scheduler.scheduleWithFixedDelay(
                () -> run(dispatcher::deleteOld, "delete old deliveries of webhooks"),
                1,
                RETENTION_MINUTES,
                TimeUnit.MINUTES);
    }

    /** A database that is down must not end the schedule. */
    private static void run(Runnable task, String name) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "cannot " + name, e);
        }
    }

    @PreDestroy
    void stop() {
        schedule.cancel(false);
        retention.cancel(false);
    }
}
