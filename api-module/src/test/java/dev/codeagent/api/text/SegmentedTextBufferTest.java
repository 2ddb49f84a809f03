package dev.codeagent.api.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentedTextBufferTest {

    @Test
    void equalsABuilderOfTheSamePieces() {
        var random = new Random(7);
        var text = new SegmentedTextBuffer();
        var expected = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            String piece = "aé😀\n".repeat(random.nextInt(random.nextInt(1, 2_000)));
            text.append(piece);
            expected.append(piece);
            int start = random.nextInt(expected.length() + 1);
            int end = random.nextInt(start, expected.length() + 1);
            assertThat(text.length()).isEqualTo(expected.length());
            assertThat(text.subSequence(start, end)).isEqualTo(expected.substring(start, end));
            if (start < expected.length()) {
                assertThat(text.charAt(start)).isEqualTo(expected.charAt(start));
            }
        }
        assertThat(text).hasToString(expected.toString());
    }

    @Test
    void beginsAgainAfterClear() {
        var text = new SegmentedTextBuffer();
        text.append("x".repeat(10_000));
        text.clear();
        text.append("end");

        assertThat(text).hasToString("end");
    }

    @Test
    void rejectsAnIndexOutsideOfTheText() {
        var text = new SegmentedTextBuffer();
        text.append("abc");

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> text.charAt(3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> text.subSequence(1, 4));
    }
}
