package dev.codeagent.sandbox.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.sandbox.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildLogTest {
    private final List<String> reported = new ArrayList<>();
    private final BuildLog log = new BuildLog(new ProgressListener() {
        @Override
        public void info(String code, String text) {
            reported.add(text);
        }

        @Override
        public void warn(String code, String text) {
            reported.add(text);
        }

        @Override
        public void throwIfCancelled() {}
    });

    @Test
    void reportsEachStepAndKeepsTheOutputOfTheLastOne() {
        log.append("Step 1/2 : FROM x\n ---> 0123456789ab\nStep 2/2 : RUN make\n ---> Running in ba9876543210\nold\n");
        log.append("err");
        log.append("or: no \u001b[31mrule\n\u001b[0m");

        assertThat(reported).containsExactly("step 1/2: FROM x", "step 2/2: RUN make");
        assertThat(log.step()).isEqualTo("step 2/2: RUN make");
        assertThat(log.lastLines()).isEqualTo("old\nerror: no rule");
        assertThat(log.layer()).isEqualTo("0123456789ab");
    }

    @Test
    void limitsReportedStepsAndStoredLines() {
        for (int i = 1; i <= 300; i++) {
            log.append("Step " + i + "/300 : RUN x\n");
        }
        log.append("y".repeat(100_000));
        for (int i = 0; i < 100; i++) {
            log.append("line " + i + "\n");
        }

        assertThat(reported).hasSize(100);
        assertThat(log.lastLines().lines()).hasSizeLessThan(20).allMatch(line -> line.length() < 400);
        assertThat(log.lastLines()).endsWith("line 99");
    }
}
