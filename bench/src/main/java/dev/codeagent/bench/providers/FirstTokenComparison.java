package dev.codeagent.bench.providers;

import dev.codeagent.bench.harness.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The time from sending the first chunk to its arrival, through nginx and through the server, one stream at a time. */
final class FirstTokenComparison {
    private static final double MEDIAN_LIMIT_MILLIS = 1;
    private static final double P99_LIMIT_MILLIS = 3;
    /** Methods that each answer executes a few times are compiled after some hundred answers. */
    private static final int WARM_UP = 200;

    private final List<Double> nginxMillis = new ArrayList<>();
    private final List<Double> serverMillis = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    /** Requests answers in turn from both. */
    void measure(Pace pace, DeltaStream.Factory nginx, DeltaStream.Factory server, int turns) throws IOException {
        try (DeltaStream fromNginx = nginx.open();
                DeltaStream fromServer = server.open()) {
            for (int i = 0; i < WARM_UP + turns; i++) {
                double nginxAge = measureOnce(pace, fromNginx);
                double serverAge = measureOnce(pace, fromServer);
                if (i >= WARM_UP) {
                    nginxMillis.add(nginxAge);
                    serverMillis.add(serverAge);
                }
            }
        }
    }

    private double measureOnce(Pace pace, DeltaStream stream) throws IOException {
        var recorder = new DeltaRecorder(pace);
        stream.play(recorder);
        recorder.end(pace.chunks());
        recorder.fault().ifPresent(faults::add);
        return recorder.firstAgeMillis();
    }

    Samples nginx() {
        return Samples.of(nginxMillis);
    }

    Samples server() {
        return Samples.of(serverMillis);
    }

    double added(double share) {
        return server().percentile(share) - nginx().percentile(share);
    }

    List<String> faults() {
        var all = new ArrayList<>(faults);
        if (!(added(0.5) <= MEDIAN_LIMIT_MILLIS)) {
            all.add("the median time added to the first token is above " + MEDIAN_LIMIT_MILLIS + " ms");
        }
        if (!(added(0.99) <= P99_LIMIT_MILLIS)) {
            all.add("the p99 of the time added to the first token is above " + P99_LIMIT_MILLIS + " ms");
        }
        return all;
    }
}
