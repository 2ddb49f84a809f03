package dev.codeagent.api.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationTimerTest {
    private static final Logger LOG = Logger.getLogger(OperationTimer.class.getName());

    private final List<String> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        LOG.removeHandler(handler);
    }

    @Test
    void logsAnOperationAboveItsLimit() {
        try (var timer = OperationTimer.start("append run=r-1", Duration.ofNanos(-1))) {
            assertThat(timer).isNotNull();
        }

        assertThat(logged).singleElement().asString().startsWith("WARNING slow append run=r-1 ms=");
    }

    @Test
    void logsNothingBelowTheLimit() {
        OperationTimer.start("append run=r-1", Duration.ofHours(1)).close();

        assertThat(logged).isEmpty();
    }
}
