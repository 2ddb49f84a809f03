package dev.codeagent.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingSuggestionTest {
    private static final List<String> NAMES = List.of("anthropic", "openai", "zai", "/plan");

    @Test
    void findsTheMostSimilarWord() {
        assertThat(SpellingSuggestion.findClosest("antropic", NAMES)).contains("anthropic");
        assertThat(SpellingSuggestion.findClosest("opnai", NAMES)).contains("openai");
        assertThat(SpellingSuggestion.didYouMean("/paln", NAMES)).isEqualTo(" (did you mean '/plan'?)");
    }

    @Test
    void capitalsAreNoOtherLetters() {
        assertThat(SpellingSuggestion.findClosest("/DIFF", List.of("/plan", "/diff")))
                .contains("/diff");
        assertThat(SpellingSuggestion.findSimilar("Main", List.of("main", "Main")))
                .containsExactly("Main", "main");
    }

    @Test
    void findsNothingInWordsThatHaveNothingInCommon() {
        assertThat(SpellingSuggestion.findClosest("zz", NAMES)).isEmpty();
        assertThat(SpellingSuggestion.findClosest("q", NAMES)).isEmpty();
        assertThat(SpellingSuggestion.didYouMean("my-server", NAMES)).isEmpty();
    }
}
