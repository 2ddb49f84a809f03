package dev.codeagent.traces;

import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.messaging.EventObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends the traces of runs that have ended, one after another and outside of the runs: a collector that does not answer costs
 * traces, never time of a run.
 */
public final class TraceExporter implements EventObserver {
    private static final Logger LOG = Logger.getLogger(TraceExporter.class.getName());
    private static final int MAX_WAITING = 1_000;
    private static final int MAX_SPANS = 500;

    private final RunJournal journal;
    private final Collector collector;
    private final Executor executor;
    private final Supplier<Set<String>> tools;
    private final Map<String, Object> resource;
    private final List<Duration> retryDelays;
    private final Queue<RunId> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicBoolean working = new AtomicBoolean();
    private final AtomicLong lost = new AtomicLong();
    /** Whether the last request was answered: only then is a request that fails repeated. */
    private boolean reachable = true;

    /** Where traces are sent. */
    interface Collector {
        /** @throws IOException if the request may be repeated; the message has no secret */
        void send(String body) throws IOException, InterruptedException;
    }

    /**
     * @param executor runs what may block
     * @param tools the names of all tools
     * @param resource attributes of the server
     * @param retryDelays how long to wait before each repetition
     */
    TraceExporter(
            RunJournal journal,
            Collector collector,
            Executor executor,
            Supplier<Set<String>> tools,
            Map<String, Object> resource,
            List<Duration> retryDelays) {
        this.journal = journal;
        this.collector = collector;
        this.executor = executor;
        this.tools = tools;
        this.resource = Map.copyOf(resource);
        this.retryDelays = List.copyOf(retryDelays);
    }

    /** An exporter that sends to a server. */
    public static TraceExporter to(
            TraceCollector collector,
            RunJournal journal,
            Executor executor,
            Supplier<Set<String>> tools,
            Map<String, Object> resource) {
        return new TraceExporter(
                journal, collector, executor, tools, resource, List.of(Duration.ofSeconds(1), Duration.ofSeconds(5)));
    }

    @Override
    public void stored(List<RecordedEvent> events, Duration append) {
        for (RecordedEvent event : events) {
            if (event.event() instanceof RunEvent.Finished) {
                submit(event.run());
            }
        }
    }

    private void submit(RunId run) {
        if (!waiting.offer(run)) {
            lost.incrementAndGet();
        } else if (working.compareAndSet(false, true)) {
            try {
                executor.execute(this::work);
            } catch (RuntimeException e) {
                working.set(false);
                throw e;
            }
        }
    }

    /** The number of runs whose trace was not sent. */
    long lost() {
        return lost.get();
    }

    private void work() {
        do {
            try {
                for (RunId run = waiting.poll(); run != null; run = waiting.poll()) {
                    export(run);
                }
            } finally {
                working.set(false);
            }
        } while (!waiting.isEmpty() && working.compareAndSet(false, true));
    }

    private void export(RunId run) {
        try {
            List<Span> spans = RunTrace.of(run, journal.readTypes(run, RunTrace.EVENTS), tools.get());
            for (int i = 0; i < spans.size(); i += MAX_SPANS) {
                send(OtlpJson.write(spans.subList(i, Math.min(spans.size(), i + MAX_SPANS)), resource));
            }
        } catch (IOException | RuntimeException e) {
            lost.incrementAndGet();
            LOG.log(Level.WARNING, "trace not sent run={0} reason={1}", new Object[] {run, e.getMessage()});
        } catch (InterruptedException e) {
            lost.incrementAndGet();
            Thread.currentThread().interrupt();
        }
    }

    private void send(String body) throws IOException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                collector.send(body);
                reachable = true;
                return;
            } catch (IOException e) {
                if (!reachable || attempt == retryDelays.size()) {
                    reachable = false;
                    throw e;
                }
                Thread.sleep(retryDelays.get(attempt));
            }
        }
    }
}
