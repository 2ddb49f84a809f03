package dev.codeagent.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserHomeTest {
    private static final Path ACCOUNT = Path.of("/home/account");

    @Test
    void theVariableCountsBeforeTheAccountAsInAShell() {
        assertThat(UserHome.of(Map.of("HOME", "/srv/other"), ACCOUNT, false)).isEqualTo(Path.of("/srv/other"));
    }

    @Test
    void withoutTheVariableItIsTheHomeOfTheAccount() {
        assertThat(UserHome.of(Map.of(), ACCOUNT, false)).isEqualTo(ACCOUNT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "relative/home", "~"})
    void aVariableThatIsNoAbsolutePathDoesNotCount(String home) {
        assertThat(UserHome.of(Map.of("HOME", home), ACCOUNT, false)).isEqualTo(ACCOUNT);
    }

    @Test
    void onWindowsTheVariableOfAnotherShellDoesNotCount() {
        assertThat(UserHome.of(Map.of("HOME", "/c/Users/me"), ACCOUNT, true)).isEqualTo(ACCOUNT);
    }
}
