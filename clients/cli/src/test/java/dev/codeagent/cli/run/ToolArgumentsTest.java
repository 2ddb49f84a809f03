package dev.codeagent.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolArgumentsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"path\": \"src/A.java\", \"old\": \"a\"} | src/A.java",
                "{\"command\": \"mvn test\", \"cwd\": \"lib\"} | mvn test",
                "{\"from\": \"a.txt\", \"to\": \"b.txt\"} | a.txt → b.txt",
                "{\"process\": \"p1\", \"signal\": \"TERM\"} | p1 TERM",
                "{\"registry\": \"npm\", \"packages\": [\"left-pad@1.3.0\"]} | npm left-pad@1.3.0",
                "{\"limit\": 5} | ''",
                "{} | ''"
            })
    void aCallIsShownWithWhatItIsAbout(String arguments, String shown) {
        assertThat(ToolArguments.main(arguments, 100)).isEqualTo(shown);
    }
}
