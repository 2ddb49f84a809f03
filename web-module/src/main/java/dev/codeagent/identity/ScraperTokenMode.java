package dev.codeagent.identity;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.security.LocalToken;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The token of a scraper, which can read the metrics and nothing else. Everybody else must be the user for them too. */
final class ScraperTokenMode implements AuthenticationMode {
    /** Compared with the address as the client wrote it, so that no encoding of another address is equal. */
    private static final String METRICS = "/metrics";

    private static final String SCHEME = "Bearer ";
    private static final Caller SCRAPER = new Caller("scraper", Set.of());
    private static final long MAX_BYTES = 1024;

    private final LocalToken token;

    ScraperTokenMode(LocalToken token) {
        this.token = token;
    }

    /**
     * Reads the token, or creates the file with a new one, readable only by its owner.
     *
     * @throws AgentException CONFIGURATION if the file has no token, or if everybody can read it
     */
    static ScraperTokenMode open(Path file) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            if (isPublic(file)) {
                throw refused(
                        file,
                        "can be read by every user of this machine; make it readable by the server and the"
                                + " scraper only, for example with `chmod o= FILE`");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw refused(file, "has no token");
            }
            return new ScraperTokenMode(LocalToken.parse(Files.readString(file))
                    .orElseThrow(() -> refused(
                            file,
                            "has no token of 43 to 200 characters of A-Za-z0-9_-; delete it, and the server"
                                    + " creates another")));
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION, "metrics.tokenFile: cannot read or create " + file + ": " + e, e);
        }
    }

    private static void create(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        Files.writeString(file, LocalToken.generate().value() + "\n", StandardOpenOption.WRITE);
    }

    private static boolean isPublic(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).stream()
                        .anyMatch(permission -> permission.name().startsWith("OTHERS_"));
    }

    private static AgentException refused(Path file, String reason) {
        return new AgentException(ErrorCode.CONFIGURATION, "metrics.tokenFile: " + file + " " + reason);
    }

    /** Another token may still be that of the user. */
    @Override
    public Result authenticate(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        boolean reads = Set.of("GET", "HEAD").contains(request.getMethod())
                && request.getRequestURI().equals(METRICS);
        return reads && headers.size() == 1 && isToken(headers.getFirst())
                ? new Result.Authenticated(SCRAPER)
                : new Result.NotPresent();
    }

    private boolean isToken(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && token.matches(header.substring(SCHEME.length()).strip());
    }
}
