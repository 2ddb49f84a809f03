package dev.codeagent.portal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everybody may read the files of the portal and the page of its views, and no other address counts as one of these. */
class PortalFilesTest {
    private final PortalFiles files = new PortalFiles("/portal-sample/");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/p/proj-1/s/s-42",
                "/p/proj-1/runs/run-1/changes",
                "/settings",
                "/settings/providers",
                "/assets/index-1a2b.js",
                "/theme.js"
            })
    void isOpenAtItsOwnAddresses(String uri) {
        assertThat(files.isOpen(uri)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "//",
                "/api/v1/runs",
                "/index.html",
                "/files.json",
                "/assets/other.js",
                "/assets/../theme.js",
                "/p/../api/v1/runs",
                "/p/..;/s/api",
                "/p/%2e%2e/s/x",
                "/p/a%2fb/s/x",
                "/p/.hidden/s/x",
                "/p/a/s/b;x",
                "/p/a/s/b/../../../../api/v1/runs",
                "/p/a\\..\\..\\api/s/x",
                "/p/a/s/",
                "/settings/a/b",
                "/settings?x",
                "/theme.js/",
                "theme.js"
            })
    void isClosedAtEveryOtherAddress(String uri) {
        assertThat(files.isOpen(uri)).isFalse();
    }

    @Test
    void hasNoFilesInABuildWithoutThePortal() {
        var none = new PortalFiles("/portal-that-was-left-out/");

        assertThat(none.page()).isEmpty();
        assertThat(none.isOpen("/p/proj-1/s/s-42")).isFalse();
        assertThat(none.isOpen("/theme.js")).isFalse();
    }

    @Test
    void keepsForeverWhatNamesItsContent() {
        assertThat(files.find("/assets/index-1a2b.js").orElseThrow().isImmutable())
                .isTrue();
        assertThat(files.find("/theme.js").orElseThrow().isImmutable()).isFalse();
    }
}
