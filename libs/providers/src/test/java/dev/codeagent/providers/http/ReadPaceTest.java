package dev.codeagent.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadPaceTest {
    private static final int BEGINNING = 8;
    private static final long MILLI = 1_000_000;

    private final List<Runnable> delayed = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private final ReadCollector collector = new ReadCollector(millis -> {
        delays.add(millis);
        return delayed::add;
    });
    private final ReadPace pace = new ReadPace(collector);
    private long requested;

    private final Flow.Subscription subscription = new Flow.Subscription() {
        @Override
        public void request(long n) {
            requested += n;
        }

        @Override
        public void cancel() {
            throw new AssertionError("nothing cancels the stream");
        }
    };

    private void readBeginning() {
        for (int i = 0; i < BEGINNING; i++) {
            pace.readOn(subscription, 0, 1, 100);
        }
        assertThat(requested).isEqualTo(BEGINNING);
        assertThat(delayed).isEmpty();
    }

    @Test
    void readsTheBeginningWithoutDelay() {
        readBeginning();
    }

    @Test
    void readsSlowEventsAtOnce() {
        readBeginning();

        pace.readOn(subscription, 20 * MILLI, 1, 100);
        pace.readOn(subscription, 40 * MILLI, 1, 100);

        assertThat(requested).isEqualTo(BEGINNING + 2);
    }

    @Test
    void collectsFastEventsAndThenReadsOn() {
        readBeginning();

        pace.readOn(subscription, 5 * MILLI, 1, 100);

        assertThat(requested).isEqualTo(BEGINNING);
        delayed.getFirst().run();
        assertThat(requested).isEqualTo(BEGINNING + 1);
    }

    @Test
    void goesOnCollectingWhileSeveralEventsArriveTogether() {
        readBeginning();

        pace.readOn(subscription, 25 * MILLI, 4, 400);

        assertThat(delayed).hasSize(1);
    }

    @Test
    void goesOnCollectingAfterTheOneEventThatTheClientReadAhead() {
        readBeginning();

        pace.readOn(subscription, 20 * MILLI, 4, 400);
        pace.readOn(subscription, 40 * MILLI, 1, 100);

        assertThat(requested).isEqualTo(BEGINNING);
    }

    @Test
    void readsRareBurstsAtOnce() {
        readBeginning();

        pace.readOn(subscription, 300 * MILLI, 3, 300);
        pace.readOn(subscription, 600 * MILLI, 3, 300);

        assertThat(requested).isEqualTo(BEGINNING + 2);
    }

    @Test
    void readsABacklogAndPartsOfEventsAtOnce() {
        readBeginning();

        pace.readOn(subscription, MILLI, 90, 16_000);
        pace.readOn(subscription, 2 * MILLI, 0, 100);

        assertThat(requested).isEqualTo(BEGINNING + 2);
    }

    @Test
    void continuesAllStreamsThatCollectTogether() {
        var second = new ReadPace(collector);
        readBeginning();
        for (int i = 0; i < BEGINNING; i++) {
            second.readOn(subscription, 0, 1, 100);
        }

        pace.readOn(subscription, 5 * MILLI, 1, 100);
        second.readOn(subscription, 6 * MILLI, 2, 200);

        assertThat(delayed).hasSize(1);
        delayed.getFirst().run();
        assertThat(requested).isEqualTo(2 * BEGINNING + 2);
        assertThat(delays).containsExactly(20L);
    }

    @ParameterizedTest
    @CsvSource({"49, 9, 20", "60, 30, 40", "200, 45, 60", "2000, 45, 60"})
    void collectsForLongerWhileAllStreamsDeliverManyEvents(long windowEvents, long pauseMillis, long collectedMillis) {
        readBeginning();

        collector.count(101 * MILLI, windowEvents);
        pace.readOn(subscription, 202 * MILLI, 1, 100);
        pace.readOn(subscription, (202 + pauseMillis) * MILLI, 1, 100);
        pace.readOn(subscription, (202 + 2 * pauseMillis) * MILLI, 1, 100);

        assertThat(delays).containsExactly(collectedMillis);
    }

    @ParameterizedTest
    @CsvSource({"49, 10", "60, 35", "200, 50", "2000, 50"})
    void readsTheOnlyEventOfAPauseAtOnce(long windowEvents, long pauseMillis) {
        readBeginning();

        collector.count(101 * MILLI, windowEvents);
        pace.readOn(subscription, 202 * MILLI, 1, 100);
        pace.readOn(subscription, (202 + pauseMillis) * MILLI, 1, 100);
        pace.readOn(subscription, (202 + 2 * pauseMillis) * MILLI, 1, 100);

        assertThat(delays).isEmpty();
    }

    @Test
    void staysBusyIfItsReadsAreLate() {
        readBeginning();
        collector.count(101 * MILLI, 600);

        pace.readOn(subscription, 401 * MILLI, 1, 100);
        pace.readOn(subscription, 441 * MILLI, 1, 100);
        pace.readOn(subscription, 481 * MILLI, 1, 100);

        assertThat(delays).containsExactly(60L);
    }

    @Test
    void isNoLongerBusyAfterAPause() {
        readBeginning();
        collector.count(101 * MILLI, 60);

        pace.readOn(subscription, 900 * MILLI, 1, 100);
        pace.readOn(subscription, 920 * MILLI, 1, 100);
        pace.readOn(subscription, 940 * MILLI, 1, 100);

        assertThat(delays).isEmpty();
    }
}
