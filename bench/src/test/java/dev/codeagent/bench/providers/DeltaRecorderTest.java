package dev.codeagent.bench.providers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeltaRecorderTest {
    private static final String FIRST = "@1700000000000000;0000000 ";
    private static final String SECOND = "@1700000000020000;0000001 ";
    private static final String THIRD = "@1700000000070000;0000002 ";

    private final DeltaRecorder recorder = new DeltaRecorder(new Pace("key", 20, 3));

    private static String message(String text) {
        return "{\"type\":\"delta\",\"text\":\"" + text + "\"}";
    }

    @Test
    void countsTheChunksOfJoinedMessages() {
        recorder.accept(message(FIRST));
        recorder.accept("{\"role\":\"assistant\"}");
        recorder.accept(message(SECOND + THIRD));
        recorder.end(3);

        assertThat(recorder.deltas()).isEqualTo(3);
        assertThat(recorder.messages()).isEqualTo(2);
        assertThat(recorder.maxSendGapMillis()).isEqualTo(50);
        assertThat(recorder.firstAgeMillis()).isPositive();
        assertThat(recorder.fault()).isEmpty();
    }

    @Test
    void countsNoPauseOfTheModelServer() {
        recorder.accept(message(FIRST), 1_700_000_000_005_000L);
        recorder.accept(message(SECOND), 1_700_000_000_065_000L);
        recorder.accept(message(THIRD), 1_700_000_000_135_000L);

        // 60 ms at the pace of the model server, then 70 ms of which it was 30 ms late.
        assertThat(recorder.longestPause().micros()).isEqualTo(60_000);
    }

    @Test
    void countsNoPauseOfTheModelServerBeforeItWritesAStampedChunk() {
        recorder.accept(message(FIRST), 1_700_000_000_005_000L);
        recorder.accept(message(SECOND + THIRD), 1_700_000_000_095_000L);

        assertThat(recorder.longestPause().micros()).isEqualTo(60_000);
    }

    @Test
    void countsAPauseOfTheServerDuringOneOfTheModelServer() {
        String late = "@1700000000270000;0000003 ";
        recorder.accept(message(FIRST), 1_700_000_000_005_000L);
        recorder.accept(message(SECOND + "@1700000000040000;0000002 " + late), 1_700_000_000_275_000L);

        // The model server was 210 ms late with the last chunk, but the second one was there after 20 ms.
        assertThat(recorder.longestPause())
                .isEqualTo(new DeltaRecorder.Pause(1_700_000_000_275_000L, 270_000, 0, 255_000, 3));
    }

    @Test
    void findsAMissingChunk() {
        recorder.accept(message(FIRST + THIRD));

        assertThat(recorder.fault()).contains("chunk 1 was expected and 2 arrived");
    }

    @Test
    void findsAWrongOrder() {
        recorder.accept(message(SECOND));
        recorder.accept(message(FIRST));

        assertThat(recorder.fault()).contains("chunk 0 was expected and 1 arrived");
    }

    @Test
    void findsAnEarlyEnd() {
        recorder.accept(message(FIRST));
        recorder.end(2);

        assertThat(recorder.fault()).contains("1 of 2 chunks arrived");
    }

    @Test
    void writesTextWhoseChunksCarryTheirNumbers() {
        String text = NumberedText.create(12);

        assertThat(text).hasSize(12 * NumberedText.CHUNK_SIZE);
        assertThat(NumberedText.numberAt(text, 11 * NumberedText.CHUNK_SIZE)).isEqualTo(11);
        assertThat(NumberedText.numberAt(text, 3)).isEqualTo(-1);
        assertThat(NumberedText.numberAt(text, text.length() - 3)).isEqualTo(-1);
    }
}
