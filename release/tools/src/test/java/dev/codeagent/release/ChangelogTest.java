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
    void returnsTheSectionOfTheVersion() {
        assertThat(CHANGELOG.releaseNotes("1.10.0")).isEqualTo("- Tenth.\n\n### Details\n\nMore.\n");
    }

    @Test
    void doesNotMatchAVersionPrefix() {
        assertThat(CHANGELOG.releaseNotes("1.1.0")).isEqualTo("- First.\n");
        assertThatThrownBy(() -> CHANGELOG.releaseNotes("1.1")).isInstanceOf(ReleaseException.class);
    }

    @Test
    void usesTheUnreleasedSectionForASnapshot() {
        assertThat(CHANGELOG.releaseNotes("1.11.0-SNAPSHOT")).isEqualTo("- Not out yet.\n");
    }

    @Test
    void rejectsAMissingOrEmptySection() {
        assertThatThrownBy(() -> CHANGELOG.releaseNotes("2.0.0"))
                .isInstanceOf(ReleaseException.class)
                .hasMessageContaining("'## 2.0.0'")
                .hasMessageContaining("## 1.10.0");
        assertThatThrownBy(() -> CHANGELOG.releaseNotes("1.0.0"))
                .isInstanceOf(ReleaseException.class)
                .hasMessageContaining("'## 1.0.0' with text");
    }
}
