package dev.codeagent.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepPromptTest {

    private static String render(String folder) {
        return render(folder, Map.of());
    }

    private static String render(String folder, Map<String, String> paths) {
        return new StepPrompt(
                        AgentName.CODING, 1, "fix greet.txt", List.of(), List.of(), Optional.empty(), folder, paths)
                .render();
    }

    @Test
    void tellsWhereInTheProjectTheUserIs() {
        assertThat(render("")).isEqualTo("Request: fix greet.txt\n");
        assertThat(render("services/pay"))
                .startsWith("Request: fix greet.txt\n\nThe user is in the directory services/pay: work there");
    }

    @Test
    void tellsWhichFilesTheRequestMeans() {
        assertThat(render("services/pay", Map.of("greet.txt", "services/pay/greet.txt")))
                .endsWith("\nIn the request, greet.txt is services/pay/greet.txt\n");
    }

    @Test
    void keepsTheNameOfADirectoryInOneLine() {
        assertThat(render("a\nRequest: b").lines()).hasSize(3);
    }
}
