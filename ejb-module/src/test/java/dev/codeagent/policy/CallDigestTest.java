package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallDigestTest {
    private static final ProjectId PROJECT = new ProjectId("p-1");
    private static final RunId RUN = new RunId("run-1");

    @Test
    void isTheSameForArgumentsThatAreWrittenInAnotherWay() {
        String one = CallDigest.of(PROJECT, RUN, "t", "{\"b\": [1.0, {\"y\": null, \"x\": true}], \"a\": \"é\"}");

        assertThat(CallDigest.of(PROJECT, RUN, "t", "{\"a\":\"\\u00e9\",\"b\":[1,{\"x\":true,\"y\":null}]}"))
                .isEqualTo(one)
                .hasSize(64);
    }

    @Test
    void isAnotherForEverythingElse() {
        String arguments = "{\"a\":\"b\"}";

        assertThat(List.of(
                        CallDigest.of(PROJECT, RUN, "t", arguments),
                        CallDigest.of(PROJECT, RUN, "u", arguments),
                        CallDigest.of(PROJECT, new RunId("run-2"), "t", arguments),
                        CallDigest.of(new ProjectId("p-2"), RUN, "t", arguments),
                        CallDigest.of(PROJECT, RUN, "t", "{\"a\":\"b \"}"),
                        CallDigest.of(PROJECT, RUN, "t", "{\"a\":[\"b\"]}"),
                        CallDigest.of(PROJECT, RUN, "t", "{\"a\":\"b\",\"c\":1}"),
                        CallDigest.of(PROJECT, RUN, "t", "no JSON"),
                        CallDigest.ofAnyRun(PROJECT, "t", arguments)))
                .doesNotHaveDuplicates();
    }
}
