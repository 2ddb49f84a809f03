package dev.codeagent.executor.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdempotencyStoreTest {
    private static final JsonObject CONTENT =
            Json.createObjectBuilder().add("text", "ok").build();

    @TempDir
    Path directory;

    private IdempotencyStore store;

    @BeforeEach
    void createStore() {
        store = new IdempotencyStore(directory, new IdempotencyStore.CallListener() {
            @Override
            public void beforeCall(String id) {}

            @Override
            public void afterCall(String id) {}
        });
    }

    @Test
    void knowsACallFromItsStartToItsResult() {
        assertThat(store.state("c1")).isEqualTo(IdempotencyStore.State.NEVER);

        store.begin("c1", CONTENT);
        assertThat(store.state("c1")).isEqualTo(IdempotencyStore.State.RUNNING);

        store.finish("c1", CONTENT);
        assertThat(store.state("c1")).isEqualTo(IdempotencyStore.State.FINISHED);
        assertThat(store.result("c1")).contains(CONTENT);
    }

    @Test
    void aCallWhoseMarkerCannotBeStoredHasNotStarted() throws IOException {
        Files.createDirectory(directory.resolve("c1.started"));

        assertThatThrownBy(() -> store.begin("c1", CONTENT)).isInstanceOf(UncheckedIOException.class);
        Files.delete(directory.resolve("c1.started"));

        assertThat(store.state("c1")).isEqualTo(IdempotencyStore.State.NEVER);
    }

    @Test
    void theOutcomeOfACallWhoseResultCannotBeStoredIsUnknown() throws IOException {
        Files.createDirectory(directory.resolve("c1.json.new"));
        store.begin("c1", CONTENT);

        assertThatThrownBy(() -> store.finish("c1", CONTENT)).isInstanceOf(UncheckedIOException.class);

        assertThat(store.state("c1")).isEqualTo(IdempotencyStore.State.UNKNOWN);
    }
}
