package dev.codeagent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.security.LocalToken;
import dev.codeagent.identity.AuthenticationMode.Result;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScraperTokenModeTest {
    @TempDir
    Path folder;

    private static HttpServletRequest request(String method, String uri, String... authorization) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getMethod" -> method;
                    case "getRequestURI" -> uri;
                    case "getHeaders" -> Collections.enumeration(List.of(authorization));
                    default -> throw new UnsupportedOperationException(called.getName());
                });
    }

    @Test
    void createsATokenThatOnlyItsOwnerCanReadAndKeepsIt() throws Exception {
        Path file = folder.resolve("scraper.token");
        ScraperTokenMode.open(file);
        String token = Files.readString(file).strip();

        assertThat(token).matches("[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        ScraperTokenMode.open(file);
        assertThat(Files.readString(file).strip()).isEqualTo(token);
    }

    @Test
    void acceptsItsTokenForTheMetricsAlone() {
        LocalToken token = LocalToken.generate();
        var mode = new ScraperTokenMode(token);
        String header = token.authorization();

        assertThat(mode.authenticate(request("GET", "/metrics", header)))
                .isInstanceOfSatisfying(Result.Authenticated.class, result -> {
                    assertThat(result.caller().name()).isEqualTo("scraper");
                    assertThat(result.caller().roles()).isEmpty();
                });
        assertThat(mode.authenticate(request("HEAD", "/metrics", header))).isInstanceOf(Result.Authenticated.class);
        for (String uri : List.of(
                "/metrics/",
                "//metrics",
                "/metrics;x",
                "/Metrics",
                "/%6detrics",
                "/metrics/../api/v1/runs",
                "/api/v1/runs",
                "/")) {
            assertThat(mode.authenticate(request("GET", uri, header))).as(uri).isInstanceOf(Result.NotPresent.class);
        }
        assertThat(mode.authenticate(request("POST", "/metrics", header))).isInstanceOf(Result.NotPresent.class);
    }

    /** The next mode decides about another token: it may be that of the user. */
    @Test
    void leavesOtherTokensToTheNextMode() {
        LocalToken token = LocalToken.generate();
        var mode = new ScraperTokenMode(token);

        for (String header : List.of(
                LocalToken.generate().authorization(),
                "Basic " + token.value(),
                "Bearer ",
                token.value(),
                token.authorization() + "x")) {
            assertThat(mode.authenticate(request("GET", "/metrics", header))).isInstanceOf(Result.NotPresent.class);
        }
        assertThat(mode.authenticate(request("GET", "/metrics"))).isInstanceOf(Result.NotPresent.class);
        assertThat(mode.authenticate(request("GET", "/metrics", token.authorization(), token.authorization())))
                .isInstanceOf(Result.NotPresent.class);
    }

    @Test
    void refusesAFileThatEverybodyCanReadOrThatHasNoToken() throws Exception {
        Path open =
                Files.writeString(folder.resolve("open"), LocalToken.generate().value());
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Files.setPosixFilePermissions(empty, PosixFilePermissions.fromString("rw-------"));
        Path large = Files.writeString(folder.resolve("large"), "x".repeat(5_000));
        Files.setPosixFilePermissions(large, PosixFilePermissions.fromString("rw-r-----"));

        for (Path file : List.of(open, empty, large, folder.resolve("none/token"))) {
            assertThatThrownBy(() -> ScraperTokenMode.open(file))
                    .as(file.toString())
                    .isInstanceOf(AgentException.class)
                    .hasMessageStartingWith("metrics.tokenFile: ");
        }
    }
}
