package dev.codeagent.providers.catalog;

import dev.codeagent.api.catalog.ModelCapability;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the catalogue: the resource that ships, above it the refreshed copy in the data directory, above that the
 * operator's file. What the operator writes is never changed.
 */
public final class ModelCatalogFiles {
    /** Name of the refreshed copy in the data directory. */
    public static final String REFRESHED = "model-catalog.json";

    private static final String RESOURCE = "/providers/model-catalog.json";
    private static final BoundedJson.Limits LIMITS = new BoundedJson.Limits(64 << 20, 50, 4_000_000);

    private final Path refreshed;
    private final Optional<Path> operatorFile;
    private final Map<String, String> modelsDevProviders;
    private volatile ModelCatalog current;

    /**
     * @param operatorFile overrides of the operator, {@code providers.catalog}
     * @param modelsDevProviders the name of a provider in this system by its name at models.dev
     * @throws AgentException CONFIGURATION if a file exists and is not valid
     */
    public ModelCatalogFiles(Path dataDirectory, Optional<Path> operatorFile, Map<String, String> modelsDevProviders) {
        this.refreshed = dataDirectory.resolve(REFRESHED);
        this.operatorFile = operatorFile;
        this.modelsDevProviders = Map.copyOf(modelsDevProviders);
        this.current = load();
    }

    /** The catalogue that ships, without files of an installation. */
    public static ModelCatalog shipped() {
        return ModelCatalog.merge(List.of(shippedLayer()));
    }

    public ModelCatalog current() {
        return current;
    }

    /** What a refresh changed. */
    public record Refresh(int models, int added) {}

    /**
     * Replaces the refreshed copy. If the text is not valid, the old copy stays.
     *
     * @param source where the text was read, for messages and as the source of its rows
     * @param text the catalogue's own form, or the {@code api.json} of models.dev
     * @throws AgentException INVALID_VALUE; the message names the source, the entry and the problem
     */
    public synchronized Refresh refresh(String source, String text, LocalDate today) {
        JsonObject json = parse(source, text);
        JsonObject ours = ModelsDevImport.accepts(json)
                ? new ModelsDevImport(modelsDevProviders, this::fillsInTheMiddle, source, today.toString())
                        .convert(json)
                : json;
        CatalogLayer layer = CatalogLayer.read(source, ours);
        if (layer.models().isEmpty()) {
            throw CatalogLayer.invalid(
                    source,
                    "contains no model of a known provider; expected is the form of models.dev's api.json,"
                            + " or an object with the field 'models'");
        }
        ModelCatalog before = current;
        ModelCatalog after = merge(Optional.of(layer));
        write(ours.toString());
        current = after;
        return new Refresh(
                layer.models().size(), after.models().size() - before.models().size());
    }

    private boolean fillsInTheMiddle(String provider, String id) {
        return current.models(provider).stream()
                .anyMatch(model -> model.id().equals(id) && model.can(ModelCapability.FIM));
    }

    private ModelCatalog load() {
        try {
            return merge(readFile(Optional.of(refreshed)));
        } catch (AgentException e) {
            throw new AgentException(ErrorCode.CONFIGURATION, e.getMessage(), e);
        }
    }

    private ModelCatalog merge(Optional<CatalogLayer> refreshedLayer) {
        var layers = new java.util.ArrayList<>(List.of(shippedLayer()));
        refreshedLayer.ifPresent(layers::add);
        operatorFile.filter(file -> !Files.exists(file)).ifPresent(file -> {
            throw CatalogLayer.invalid("providers.catalog", "the file " + file + " does not exist");
        });
        readFile(operatorFile).ifPresent(layers::add);
        return ModelCatalog.merge(layers);
    }

    private static Optional<CatalogLayer> readFile(Optional<Path> file) {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return Optional.empty();
        }
        String place = file.get().toString();
        try {
            return Optional.of(CatalogLayer.read(place, parse(place, Files.readString(file.get()))));
        } catch (IOException e) {
            throw CatalogLayer.invalid(place, "cannot be read: " + e.getMessage());
        }
    }

    private static JsonObject parse(String place, String text) {
        try {
            return BoundedJson.readObject(text, LIMITS);
        } catch (AgentException e) {
            throw CatalogLayer.invalid(place, "the file is " + e.getMessage());
        }
    }

    private void write(String text) {
        try {
            Path partial = Files.createTempFile(refreshed.toAbsolutePath().getParent(), REFRESHED, ".new");
            try {
                Files.writeString(partial, text);
                Files.move(partial, refreshed, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED,
                    "cannot write the model catalogue " + refreshed + ": " + e.getMessage(),
                    e);
        }
    }

    private static CatalogLayer shippedLayer() {
        try (InputStream in = ModelCatalogFiles.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + RESOURCE);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return CatalogLayer.read(RESOURCE, BoundedJson.readObject(text, LIMITS));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }
}
