package dev.codeagent.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChangelogTest {
    private static final Changelog CHANGELOG = new Changelog("""
            # Changelog

            ## Unreleased

            - Not out yet.

            ## 1.10.0 – 2026-03-01

            - Tenth.

            ### Details

            More.

            ## [1.1.0]

            - First.

            ## 1.0.0
            """);

    @Test
    void cutsOutTheSectionOfTheVersion() {
        assertThat(CHANGELOG.notes("1.10.0")).isEqualTo("- Tenth.\n\n### Details\n\nMore.\n");
    }

    @Test
    void takesNoVersionThatOnlyBeginsAlike() {
        assertThat(CHANGELOG.notes("1.1.0")).isEqualTo("- First.\n");
        assertThatThrownBy(() -> CHANGELOG.notes("1.1")).isInstanceOf(ReleaseFailure.class);
    }

    @Test
    void rehearsesWithWhatIsUnreleased() {
        assertThat(CHANGELOG.notes("1.11.0-SNAPSHOT")).isEqualTo("- Not out yet.\n");
    }

    @Test
    void namesTheSectionThatIsMissingOrEmpty() {
        assertThatThrownBy(() -> CHANGELOG.notes("2.0.0"))
                .isInstanceOf(ReleaseFailure.class)
                .hasMessageContaining("'## 2.0.0'")
                .hasMessageContaining("## 1.10.0");
        assertThatThrownBy(() -> CHANGELOG.notes("1.0.0"))
                .isInstanceOf(ReleaseFailure.class)
                .hasMessageContaining("'## 1.0.0' with text");
    }
}
