package dev.codeagent.portal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of the built portal, and the addresses of its views. They are read at the first request, so that they cost
 * nothing at the start. A build without Node.js has none.
 */
@ApplicationScoped
public class PortalFiles {
    private static final String FOLDER = "/portal/";
    private static final String PAGE = "index.html";
    /** A parameter of an address: an id, which cannot be a relative path in any encoding. */
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]*";

    private final String folder;
    private volatile Optional<Contents> contents = Optional.empty();

    /**
     * A file of the portal.
     *
     * @param hash of its content
     * @param gzip whether a compressed form is there
     */
    record PortalFile(String name, String hash, boolean gzip) {
        /** A name that contains the hash of the content never has another content. */
        boolean isImmutable() {
            return name.startsWith("assets/");
        }
    }

    private record Contents(Map<String, PortalFile> files, List<Pattern> views) {}

    public PortalFiles() {
        this(FOLDER);
    }

    /** @param folder the resource folder of the files, with a slash at its end */
    PortalFiles(String folder) {
        this.folder = folder;
    }

    /** The page that shows all views; empty if this build has no portal. */
    Optional<PortalFile> page() {
        return Optional.ofNullable(contents().files().get(PAGE));
    }

    /** The file at an address, as the client wrote it. */
    Optional<PortalFile> find(String uri) {
        String name = uri.startsWith("/") ? uri.substring(1) : "";
        return Optional.ofNullable(contents().files().get(name))
                .filter(file -> !file.name().equals(PAGE));
    }

    /** Whether the portal shows a view at an address, as the client wrote it. */
    boolean isView(String uri) {
        return contents().views().stream().anyMatch(view -> view.matcher(uri).matches());
    }

    /** Whether everybody may read what is at an address: it is a part of the build and tells nothing about this server. */
    public boolean isOpen(String uri) {
        return find(uri).isPresent() || isView(uri);
    }

    InputStream open(PortalFile file, boolean compressed) {
        String name = folder + file.name() + (compressed ? ".gz" : "");
        return Objects.requireNonNull(PortalFiles.class.getResourceAsStream(name), name);
    }

    private Contents contents() {
        if (contents.isEmpty()) {
            contents = Optional.of(read());
        }
        return contents.get();
    }

    private Contents read() {
        try (InputStream list = PortalFiles.class.getResourceAsStream(folder + "files.json")) {
            if (list == null) {
                return new Contents(Map.of(), List.of());
            }
            JsonObject json = Json.createReader(list).readObject();
            return new Contents(
                    json.getJsonObject("files").entrySet().stream()
                            .map(entry ->
                                    fileOf(entry.getKey(), entry.getValue().asJsonObject()))
                            .collect(Collectors.toMap(PortalFile::name, file -> file)),
                    json.getJsonArray("views").getValuesAs(JsonString.class).stream()
                            .map(view -> patternOf(view.getString()))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PortalFile fileOf(String name, JsonObject file) {
        return new PortalFile(name, file.getString("hash"), file.getBoolean("gzip"));
    }

    /** The addresses of a view such as {@code /settings/:section?}. */
    static Pattern patternOf(String view) {
        var pattern = new StringBuilder();
        for (String part : view.split("/")) {
            if (part.isEmpty()) {
                continue;
            }
            if (!part.startsWith(":")) {
                pattern.append('/').append(Pattern.quote(part));
            } else if (part.endsWith("?")) {
                pattern.append("(?:/").append(ID).append(")?");
            } else {
                pattern.append('/').append(ID);
            }
        }
        return Pattern.compile(pattern.isEmpty() ? "/" : pattern.toString());
    }
}
