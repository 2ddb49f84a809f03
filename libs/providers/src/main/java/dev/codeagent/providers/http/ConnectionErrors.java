package dev.codeagent.providers.http;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Maps failures of the connection to a provider to exceptions; none of them contains the key. */
record ConnectionErrors(
        EnvironmentProxySelector proxies, ProviderConfiguration configuration, SecretRedactor redactor) {
    private static final int MAX_CAUSES = 20;

    AgentException toAgentException(Throwable cause) {
        return switch (cause) {
            case AgentException known -> new AgentException(known.code(), redactor.redact(known.getMessage()), known);
            case java.net.ConnectException e ->
                new AgentException(
                        ErrorCode.PROVIDER_UNREACHABLE,
                        "provider " + configuration.id() + " is unreachable at " + configuration.baseUrl()
                                + " (check that it is running and that the address is correct)" + proxyHint(),
                        e);
            case java.net.http.HttpTimeoutException e ->
                new AgentException(
                        ErrorCode.PROVIDER_TIMEOUT,
                        "provider " + configuration.id() + " did not accept the connection in time" + proxyHint(),
                        e);
            case SSLException e ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        "provider " + configuration.id()
                                + " has a certificate of another host or one that Java does not trust ("
                                + redactor.redact(String.valueOf(e.getMessage()))
                                + "); `codeagent doctor` shows the certificate authority and the fix",
                        e);
            case IOException e ->
                new AgentException(
                        ErrorCode.PROVIDER_BROKEN_STREAM,
                        "the connection to provider " + configuration.id() + " failed: "
                                + redactor.redact(String.valueOf(e.getMessage())) + proxyHint(),
                        withoutKey(e));
            default ->
                new AgentException(
                        ErrorCode.INTERNAL,
                        "the call to provider " + configuration.id() + " failed: " + redactor.redact(cause.toString()),
                        withoutKey(cause));
        };
    }

    /** The cause, unless a message of its chain repeats the key: a cause may be logged. */
    private @Nullable Throwable withoutKey(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
            String text = cause.toString();
            if (!redactor.redact(text).equals(text)) {
                return null;
            }
        }
        return failure;
    }

    private String proxyHint() {
        return proxies.hint(configuration.baseUrl());
    }
}
