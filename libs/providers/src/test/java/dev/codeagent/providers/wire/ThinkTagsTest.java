package dev.codeagent.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinkTagsTest {
    private static ResponseText text(StringBuilder target) {
        return new ResponseText(new KeyRedactor(Optional.empty()), target::append);
    }

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
                "<think>a</thinking>b</think>c|a</thinking>b|c",
                "<thinking>hm</thinking>yes|''|<thinking>hm</thinking>yes",
                "<thought>hm</thought>yes|hm|yes",
                "[THINK]hm[/THINK]yes|hm|yes",
                "<seed:think>hm</seed:think>yes|hm|yes",
                "◁think▷hm◁/think▷yes|hm|yes",
                "so I will.</think>yes|so I will.|yes",
                "</think>yes|''|yes",
                "</think>planning</think>yes|planning|yes",
                "the tag `</think>` ends it|''|the tag `</think>` ends it",
                "<think>a</think>the tag </think> ends it|a|the tag </think> ends it",
                "a <think> and a </think>|''|a <think> and a </think>",
                "see ``` x</think>y ```|''|see ``` x</think>y ```"
            })
    void separatesThinkingAtTheBeginningHoweverTheTextIsCut(String content, String thinking, String answer) {
        for (int cut = 0; cut <= content.length(); cut++) {
            var thought = new StringBuilder();
            var text = new StringBuilder();
            var tags = new ThinkTags(text(thought), text(text), () -> {
                thought.setLength(0);
                text.setLength(0);
            });
            tags.append(content.substring(0, cut));
            tags.append(content.substring(cut));
            tags.end();

            assertThat(thought).as("cut at " + cut).hasToString(thinking);
            assertThat(text).as("cut at " + cut).hasToString(answer);
        }
    }

    @Test
    void passesLongWhiteSpaceOnAndHoldsNoMoreOfIt() {
        var text = new StringBuilder();
        var tags = new ThinkTags(text(new StringBuilder()), text(text), () -> {});

        for (int i = 0; i < 1_000; i++) {
            tags.append(" ");
        }

        assertThat(text).hasSize(1_000);
        tags.append("<think>");
        assertThat(text).endsWith("<think>");
    }

    @Test
    void readsManyClosingTagsInLinearTime() {
        var text = new StringBuilder();
        var tags = new ThinkTags(text(new StringBuilder()), text(text), () -> {});

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            tags.append("```");
            for (int i = 0; i < 300_000; i++) {
                tags.append("x</think>");
            }
            tags.end();
        });

        assertThat(text).hasSize(3 + 300_000 * 9);
    }

    @Test
    void knowsWhetherTheTextIsInCodeHoweverItsFencesAreCut() {
        String content = "a ```` b ``` c `` ` </think>d";
        for (int size = 1; size <= content.length(); size++) {
            var thought = new StringBuilder();
            var text = new StringBuilder();
            var tags = new ThinkTags(text(thought), text(text), () -> text.setLength(0));
            for (int i = 0; i < content.length(); i += size) {
                tags.append(content.substring(i, Math.min(content.length(), i + size)));
            }
            tags.end();

            assertThat(thought).hasToString("a ```` b ``` c `` ` ");
            assertThat(text).hasToString("d");
        }
    }
}
