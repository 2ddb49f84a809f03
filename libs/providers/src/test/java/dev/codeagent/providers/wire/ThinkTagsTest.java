package dev.codeagent.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinkTagsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<think>hm</think>yes|hm|yes",
                "'  <think>a < b</think>  yes'|a < b|yes",
                "<think>never closed|never closed|''",
                "no <think>tag</think> at the start|''|no <think>tag</think> at the start",
                "<thin|''|<thin",
                "<think></think>yes|''|yes",
                "<think>a</thinking>b</think>c|a</thinking>b|c"
            })
    void separatesThinkingAtTheBeginningHoweverTheTextIsCut(String content, String thinking, String answer) {
        for (int cut = 0; cut <= content.length(); cut++) {
            var thought = new StringBuilder();
            var text = new StringBuilder();
            var tags = new ThinkTags(thought::append, text::append);
            tags.append(content.substring(0, cut));
            tags.append(content.substring(cut));
            tags.end();

            assertThat(thought).as("cut at " + cut).hasToString(thinking);
            assertThat(text).as("cut at " + cut).hasToString(answer);
        }
    }
}
