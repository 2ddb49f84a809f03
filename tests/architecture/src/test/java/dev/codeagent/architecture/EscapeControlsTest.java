package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.escapes.EscapesBenchmark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A case of the escape corpus proves nothing if it cannot succeed without the defence. The ids of the first corpus whose
 * control would harm the host are listed in {@code escapes-without-control.txt}; at most three others have no control.
 */
class EscapeControlsTest {
    private static final int MAX_WITHOUT_CONTROL = 3;

    private final Map<String, String> withoutControl = EscapesBenchmark.idsWithoutControl();
    private final Set<String> listed = new HashSet<>(readList());

    EscapeControlsTest() throws IOException {}

    private static List<String> readList() throws IOException {
        try (var list = EscapeControlsTest.class.getResourceAsStream("/escapes-without-control.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    @Test
    void atMostThreeLaterIdsHaveNoControl() {
        var later = new HashSet<>(withoutControl.keySet());
        later.removeAll(listed);

        assertThat(later).hasSizeLessThanOrEqualTo(MAX_WITHOUT_CONTROL);
    }

    @Test
    void listNamesNoIdThatHasAControl() {
        assertThat(withoutControl.keySet()).containsAll(listed);
    }

    @Test
    void everyMissingControlHasAReason() {
        assertThat(withoutControl)
                .isNotEmpty()
                .allSatisfy(
                        (id, reason) -> assertThat(reason).as(id).hasSizeGreaterThanOrEqualTo("needs root".length()));
    }
}
