package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPathsTest {

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "a\tb/c\u007f", "größe\n.txt", "say \"hi\"\\\n"})
    void theErrorOfANameWithControlCharactersShowsAFormThatIsAccepted(String path) {
        assertThatThrownBy(() -> ClientPaths.fileName(path)).isInstanceOfSatisfying(AgentException.class, e -> {
            assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}");
            String accepted = e.getMessage().replaceFirst("(?s).* as (?=\")", "");
            assertThat(ClientPaths.fileName(accepted)).isEqualTo(GitPaths.name(path));
        });
    }
}
