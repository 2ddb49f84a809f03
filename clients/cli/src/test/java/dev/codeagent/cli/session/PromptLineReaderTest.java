package dev.codeagent.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.jline.utils.AttributedString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptLineReaderTest {
    @ParameterizedTest
    @CsvSource({
        "'', 10, 0",
        "12345, 10, 0", // The line is full, and the cursor waits behind its last character.
        "123456, 10, 1",
        "1234567890123456, 10, 2",
        "1234567890123456, 80, 0",
        "a\\nb\\nc, 10, 2",
        "a\\n123456789\\n, 10, 3",
        "変更を, 10, 1",
        "a, 1, 5"
    })
    void countsTheRowsAboveTheCursor(String text, int columns, int rows) {
        assertThat(PromptLineReader.rowsAboveCursor(new AttributedString("abc> "), text.replace("\\n", "\n"), columns))
                .isEqualTo(rows);
    }
}
