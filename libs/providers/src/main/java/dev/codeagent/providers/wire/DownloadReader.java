package dev.codeagent.providers.wire;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.providers.http.ProviderErrors;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.SecretRedactor;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads the progress of a download, which a server sends as lines of JSON; the result is the number of bytes. */
public final class DownloadReader implements ResponseReader<Long> {
    private static final int MAX_PARTS = 10_000;
    private static final int MAX_STATUS_LENGTH = 200;

    private final SecretRedactor redactor;
    private final Consumer<InstallProgress> progress;
    private final Function<JsonObject, Line> readLine;
    private final Map<String, Line> parts = new LinkedHashMap<>();
    private long modelBytes;
    private boolean complete;

    /**
     * What one line tells.
     *
     * @param part identifies the part of the model to which the numbers belong; empty for none
     * @param modelBytes the bytes of all parts; 0 if the line does not tell
     * @param last whether the download is complete
     */
    public record Line(
            String status, String part, long completedBytes, long totalBytes, long modelBytes, boolean last) {}

    public DownloadReader(
            SecretRedactor redactor, Consumer<InstallProgress> progress, Function<JsonObject, Line> readLine) {
        this.redactor = redactor;
        this.progress = progress;
        this.readLine = readLine;
    }

    @Override
    public boolean readsLines() {
        return true;
    }

    @Override
    public void acceptEvent(String name, String data) {
        JsonObject json = parse(data);
        if (JsonFields.isPresent(json, "error")
                || JsonFields.string(json, "type").equals("error")) {
            throw ProviderErrors.inAnswer(json, redactor);
        }
        Line line = readLine.apply(json);
        if (!line.part().isEmpty() && (parts.size() < MAX_PARTS || parts.containsKey(line.part()))) {
            parts.put(line.part(), line);
        }
        complete |= line.last();
        String status = UnicodeText.prefix(UnicodeText.replaceUnpairedSurrogates(line.status()), MAX_STATUS_LENGTH);
        modelBytes = Math.max(modelBytes, line.modelBytes());
        progress.accept(new InstallProgress(
                redactor.redact(status), sum(Line::completedBytes), Math.max(modelBytes, sum(Line::totalBytes))));
    }

    /** A server may have escaped the line as if it were a part of a page. */
    private static JsonObject parse(String line) {
        try {
            return BoundedJson.readObject(line.startsWith("{&") ? unescape(line) : line, BoundedJson.Limits.MESSAGE);
        } catch (AgentException e) {
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM,
                    "the progress of the download is not a line of JSON (it is " + e.getMessage() + ")",
                    e);
        }
    }

    private static String unescape(String line) {
        return line.replace("&#34;", "\"")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private long sum(Function<Line, Long> bytes) {
        return parts.values().stream().mapToLong(bytes::apply).sum();
    }

    @Override
    public void acceptBody(String body) {
        body.lines().filter(line -> !line.isBlank()).forEach(line -> acceptEvent("", line));
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public Long end() {
        if (!complete) {
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM,
                    "the server ended the download before it was complete; pull the model again to continue");
        }
        return sum(Line::completedBytes);
    }
}
