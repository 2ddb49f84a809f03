package dev.codeagent.api.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineCommentTest {

    @ParameterizedTest
    @CsvSource({"12, 14, a.txt:12-14", "12, 12, a.txt:12", "12, 0, a.txt:12", "0, 0, a.txt", "0, 14, a.txt"})
    void aPlaceIsAPathWithItsLines(int line, int endLine, String place) {
        assertThat(new LineComment("a.txt", line, endLine, "why?").place()).isEqualTo(place);
    }
}
