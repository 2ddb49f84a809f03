package dev.codeagent.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunId;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordJsonTest {
    /** A body with fields of several kinds. */
    public record Body(RunId run, List<PatchSelection> parts, ModelRef model, int count) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"run\":7} | run",
                "{\"run\":\"no id!\"} | run",
                "{\"run\":\"r\",\"parts\":[{\"path\":\"a\"},{\"path\":[]}]} | parts[1].path",
                "{\"run\":\"r\",\"parts\":[{\"path\":\"a\",\"hunks\":[1,\"x\"]}]} | parts[0].hunks[1]",
                "{\"run\":\"r\",\"model\":{\"provider\":\"no provider!\"}} | model.provider",
                "{\"run\":\"r\",\"model\":{\"provider\":\"p\"},\"count\":1.5} | count",
            })
    void namesTheFieldThatIsWrong(String json, String field) {
        assertThatThrownBy(() -> RecordJson.read(EnvelopeCodec.parse(json), Body.class))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    /** A body with one of several names. */
    public record Choice(Size size) {}

    public enum Size {
        SMALL,
        VERY_LARGE
    }

    @Test
    void aNameThatIsNotKnownIsAnsweredWithThoseThatAre() {
        assertThatThrownBy(() -> RecordJson.read(EnvelopeCodec.parse("{\"size\": \"huge\"}"), Choice.class))
                .hasMessageContaining("use small, very-large");
    }

    /** A record with a day, as in answers with totals. */
    public record Day(LocalDate day, long runs) {}

    @Test
    void daysAreTexts() {
        var day = new Day(LocalDate.parse("2026-11-30"), 3);

        assertThat(RecordJson.write(day).build().toString()).isEqualTo("{\"day\":\"2026-11-30\",\"runs\":3}");
        assertThat(RecordJson.read(RecordJson.write(day).build(), Day.class)).isEqualTo(day);
    }

    @Test
    void ignoresUnknownFields() {
        Body body = RecordJson.read(
                EnvelopeCodec.parse("{\"run\":\"r\",\"model\":{\"provider\":\"p\",\"new\":1},\"newer\":[{}]}"),
                Body.class);

        assertThat(body.run()).isEqualTo(new RunId("r"));
    }
}
