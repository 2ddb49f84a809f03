package dev.codeagent.cli.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All checks of the gateway protocol. */
public final class ConformanceKit {
    private ConformanceKit() {}

    /** The checks of a server. */
    public static List<ConformanceCase<ServerUnderTest>> serverCases() {
        return Stream.of(ConnectionCases.all(), FrameCases.all(), ErrorCases.all(), RunCases.all(), RepeatCases.all())
                .flatMap(List::stream)
                .toList();
    }

    /** The checks of a client. */
    public static List<ConformanceCase<ClientUnderTest>> clientCases() {
        return ClientCases.all();
    }
}
