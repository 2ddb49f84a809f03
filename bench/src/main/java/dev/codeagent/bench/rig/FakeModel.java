package dev.codeagent.bench.rig;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scripted model server as a process. */
public final class FakeModel implements AutoCloseable {
    private static final String GREETING = "fake model listening on ";

    private final Process process;
    private final String url;

    private FakeModel(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    public static FakeModel start(Path folder, JsonObject script) throws IOException {
        Path file = folder.resolve("script.json");
        Files.writeString(file, script.toString());
        Process process = new ProcessBuilder(Installation.find().fakeModel(file))
                .redirectError(folder.resolve("fake-model.log").toFile())
                .start();
        Children.add(process);
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith(GREETING)) {
            throw new IOException(
                    "the fake model did not start: " + line + "; see " + folder.resolve("fake-model.log"));
        }
        return new FakeModel(process, line.substring(GREETING.length()).strip());
    }

    /** The base address for a provider, with {@code /v1}. */
    public String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
