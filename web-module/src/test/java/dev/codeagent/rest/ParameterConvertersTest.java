package dev.codeagent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.accounting.UsageQuery;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.Parameter;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterConvertersTest {
    /** Parameters of each kind. */
    @SuppressWarnings("unused")
    void parameters(
            @QueryParam("limit") @Schema(minimum = "1", maximum = "1000") int limit,
            @QueryParam("after") @Schema(minimum = "0") long after,
            @QueryParam("test") boolean test,
            @QueryParam("by") UsageQuery.Group by,
            @QueryParam("from") LocalDate from,
            @QueryParam("run") RunId run,
            @QueryParam("query") String query) {}

    private static Object convert(String name, String text) {
        Parameter parameter = Arrays.stream(ParameterConvertersTest.class.getDeclaredMethods())
                .filter(method -> method.getName().equals("parameters"))
                .flatMap(method -> Arrays.stream(method.getParameters()))
                .filter(p -> p.getAnnotation(QueryParam.class).value().equals(name))
                .findFirst()
                .orElseThrow();
        return Objects.requireNonNull(new ParameterConverters()
                        .getConverter(parameter.getType(), parameter.getType(), parameter.getAnnotations()))
                .fromString(text);
    }

    @Test
    void readsValues() {
        assertThat(convert("limit", "1000")).isEqualTo(1000);
        assertThat(convert("after", "9007199254740993")).isEqualTo(9007199254740993L);
        assertThat(convert("test", "true")).isEqualTo(true);
        assertThat(convert("by", "project")).isEqualTo(UsageQuery.Group.PROJECT);
        assertThat(convert("from", "2026-11-29")).isEqualTo(LocalDate.of(2026, 11, 29));
        assertThat(convert("run", "run-1")).isEqualTo(new RunId("run-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0",
        "limit, 1001",
        "limit, x",
        "limit, ''",
        "limit, 99999999999",
        "after, -1",
        "test, yes",
        "test, ''",
        "by, PROJECT",
        "by, ''",
        "from, yesterday",
        "run, a b",
        "run, ''"
    })
    void namesTheParameterThatIsWrong(String name, String text) {
        assertThatThrownBy(() -> convert(name, text)).isInstanceOfSatisfying(AgentException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE);
            assertThat(e.field()).isEqualTo(name);
        });
    }

    @Test
    void leavesTextsAsTheyAre() {
        assertThat(new ParameterConverters()
                        .getConverter(String.class, String.class, new java.lang.annotation.Annotation[0]))
                .isNull();
    }
}
