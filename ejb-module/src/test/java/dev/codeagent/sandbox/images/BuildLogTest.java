package dev.codeagent.sandbox.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.sandbox.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildLogTest {
    private final List<String> told = new ArrayList<>();
    private final BuildLog log = new BuildLog(new Progress() {
        @Override
        public void info(String code, String text) {
            told.add(text);
        }

        @Override
        public void warn(String code, String text) {
            told.add(text);
        }

        @Override
        public void check() {}
    });

    @Test
    void tellsEachStepAndKeepsWhatTheLastOnePrinted() {
        log.add("Step 1/2 : FROM x\n ---> 0123456789ab\nStep 2/2 : RUN make\n ---> Running in ba9876543210\nold\n");
        log.add("err");
        log.add("or: no \u001b[31mrule\n\u001b[0m");

        assertThat(told).containsExactly("step 1/2: FROM x", "step 2/2: RUN make");
        assertThat(log.step()).isEqualTo("step 2/2: RUN make");
        assertThat(log.lastLines()).isEqualTo("old\nerror: no rule");
        assertThat(log.layer()).isEqualTo("0123456789ab");
    }

    @Test
    void boundsWhatItTellsAndKeeps() {
        for (int i = 1; i <= 300; i++) {
            log.add("Step " + i + "/300 : RUN x\n");
        }
        log.add("y".repeat(100_000));
        for (int i = 0; i < 100; i++) {
            log.add("line " + i + "\n");
        }

        assertThat(told).hasSize(100);
        assertThat(log.lastLines().lines()).hasSizeLessThan(20).allMatch(line -> line.length() < 400);
        assertThat(log.lastLines()).endsWith("line 99");
    }
}
