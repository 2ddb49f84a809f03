package dev.codeagent.bench.escapes.server;

import java.util.List;
import java.util.stream.Stream;

/** All attempts against the server. */
public final class ServerAttempts {
    private ServerAttempts() {}

    public static List<ServerAttempt> all() {
        return Stream.<List<ServerAttempt>>of(
                        // One line for each theme, in alphabetical order.
                        AnswerAttempts.all(),
                        ApprovalTextAttempts.all(),
                        BoundAttempts.all(),
                        CacheAttempts.all(),
                        CommandBoundAttempts.all(),
                        ConfigurationAttempts.all(),
                        ConnectionAttempts.all(),
                        FileAttempts.all(),
                        FilePermissionAttempts.all(),
                        HostGitAttempts.all(),
                        HttpAttempts.all(),
                        IdentityAttempts.all(),
                        ImpostorAttempts.all(),
                        InjectionAttempts.all(),
                        PolicyAttempts.all(),
                        PreparationAttempts.all(),
                        ProviderAttempts.all(),
                        RemoteGitAttempts.all(),
                        RootsAttempts.all(),
                        SecretNoticeAttempts.all(),
                        TokenFileAttempts.all(),
                        UploadAttempts.all(),
                        VerdictAttempts.all())
                .flatMap(List::stream)
                .toList();
    }
}
