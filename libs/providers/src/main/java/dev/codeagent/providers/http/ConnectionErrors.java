package dev.codeagent.providers.http;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderUrl;
import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Maps failures of the connection to a provider to exceptions; none of them contains the key. */
record ConnectionErrors(
        EnvironmentProxySelector proxies, ProviderConfiguration configuration, SecretRedactor redactor) {
    private static final int MAX_CAUSES = 20;
    private static final int MAX_SHOWN_LENGTH = 200;
    /** The JDK has no type for it. */
    private static final String CLOSED_HANDSHAKE = "terminated the handshake";

    AgentException toAgentException(Throwable cause) {
        return switch (cause) {
            case AgentException known -> new AgentException(known.code(), redactor.redact(known.getMessage()), known);
            case java.net.ConnectException e ->
                new AgentException(
                        ErrorCode.PROVIDER_UNREACHABLE,
                        "provider " + configuration.id() + " is unreachable at " + configuration.baseUrl()
                                + " (check that it is running and that the address is correct)" + proxyHint(),
                        e);
            case java.net.http.HttpConnectTimeoutException e ->
                new AgentException(
                        ErrorCode.PROVIDER_TIMEOUT,
                        "provider " + configuration.id() + " did not accept the connection in time" + proxyHint(),
                        e);
            case java.net.http.HttpTimeoutException e ->
                new AgentException(
                        ErrorCode.PROVIDER_TIMEOUT,
                        "provider " + configuration.id() + " did not answer in time, although "
                                + ProviderUrl.origin(configuration.baseUrl())
                                + " accepted the connection; check that a model server listens there and is not busy"
                                + proxyHint(),
                        e);
            case SSLException e -> tlsFailure(e);
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

    private AgentException tlsFailure(SSLException e) {
        String provider = "provider " + configuration.id();
        String reason = " (" + redactor.redact(String.valueOf(e.getMessage())) + ")";
        if (e instanceof SSLPeerUnverifiedException || hasCause(e, CertificateException.class)) {
            return new AgentException(
                    ErrorCode.PROVIDER_REJECTED,
                    provider + " has a certificate of another host or one that Java does not trust" + reason
                            + "; `codeagent doctor` shows the certificate authority and the fix",
                    e);
        }
        if (hasCause(e, IOException.class) || String.valueOf(e.getMessage()).contains(CLOSED_HANDSHAKE)) {
            return new AgentException(
                    ErrorCode.PROVIDER_UNREACHABLE,
                    provider + " closed the connection while TLS began" + reason + proxyHint(),
                    e);
        }
        return new AgentException(
                ErrorCode.PROVIDER_REJECTED,
                provider + " does not speak TLS as expected at " + configuration.baseUrl() + reason
                        + "; check its address, which begins with http:// if the server has no TLS" + proxyHint(),
                e);
    }

    /** Whether a cause of the failure, not the failure itself, has the type. */
    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure.getCause();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
            if (type.isInstance(cause) && !(cause instanceof SSLException)) {
                return true;
            }
        }
        return false;
    }

    /** No request can be made. Without a cause: the message of the JDK contains the value of the header. */
    AgentException unusable() {
        return new AgentException(
                ErrorCode.PROVIDER_REJECTED,
                "provider " + configuration.id() + ": no request can be made of its address and its key;"
                        + " correct them with `codeagent providers add " + configuration.id() + "`");
    }

    /** A redirect to another origin, or one of many; shows no query, which may be secret. */
    AgentException redirected(Redirect redirect) {
        String target =
                ProviderUrl.origin(redirect.location()) + redirect.location().getPath();
        return new AgentException(
                ErrorCode.PROVIDER_REJECTED,
                "provider " + configuration.id() + " answers with a redirect (HTTP " + redirect.status() + ") to "
                        + redactor.redact(UnicodeText.prefix(target, MAX_SHOWN_LENGTH))
                        + ", which is not followed, because its key is for its own address alone;"
                        + " set the address of its API with"
                        + " `codeagent providers add " + configuration.id() + " --url URL --key-env VAR`");
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
