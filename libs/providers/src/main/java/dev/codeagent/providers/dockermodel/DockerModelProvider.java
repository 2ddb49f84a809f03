package dev.codeagent.providers.dockermodel;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.provider.InstallResult;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.providers.http.WireRequest;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.wire.DownloadReader;
import dev.codeagent.providers.wire.InstallableModels;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ModelIds;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A provider with Docker Model Runner. */
public final class DockerModelProvider extends OpenAiChatProvider {
    private static final Set<ErrorCode> SILENT_OR_KEY =
            Set.of(ErrorCode.PROVIDER_UNREACHABLE, ErrorCode.PROVIDER_TIMEOUT, ErrorCode.PROVIDER_KEY_REJECTED);
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?) ?([kKMGT]?)(i?)B");
    private static final String UNITS = "KMGT";

    public DockerModelProvider(ProviderSetup setup) {
        super(setup);
    }

    @Override
    public ProviderCapabilities capabilities() {
        return new ProviderCapabilities(true, true, true, true, true, false, false, true);
    }

    @Override
    protected List<Model> listModels() {
        List<Model> installed = listOwn().orElseGet(super::listModels);
        return InstallableModels.of("docker").after(installed);
    }

    /** The address of the server, without the engine. */
    private URI root() {
        String url = connection().configuration().baseUrl().toString();
        return URI.create(url.replaceFirst("/+(engines(/[^/]+)*+|v1)?/*$", ""));
    }

    /** Empty if the server has no API of Docker Model Runner. */
    private Optional<List<Model>> listOwn() {
        try {
            String body = connectionTo(root()).exchange(WireRequest.get("/models"));
            return BoundedJson.readValue(body, BoundedJson.Limits.MESSAGE) instanceof JsonArray models
                    ? Optional.of(ModelIds.read(
                            JsonFields.objects(models),
                            DockerModelProvider::toOwnModel,
                            connection().redactor()))
                    : Optional.empty();
        } catch (AgentException e) {
            if (SILENT_OR_KEY.contains(e.code())) {
                throw e; // Another address of the server has no other answer.
            }
            return Optional.empty();
        }
    }

    private static Model toOwnModel(JsonObject json) {
        String id = json.get("tags") instanceof JsonArray tags
                        && !tags.isEmpty()
                        && tags.getFirst() instanceof JsonString tag
                ? tag.getString()
                : JsonFields.string(json, "id");
        JsonObject config = JsonFields.object(json, "config");
        ModelTraits traits =
                ModelIds.toModel(id).traits().withContextTokens((int) JsonFields.tokens(config, "context_size"));
        return new Model(id, id, parseSize(JsonFields.string(config, "size")), true, traits);
    }

    /** The bytes of a size as Docker writes it, for example {@code 256.35 MiB}; 0 if it is none. */
    static long parseSize(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return 0;
        }
        double base = size.group(3).isEmpty() ? 1_000 : 1_024;
        int power = size.group(2).isEmpty()
                ? 0
                : UNITS.indexOf(Character.toUpperCase(size.group(2).charAt(0))) + 1;
        return (long) (Double.parseDouble(size.group(1)) * Math.pow(base, power));
    }

    @Override
    public InstallResult installModel(
            String modelId, Consumer<InstallProgress> progress, CancellationToken cancellation) {
        String body = Json.createObjectBuilder().add("from", modelId).build().toString();
        long bytes = this.<Long>stream(
                downloadsFrom(root()),
                WireRequest.post("/models/create", body),
                new DownloadReader(connection().redactor(), progress, DockerModelProvider::readProgress),
                cancellation);
        return new InstallResult(modelId, bytes == 0, bytes);
    }

    private static DownloadReader.Line readProgress(JsonObject json) {
        JsonObject layer = JsonFields.object(json, "layer");
        return new DownloadReader.Line(
                JsonFields.string(json, "message"),
                JsonFields.string(layer, "id"),
                JsonFields.bytes(layer, "current"),
                JsonFields.bytes(layer, "size"),
                JsonFields.bytes(json, "total"),
                JsonFields.string(json, "type").equals("success"));
    }

    @Override
    public void removeModel(String modelId) {
        String path = Arrays.stream((modelId.contains("/") ? modelId : "ai/" + modelId).split("/"))
                .map(segment ->
                        URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("%3A", ":"))
                .collect(Collectors.joining("/", "/models/", ""));
        connectionTo(root()).exchange(new WireRequest("DELETE", path, Map.of(), ""));
    }
}
