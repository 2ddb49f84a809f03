package dev.codeagent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final List<RunId> ALL =
            IntStream.range(0, 7).mapToObj(i -> new RunId("run-" + i)).toList();

    @Test
    void pagesContainEachItemOnce() {
        for (int limit = 1; limit <= 8; limit++) {
            var seen = new ArrayList<RunId>();
            Answer<List<RunId>> page = Answer.pageOf(ALL, null, limit, RunId::value);
            seen.addAll(page.body());
            while (page.nextCursor().isPresent()) {
                assertThat(page.body()).hasSize(limit);
                page = Answer.pageOf(ALL, page.nextCursor().get(), limit, RunId::value);
                assertThat(page.body()).isNotEmpty();
                seen.addAll(page.body());
            }
            assertThat(seen).as("limit " + limit).isEqualTo(ALL);
        }
    }

    @Test
    void aListWithoutALimitIsComplete() {
        assertThat(Answer.pageOf(ALL, null, 0, RunId::value).body()).isEqualTo(ALL);
        assertThat(Answer.pageOf(List.<RunId>of(), null, 0, RunId::value).nextCursor())
                .isEmpty();
        assertThat(Answer.pageOf(ALL, "run-4", 0, RunId::value).body()).hasSize(2);
    }

    @Test
    void refusesACursorWhoseItemIsGone() {
        assertThatThrownBy(() -> Answer.pageOf(ALL, "run-9", 2, RunId::value))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.field()).isEqualTo("cursor"));
    }

    @Test
    void anEditMustKnowTheCurrentVersion() {
        var current = new RunId("run-1");
        String tag = AnswerFilter.tag(current);

        AnswerFilter.requireMatch(null, current);
        AnswerFilter.requireMatch("*", current);
        AnswerFilter.requireMatch("\"other\", " + tag, current);
        AnswerFilter.requireMatch("W/" + tag, current);
        assertThatThrownBy(() -> AnswerFilter.requireMatch(AnswerFilter.tag(new RunId("run-2")), current))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED));
    }
}
