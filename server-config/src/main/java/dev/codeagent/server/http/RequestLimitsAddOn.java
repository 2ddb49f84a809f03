package dev.codeagent.server.http;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.jspecify.annotations.Nullable;

/**
 * The limits of requests: how many connections an address may have, how long a request head may take (Grizzly only limits the
 * time between two bytes), and how long a body may take, which is passed on when it has arrived. Payara
 * loads it for each HTTP listener in the place of the add-on {@code comet}, which nothing uses (see {@code
 * META-INF/hk2-locator/default}).
 */
public final class RequestLimitsAddOn implements AddOn {
    private static final Logger LOG = Logger.getLogger(RequestLimitsAddOn.class.getName());
    private static final long SWEEP_INTERVAL_SECONDS = 2;

    @Override
    public void setup(@Nullable NetworkListener networkListener, FilterChainBuilder builder) {
        var heads = new HeadTimeouts();
        int codec = builder.indexOfType(HttpServerFilter.class);
        var bodies = new ArrivingBodies();
        builder.add(codec + 1, new WholeBodyFilter(bodies));
        builder.add(codec + 1, new HeadEndFilter(heads));
        builder.add(codec, new HeadTimeoutFilter(heads));
        builder.add(codec, ConnectionLimitFilter.configured());
        ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("codeagent-head-timeout").factory());
        sweeper.scheduleWithFixedDelay(
                () -> sweep(heads, bodies), SWEEP_INTERVAL_SECONDS, SWEEP_INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    /** An exception would end all later sweeps, and with them both limits. */
    private static void sweep(HeadTimeouts heads, ArrivingBodies bodies) {
        try {
            heads.closeExpired();
            bodies.refuseExpired();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "slow connections were not all closed; the next attempt follows", e);
        }
    }
}
