package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsSectionsTest {
    private static final String DEPENDENCIES = "[project]\nname = \"a\"\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                " [tool.pytest.ini_options]",
                "\t[tool.pytest.ini_options] # settings",
                "[tool.pytest.ini_options]x",
                "[ tool . 'pytest' . ini_options ]",
                "[",
                "[project",
                "[project]]",
                "[[project]",
                "[\"project\"]",
                "[project] x",
                "[project] # ]"
            })
    void theSettingsAfterAnyOtherHeaderCount(String header) {
        assertThat(relevantPart("pyproject.toml", DEPENDENCIES + header + "\naddopts = \"-k none\"\n"))
                .contains("addopts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[tool:pytest] ; settings", "[tool:pytest] # settings", "[tool:pytest] x", "[metadata] ; ]", "[]"
            })
    void theSettingsAfterAHeaderWithACommentCount(String header) {
        assertThat(relevantPart("setup.cfg", "[metadata]\nname = a\n" + header + "\naddopts = -k none\n"))
                .contains("addopts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[project]", "  [project]  # x", "[[project]]", "[tool.poetry.group.dev.dependencies]"})
    void otherSectionsDoNotCount(String header) {
        assertThat(relevantPart("pyproject.toml", "[tool.x]\n" + header + "\nname = \"a\"\n"))
                .isEqualTo("[tool.x]");
    }

    @Test
    void aSectionOfATargetDoesNotCount() {
        assertThat(relevantPart("Cargo.toml", "[target.'cfg(unix)'.dependencies]\na = \"1\"\n"))
                .isEmpty();
        assertThat(relevantPart("Cargo.toml", "[package]\nname = \"a\"\n [lib]\n test = false\n"))
                .contains("test = false");
    }

    @Test
    void aValueInAListIsNoHeader() {
        assertThat(relevantPart("pyproject.toml", "[tool.x]\na = [\n[\"project\"]\n]\nb = 1\n"))
                .contains("b = 1");
        assertThat(relevantPart("setup.cfg", "[tool:pytest]\na =\n  [metadata]\naddopts = -k none\n"))
                .contains("addopts");
    }

    @Test
    void whatFollowsALongLineCounts() {
        assertThat(relevantPart("pyproject.toml", DEPENDENCIES + "a".repeat(5_000) + "\nb = 1\n"))
                .contains("aaa", "b = 1");
    }

    private static String relevantPart(String path, String text) {
        return SettingsSections.relevantPart(path, text);
    }
}
